"""The corrective plan: was it filed in time, and what follows (point 28 I; annex 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.assessment.models import CorrectivePlan, FactoryAssessment
from smilemark.foundation import calendar
from smilemark.foundation.legal import Facts, Judged, ask
from smilemark.foundation.moves import Refused
from smilemark.law.facts import FactsError
from smilemark.law.mit_smile.point_28_corrective_plan import corrective_plan

if TYPE_CHECKING:
    from datetime import date, datetime

_PLAN_WORDS = {
    "arrival_date": ("received_on", "請填寫送達驗證機構之日；郵寄者不得早於郵戳日期"),
    "postmark_date": ("sent_on", "郵寄者請填寫郵戳日期"),
    "transmitted_at": ("transmitted_at", "傳真或電子郵件請填寫傳送至驗證機構之時間"),
    "as_of_date": ("received_on", "送件日期不得晚於今日"),
    "due_date": ("plan_due_on", "矯正計畫期限超出辦公日曆表之範圍"),
}


def plan(assessment: FactoryAssessment, filed: CorrectivePlan | None, *, as_of: date) -> Judged:
    """Was the plan filed in time, and what follows (point 28 I(1)3, (2); annex 9 note 2; AMB-16, AMB-17).

    A plan sent through this system counts as one transmitted electronically.

    Raises:
        Refused: a date the way of delivery needs is missing or impossible.
    """
    is_filed = filed is not None and filed.filed_at is not None
    facts: Facts = {
        "due_date": assessment.plan_due_on.isoformat() if assessment.plan_due_on else None,
        "filing_method": "none",
        "arrival_date": None,
        "postmark_date": None,
        "transmitted_at": None,
        "factory_check_refused": bool(filed and filed.check_refused),
        "as_of_date": as_of.isoformat(),
    }
    if filed is not None and is_filed:
        facts |= _delivery(filed)
    try:
        return ask(corrective_plan, "corrective-plan", facts, calendar=calendar.office())
    except FactsError as error:
        field, words = _PLAN_WORDS.get(error.field, (error.field, "矯正計畫送件資料有誤"))
        raise Refused(f"{words}（附件九備註二）。", field=field) from error


def _delivery(filed: CorrectivePlan) -> Facts:
    ways = CorrectivePlan.Delivery
    if filed.delivery == ways.HAND:
        return {"filing_method": "hand", "arrival_date": _iso(filed.received_on)}
    if filed.delivery == ways.POST:
        return {
            "filing_method": "post",
            "postmark_date": _iso(filed.sent_on),
            "arrival_date": _iso(filed.received_on),
        }
    method = "fax" if filed.delivery == ways.FAX else "email"
    return {"filing_method": method, "transmitted_at": _taipei(filed.transmitted_at)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _taipei(moment: datetime | None) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else None
