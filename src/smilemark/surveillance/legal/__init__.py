"""The only door to the law of surveillance: annex 15, its year, its draws, its findings.

Facts are written as the contract of ``smilemark law`` has them (JSON) before a rule is asked, so that a stored finding can
be asked again. The year's rule is called directly: the contract knows official calendars only, the apps the estimate too.
"""

from __future__ import annotations

from smilemark.foundation.legal import Judged
from smilemark.surveillance.legal.draws import (
    METHOD,
    Drawn,
    canonical,
    commitment_to,
    draw_operators,
    draw_products,
    eligible,
    sample_size,
    styles_size,
    verified,
)
from smilemark.surveillance.legal.faults import ban_years, is_severe, severity, termination
from smilemark.surveillance.legal.irregular import Clock, clocks
from smilemark.surveillance.legal.year import (
    Due,
    earliest_audit,
    keep_until,
    latest_notice,
    notice,
    plan_due,
    plan_gate,
    plan_year,
    summary_due,
)

__all__ = [
    "METHOD",
    "Clock",
    "Drawn",
    "Due",
    "Judged",
    "ban_years",
    "canonical",
    "clocks",
    "commitment_to",
    "draw_operators",
    "draw_products",
    "earliest_audit",
    "eligible",
    "is_severe",
    "keep_until",
    "latest_notice",
    "notice",
    "plan_due",
    "plan_gate",
    "plan_year",
    "sample_size",
    "severity",
    "styles_size",
    "summary_due",
    "termination",
    "verified",
]
