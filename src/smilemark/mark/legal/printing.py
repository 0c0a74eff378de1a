"""Self-printing: who decides, which papers, whether the sample is as registered, whether a run was allowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.foundation import calendar
from smilemark.law.mit_smile.annex_14_label_applications import (
    LabelRequest,
    PrintDecider,
    Printer,
    label_application_documents,
    label_print_route,
    self_print_check,
)
from smilemark.law.mit_smile.point_04_product_classes import ProductClass
from smilemark.law.mit_smile.point_35_mark_alteration import Alteration, mark_alteration
from smilemark.law.periods import Effect, Unit, period_end
from smilemark.mark.legal.answers import Answer, ask

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

FORM_COPIES = 2
"""The form is drawn by the system for both sides once it is sent in: 一式二份."""


def route(product_class: int) -> Answer[Any]:
    """Who decides on self-printing; class 2 goes by its scheme (annex 14 point 3(3))."""
    facts = {
        "product_class": ProductClass(product_class),
        "request": LabelRequest.SELF_PRINT,
        "intake_stopped": False,
    }
    return ask(facts, label_print_route)


def decided_by_body(answer: Answer[Any]) -> bool:
    """Whether the certification body decides."""
    return bool(answer.result.decided_by == PrintDecider.CERTIFICATION_BODY)


def papers(*, sample_copies: int, on: date) -> Answer[Any]:
    """What is missing of form and samples, two of each (annex 14 point 5(1))."""
    facts = {
        "request": LabelRequest.SELF_PRINT,
        "form_copies": FORM_COPIES,
        "sample_copies": sample_copies,
        "quantity_proof_copies": 0,
        "quantity_proof_scans": 0,
    }
    return ask(facts, label_application_documents, "sample_copies", on=on)


def run_in_order(*, registered_on: date | None, printed_on: date, by_association: bool) -> Answer[Any]:
    """Whether tags of the day were printed after approval (annex 14 point 3(1); else point 43 I(2))."""
    facts = {
        "approval_date": registered_on,
        "print_date": printed_on,
        "printer": Printer.INDUSTRY_ASSOCIATION if by_association else Printer.OPERATOR,
    }
    return ask(facts, self_print_check, "printed_on")


# ---- the sample against the use principles ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Principle:
    """One line of the checklist: its code, words, place; ``change``: what point 35 asks about when it is not met."""

    code: str
    words: str
    cite: str
    change: str = ""


PRINCIPLES = (
    Principle("shape", "形狀與註冊圖樣相同", "第三十五點", "shape"),
    Principle("proportion", "依比例放大或縮小，未變形", "第三十五點", "shape"),
    Principle("colour", "顏色與註冊圖樣相同", "第三十五點", "colour"),
    Principle("words", "未加註其他字樣", "第三十五點", "added_words"),
    Principle("number", "標章編號清楚可辨，且與申請之產品相符", "附件十三第五點"),
    Principle("products", "僅用於申請所列之獲證產品", "第三十七點"),
    Principle("no_trademark", "未作為商標使用", "第三十七點"),
    Principle("copies", "標章樣本一式二份收訖", "附件十四第五點第一款第二目"),
)


def unmet(checks: Mapping[str, bool], consented: Collection[str]) -> list[str]:
    """Why the sample does not meet the use principles (annex 14 point 4(1); annex 13 point 5); empty: it does.

    Args:
        checks: code of a principle -> whether it is met; one that is missing counts as not met.
        consented: changes the administration consented to: ``shape``, ``colour``, ``added_words``.
    """
    found = []
    for each in PRINCIPLES:
        if checks.get(each.code):
            continue
        if not each.change:
            found.append(f"不符「{each.words}」（{each.cite}）")
            continue
        answer = alteration(each.change, consent=each.change in consented)
        if not answer.passed:
            found.append(f"不符「{each.words}」：{answer.sentence}")
    return found


def alteration(change: str, *, consent: bool) -> Answer[Any]:
    """Whether the pattern may be altered so (point 35)."""
    return ask({"change": Alteration(change), "consent": consent}, mark_alteration)


def last_day(start: date, days: int) -> date:
    """The end of a period of days from a notice (行政程序法第四十八條第二項、第四項)."""
    facts = {"start_date": start, "length": days, "unit": Unit.DAYS, "effect": Effect.ORDINARY}
    found: date = ask(facts, period_end, "days", calendar=calendar.office()).result.effective_end
    return found
