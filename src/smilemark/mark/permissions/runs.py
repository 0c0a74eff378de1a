"""Who voids a print run: whoever oversees the firm's printing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.accounts import roles

if TYPE_CHECKING:
    from smilemark.foundation.moves import Actor
    from smilemark.mark.models import PrintRun

VOIDING = (roles.REVIEWER, roles.DECIDER)


def why_not_void(by: Actor, run: PrintRun) -> str | None:
    """Why the person may not void the run: the body of the certificate does, the firm itself for its own printing."""
    if run.kind != run.Kind.GOVERNMENT and by.holds(roles.APPLICANT, run.firm_id):
        return None
    body_id = run.label.certificate.body_id
    if body_id is not None and any(by.holds(role, body_id) for role in VOIDING):
        return None
    return "印製批次由核發驗證書之驗證機構作廢；自行印製者亦得由業者作廢（附件十四第三點）。"
