"""The only door to the law: rows become facts, facts become findings (points 17, 27, 28; annexes 7, 8, 9).

Facts are first written as the contract of ``smilemark law`` has them (JSON), so that they can be stored with the
finding and asked again; the law's own reader then checks them, and what it refuses is said in the form's words.
"""

from __future__ import annotations

from smilemark.assessment.legal.method import METHOD
from smilemark.assessment.legal.origin import (
    MINIMAL_OPERATIONS,
    NOT_COMPARED,
    WHOLLY_OBTAINED_HEADS,
    hs_digits,
    material_origin,
    origin,
    why_not_hs,
)
from smilemark.assessment.legal.plan import plan
from smilemark.assessment.legal.quality import (
    CODES,
    INCIDENT_ITEMS,
    NAMES,
    ONE_COUNT,
    counts_of,
    gate,
    grade,
    grade_of,
    has_open_incident,
    last_waiver_day,
    sheet_of,
)
from smilemark.assessment.legal.readings import READINGS
from smilemark.foundation.legal import Judged

__all__ = [
    "CODES",
    "INCIDENT_ITEMS",
    "METHOD",
    "MINIMAL_OPERATIONS",
    "NAMES",
    "NOT_COMPARED",
    "ONE_COUNT",
    "READINGS",
    "WHOLLY_OBTAINED_HEADS",
    "Judged",
    "counts_of",
    "gate",
    "grade",
    "grade_of",
    "has_open_incident",
    "hs_digits",
    "last_waiver_day",
    "material_origin",
    "origin",
    "plan",
    "sheet_of",
    "why_not_hs",
]
