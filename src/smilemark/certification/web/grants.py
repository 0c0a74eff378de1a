"""Pages of the review for the mark in class 2: the review sheet with the decision, and the joint visit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smilemark.certification.actions import grant, grant_sheets, joint_visits
from smilemark.certification.actions.joint_visits import VisitWords
from smilemark.certification.web.officer_results import section
from smilemark.foundation.moves import Refused
from smilemark.foundation.web.row_ids import row_id

if TYPE_CHECKING:
    from datetime import date

    from smilemark.certification.web.acting import Typed


def _optional_day(typed: Typed, name: str, label: str) -> date | None:
    return typed.day(name, label) if typed.text(name) else None


def _answer(typed: Typed, condition: str) -> dict[str, Any]:
    """The typed answer to one condition, by the fields of the sheet."""
    given: dict[str, Any] = {"facts": typed.text("facts")}
    if condition == "factory":
        given["operations"] = typed.request.POST.getlist("operations")
    if condition == "activity":
        for field, label in grant_sheets.DAYS.items():
            given[field] = _optional_day(typed, field, label)
    for field in ("factory_registered", "origin", "factory_passed", "other_processing", "dispute"):
        if typed.text(field):
            given[field] = typed.text(field)
    return given


def _review(typed: Typed) -> str:
    product_id = row_id(typed.text("product"))
    if product_id is None:
        raise Refused("請選擇產品。", field="product")
    condition = typed.text("condition")
    sheet = grant_sheets.review(
        case_id=typed.case.pk,
        product_id=product_id,
        condition=condition,
        values=_answer(typed, condition),
        by=typed.by,
        at=typed.at,
    )
    return f"已登錄產品「{sheet.product}」之審查結果。"


def _decide(typed: Typed) -> str:
    choices = {}
    for product in typed.case.products.all():
        if (answer := typed.text(f"agrees_{product.pk}")) in {"yes", "no"}:
            choices[product.pk] = grant.Discretion(answer == "yes", typed.text(f"reason_{product.pk}"))
    decision = grant.decide(case_id=typed.case.pk, choices=choices, by=typed.by, at=typed.at)
    return f"已作成決定（{decision.get_kind_display()}）並發文通知業者。"


grant_section = section("_grant", "授權使用標章審查", {"review": _review, "decide": _decide})
"""授權使用標章審查: every condition of annex 12 for every product, and the decision."""


def _visit(typed: Typed) -> str:
    words = VisitWords(
        product_ids=typed.ids("products"),
        visited_on=typed.day("visited_on", "查核日期"),
        place=typed.text("place"),
        authority_ids=typed.ids("authority_people"),
        administration_ids=typed.ids("administration_people"),
        attended_by=typed.text("attended_by"),
        findings=typed.text("findings"),
        result=typed.text("result"),
    )
    visit = joint_visits.record(case_id=typed.case.pk, words=words, by=typed.by, at=typed.at)
    return f"已登錄會同現場查核，認定結果：{visit.get_result_display()}。"


visit_section = section("_joint_visit", "會同現場查核", {"visit": _visit})
"""會同現場查核: date, place, who took part from both sides, what was found."""
