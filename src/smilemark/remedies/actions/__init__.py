"""Writing: one function per thing a person can do; by subject."""

from smilemark.foundation.moves import Refused
from smilemark.remedies.actions.batches import drop_batch, execute_batch, open_batch, try_out_batch
from smilemark.remedies.actions.determinations import Result, determine
from smilemark.remedies.actions.ending_decisions import decide_case, propose_case, send_back_case
from smilemark.remedies.actions.endings import (
    amend_case,
    close_case,
    invite,
    note_statement,
    open_case,
    state_case,
)
from smilemark.remedies.actions.objections import (
    accept_objection,
    explain_objection,
    file_objection,
    not_accept_objection,
    offers_on_verification,
    register_objection,
    withdraw_objection,
)
from smilemark.remedies.actions.orders import (
    amend_order,
    check_met,
    check_not_met,
    drop_order,
    extend_order,
    issue_order,
    open_order,
    report_improvement,
    return_report,
)
from smilemark.remedies.actions.papers import attach
from smilemark.remedies.actions.reviews import decide_review, propose_review, send_back_review
from smilemark.remedies.actions.service import open_letter, record_service, take_due_effects

__all__ = [
    "Refused",
    "Result",
    "accept_objection",
    "amend_case",
    "amend_order",
    "attach",
    "check_met",
    "check_not_met",
    "close_case",
    "decide_case",
    "decide_review",
    "determine",
    "drop_batch",
    "drop_order",
    "execute_batch",
    "explain_objection",
    "extend_order",
    "file_objection",
    "invite",
    "issue_order",
    "not_accept_objection",
    "note_statement",
    "offers_on_verification",
    "open_batch",
    "open_case",
    "open_letter",
    "open_order",
    "propose_case",
    "propose_review",
    "record_service",
    "register_objection",
    "report_improvement",
    "return_report",
    "send_back_case",
    "send_back_review",
    "state_case",
    "take_due_effects",
    "try_out_batch",
    "withdraw_objection",
]
