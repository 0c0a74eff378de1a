"""The totals of a year, computed from the records (FM-A15-6): checks, findings, improvements per matter."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from smilemark.foundation import calendar
from smilemark.remedies import queries as remedies
from smilemark.surveillance.models import Fault, Inquiry, ProductCheck, Visit
from smilemark.surveillance.states import FaultState, InquiryState, VisitState

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from smilemark.surveillance.models import Summary

REPORTED = (VisitState.REPORTED, VisitState.CLOSED)
REASONS = (
    (Inquiry.Trigger.QUALITY, "產品品質異常", "件", "抽驗產品"),
    (Inquiry.Trigger.ORIGIN, "產地標示不實", "家", "生產工廠現場評核"),
    (Inquiry.Trigger.MISUSE, "冒用、偽造或變造MIT微笑標章", "案", "查獲"),
    (Inquiry.Trigger.WITHDRAWN, "經撤銷或廢止MIT微笑標章使用權（增列）", "案", "查核"),
)
"""Cause, its words, the unit it is counted in, what is counted; the fourth is the row the form lacks (AMB-72)."""
_CONTRACT_OR_RULES = (Fault.Kind.MARK, Fault.Kind.CONTRACT)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of 參、查核情形彙整: checks made, findings, improved ones, rights ended."""

    matter: str
    checked: int
    faults: int
    improved: int
    ended: int


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


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the irregular part's 參、查核情形彙整."""

    reason: str
    unit: str
    counted: str
    checked: int = 0
    conforming: int = 0
    failed: int = 0
    improved: int = 0
    not_improved: int = 0
    ended: int = 0
    handed_over: int = 0


@dataclass(frozen=True, slots=True)
class Totals:
    """All that the summary says, as of a day."""

    rows: list[Row]
    lines: list[Line]
    explanations: list[str]
    cases: list[CaseLine]
    irregular: list[CaseRow]

    def as_json(self) -> dict[str, Any]:
        """For keeping with the filed summary."""
        return asdict(self)


def visits_of(summary: Summary) -> QuerySet[Visit]:
    """The regular visits made in the year, of the body in the industry, whose report is there."""
    return Visit.objects.filter(
        body_id=summary.body_id, industry_id=summary.industry_id, audit_on__year=summary.year, state__in=REPORTED
    ).order_by("audit_on", "number")


def totals(summary: Summary) -> Totals:
    """The totals as the records stand now; query count does not grow with the visits."""
    visits = visits_of(summary)
    checks = ProductCheck.objects.filter(visit__in=visits.values("pk"))
    answered = checks.aggregate(
        origin=Count("pk", filter=~Q(origin="")),
        mark=Count("pk", filter=~Q(mark_use="")),
        quality=Count("pk", filter=~Q(quality="")),
    )
    assessed = visits.exclude(assessment=None).count()
    faults = Fault.objects.filter(visit__in=visits.values("pk"))
    ends = faults.filter(decision__ends_right=True).exclude(decision__ending_number="")
    stands = remedies.standing_ends(ends.values_list("decision__ending_number", flat=True))
    rows = [
        _row("獲證產品之生產製程是否符合原產地認定基準", answered["origin"], faults, [Fault.Kind.ORIGIN], stands),
        _row("獲證業者之生產工廠是否符合工廠品管系統驗證基準", assessed, faults, [Fault.Kind.QMS], stands),
        _row("獲證業者標章使用是否符合本要點之規定", answered["mark"], faults, _CONTRACT_OR_RULES, stands),
        _row(
            "驗證通過產品，是否符合經濟部產業發展署公告之產品品質檢驗基準",
            answered["quality"],
            faults,
            [Fault.Kind.QUALITY],
            stands,
        ),
        _row("其他缺失（增列）", visits.count(), faults, [Fault.Kind.OTHER], stands),
    ]
    return Totals(rows, _lines(visits), _explanations(faults), *_irregular(summary))


def _irregular(summary: Summary) -> tuple[list[CaseLine], list[CaseRow]]:
    """The irregular checks reported in the year; one that was merged counts with the other."""
    rows = list(
        Inquiry.objects.filter(
            body_id=summary.body_id,
            industry_id=summary.industry_id,
            reported_at__year=summary.year,
            state__in=(InquiryState.REPORTED, InquiryState.CLOSED),
        ).order_by("reported_at", "number")
    )
    names = {trigger: name for trigger, name, _unit, _counted in REASONS}
    lines = [
        CaseLine(
            row.subject,
            row.certificate_number or "－",
            names[Inquiry.Trigger(row.trigger)],
            "、".join(_results(row)),
            calendar.roc(row.reported_at) if row.reported_at else "",
        )
        for row in rows
    ]
    return lines, [_case_row([row for row in rows if row.trigger == kind], *words) for kind, *words in REASONS]


RESULT_FIELDS = (
    ("quality", "抽驗產品"),
    ("origin", "現場評核"),
    ("promotion", "推廣製作物標示"),
    ("labelling", "產品標示"),
)


def _results(row: Inquiry) -> list[str]:
    words = dict(Inquiry.Result.choices)
    return [f"{name}：{words[getattr(row, field)]}" for field, name in RESULT_FIELDS if getattr(row, field)]


def _case_row(rows: list[Inquiry], name: str, unit: str, counted: str) -> CaseRow:
    def failed(row: Inquiry) -> bool:
        return any(getattr(row, field) == "failed" for field, _name in RESULT_FIELDS)

    bad = [row for row in rows if failed(row)]

    def followed(*what: str) -> int:
        return sum(row.follow_up in what for row in bad)

    return CaseRow(
        name,
        unit,
        counted,
        checked=len(rows),
        conforming=len(rows) - len(bad),
        failed=len(bad),
        improved=followed("improved"),
        not_improved=followed("", "improving", "not_improved"),
        ended=followed("ended"),
        handed_over=sum(row.handed_over_at is not None for row in rows),
    )


def _row(matter: str, checked: int, faults: QuerySet[Fault], kinds: Any, stands: set[str]) -> Row:  # noqa: ANN401  # an iterable of kinds
    """``stands``: the ending cases by which a right ended and stays ended; what was only decided does not count."""
    found = faults.filter(kind__in=list(kinds)).aggregate(
        all=Count("pk"),
        improved=Count("pk", filter=Q(state=FaultState.IMPROVED)),
        ended=Count("pk", filter=Q(decision__ending_number__in=stands)),
    )
    return Row(matter, checked, found["all"], found["improved"], found["ended"])


def _lines(visits: QuerySet[Visit]) -> list[Line]:
    rows = visits.select_related("firm").prefetch_related("products")
    lines = []
    for visit in rows:
        products = list(visit.products.all())
        lines.append(
            Line(
                visit.firm.name,
                visit.certificate_number,
                "、".join(dict.fromkeys(check.product_name for check in products)) or "無仍生產中之產品",
                "、".join(check.label_number for check in products) or "－",
                calendar.roc(visit.audit_on) if visit.audit_on else "",
                visit.number,
            )
        )
    return lines


def _explanations(faults: QuerySet[Fault]) -> list[str]:
    rows = faults.select_related("firm", "visit", "inquiry").order_by("visit__audit_on", "pk")
    return [
        f"{fault.check_row.number} {fault.firm.name}：{fault.get_kind_display()}：{' '.join(fault.text.split())}"
        f"（{fault.get_state_display()}{_when(fault.improved_on)}）"
        for fault in rows
    ]


def _when(day: date | None) -> str:
    return f"，{calendar.roc(day)}" if day else ""
