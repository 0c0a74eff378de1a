"""Writing: one function per thing a person can do. All keyword-only; ``by`` acts, ``at`` is the moment (aware).

Plans (annex 15 point 3(1)1): start_plan, save_plan, file_plan, return_plan, approve_plan
Draws (point 2(1)): freeze_operators, draw_operators (opens a visit per factory), draw_products
Visits (point 3(1)2, 3): name_factory, assign, notify, open_notice, tell_idle, declare_production, start, record_product,
    record_test, sync_item, sync_product, sync_photo (from a tablet, each key once), add_photo, remove_photo, refused_entry, make_report (opens the findings), drop (a substitute stands in)
Findings (points 6 to 9): notify_improvement, tell_improved, confirm_improved, ask_again, not_improved, invite_statement,
    state_case, keep_view, lift_view, order_improvement, open_ending, report_up, revise (after an objection); report_breach (point 7)
Irregular checks (points 2(2), 3(2)): open_inquiry, assign_body, merge, record_step, record_results, add_inquiry_photo,
    make_inquiry_report, hand_over, report_use_up, settle (point 44), follow_up, close_inquiry
Summaries (point 4): start_summary, edit_summary, file_summary, note_summary

Every refusal is ``Refused`` with the field's name; ``Stale`` where ``revision`` is old. Events:
``surveillance.<model>.<move>``. A decision that ends a right (``Decision.ends_right``) is carried out by the case of
remedies that ``open_ending`` opens.
"""

from __future__ import annotations

from smilemark.surveillance.actions.draws import draw_operators, draw_products, freeze_operators
from smilemark.surveillance.actions.faults import (
    Ruling,
    ask_again,
    confirm_improved,
    invite_statement,
    keep_view,
    lift_view,
    not_improved,
    notify_improvement,
    open_ending,
    order_improvement,
    report_up,
    state_case,
    tell_improved,
)
from smilemark.surveillance.actions.forgetting import forget
from smilemark.surveillance.actions.guarded import Stale
from smilemark.surveillance.actions.improper_use import report_use_up, settle
from smilemark.surveillance.actions.inquiries import (
    Cause,
    add_inquiry_photo,
    assign_body,
    close_inquiry,
    follow_up,
    hand_over,
    make_inquiry_report,
    merge,
    open_inquiry,
    record_results,
    record_step,
    tell_of_more,
)
from smilemark.surveillance.actions.plans import (
    PlanWords,
    QuarterDays,
    approve_plan,
    file_plan,
    return_plan,
    save_plan,
    start_plan,
)
from smilemark.surveillance.actions.reporting import make_report, refused_entry, report_breach
from smilemark.surveillance.actions.revising import revise
from smilemark.surveillance.actions.summaries import edit_summary, file_summary, note_summary, start_summary
from smilemark.surveillance.actions.syncing import Conflict, sync_item, sync_photo, sync_product
from smilemark.surveillance.actions.visits import (
    CheckRecord,
    TestRecord,
    add_photo,
    assign,
    declare_production,
    drop,
    name_factory,
    notify,
    open_notice,
    record_product,
    record_test,
    remove_photo,
    start,
    tell_idle,
)

__all__ = [
    "Cause",
    "CheckRecord",
    "Conflict",
    "PlanWords",
    "QuarterDays",
    "Ruling",
    "Stale",
    "TestRecord",
    "add_inquiry_photo",
    "add_photo",
    "approve_plan",
    "ask_again",
    "assign",
    "assign_body",
    "close_inquiry",
    "confirm_improved",
    "declare_production",
    "draw_operators",
    "draw_products",
    "drop",
    "edit_summary",
    "file_plan",
    "file_summary",
    "follow_up",
    "forget",
    "freeze_operators",
    "hand_over",
    "invite_statement",
    "keep_view",
    "lift_view",
    "make_inquiry_report",
    "make_report",
    "merge",
    "name_factory",
    "not_improved",
    "note_summary",
    "notify",
    "notify_improvement",
    "open_ending",
    "open_inquiry",
    "open_notice",
    "order_improvement",
    "record_product",
    "record_results",
    "record_step",
    "record_test",
    "refused_entry",
    "remove_photo",
    "report_breach",
    "report_up",
    "report_use_up",
    "return_plan",
    "revise",
    "save_plan",
    "settle",
    "start",
    "start_plan",
    "start_summary",
    "state_case",
    "sync_item",
    "sync_photo",
    "sync_product",
    "tell_idle",
    "tell_improved",
    "tell_of_more",
]
