"""What a yearly summary counts, line by line (FM-A15-6): the operators visited, the findings, the irregular checks.

Each list is a query set and a function that puts some of its rows into words, so that a page reads only its own rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.foundation import calendar
from smilemark.surveillance.models import Fault, Inquiry, Visit
from smilemark.surveillance.states import InquiryState, VisitState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from smilemark.surveillance.models import Summary

REPORTED = (VisitState.REPORTED, VisitState.CLOSED)
CAUSES = {
    Inquiry.Trigger.QUALITY: "產品品質異常",
    Inquiry.Trigger.ORIGIN: "產地標示不實",
    Inquiry.Trigger.MISUSE: "冒用、偽造或變造MIT微笑標章",
    Inquiry.Trigger.WITHDRAWN: "經撤銷或廢止MIT微笑標章使用權（增列）",
}
"""Why an irregular check was made; the fourth is the row the form lacks (AMB-72)."""
RESULT_FIELDS = (
    ("quality", "抽驗產品"),
    ("origin", "現場評核"),
    ("promotion", "推廣製作物標示"),
    ("labelling", "產品標示"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of 貳、受查核業者."""

    firm: str
    code: str
    products: str
    product_codes: str
    day: str
    visit: str


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of the irregular part's 貳、受查核業者."""

    firm: str
    code: str
    reason: str
    items: str
    day: str


def visits_of(summary: Summary) -> QuerySet[Visit]:
    """The regular visits made in the year, of the body in the industry, whose report is there."""
    return Visit.objects.filter(
        body_id=summary.body_id, industry_id=summary.industry_id, audit_on__year=summary.year, state__in=REPORTED
    ).order_by("audit_on", "number")


def visited(summary: Summary) -> QuerySet[Visit]:
    """Those visits with what their lines say."""
    return visits_of(summary).select_related("firm").prefetch_related("products")


def faults_of(summary: Summary) -> QuerySet[Fault]:
    """The findings of those visits."""
    return Fault.objects.filter(visit__in=visits_of(summary).order_by().values("pk"))


def explained(summary: Summary) -> QuerySet[Fault]:
    """Those findings with what their lines say, in the order of the visits."""
    return faults_of(summary).select_related("firm", "visit", "inquiry").order_by("visit__audit_on", "pk")


def inquiries_of(summary: Summary) -> QuerySet[Inquiry]:
    """The irregular checks reported in the year, of the body in the industry."""
    return Inquiry.objects.filter(
        body_id=summary.body_id,
        industry_id=summary.industry_id,
        reported_at__year=summary.year,
        state__in=(InquiryState.REPORTED, InquiryState.CLOSED),
    ).order_by("reported_at", "number")


def lines(visits: Iterable[Visit]) -> list[Line]:
    """The visits in words."""
    found = []
    for visit in visits:
        products = list(visit.products.all())
        found.append(
            Line(
                visit.firm.name,
                visit.certificate_number,
                "、".join(dict.fromkeys(check.product_name for check in products)) or "無仍生產中之產品",
                "、".join(check.label_number for check in products) or "－",
                calendar.roc(visit.audit_on) if visit.audit_on else "",
                visit.number,
            )
        )
    return found


def explanations(faults: Iterable[Fault]) -> list[str]:
    """The findings in words: of which visit, what, and what became of it."""
    return [
        f"{fault.check_row.number} {fault.firm.name}：{fault.get_kind_display()}：{' '.join(fault.text.split())}"
        f"（{fault.get_state_display()}{_when(fault.improved_on)}）"
        for fault in faults
    ]


def case_lines(rows: Iterable[Inquiry]) -> list[CaseLine]:
    """The irregular checks in words."""
    return [
        CaseLine(
            row.subject,
            row.certificate_number or "－",
            CAUSES[Inquiry.Trigger(row.trigger)],
            "、".join(_results(row)),
            calendar.roc(row.reported_at) if row.reported_at else "",
        )
        for row in rows
    ]


def _results(row: Inquiry) -> list[str]:
    words = dict(Inquiry.Result.choices)
    return [f"{name}：{words[getattr(row, field)]}" for field, name in RESULT_FIELDS if getattr(row, field)]


def _when(day: date | None) -> str:
    return f"，{calendar.roc(day)}" if day else ""
