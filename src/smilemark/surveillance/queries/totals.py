"""The totals of a year, computed from the records (FM-A15-6): checks, findings, improvements per matter.

``figures`` counts, in as many queries for a thousand visits as for one; ``queries.lines`` has what is counted, line by
line; ``totals`` is both, as the filed summary keeps them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from smilemark.remedies import queries as remedies
from smilemark.surveillance.models import Fault, Inquiry, ProductCheck
from smilemark.surveillance.queries import lines
from smilemark.surveillance.states import FaultState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from smilemark.surveillance.models import Summary
    from smilemark.surveillance.queries.lines import CaseLine, Line

REASONS = (
    (Inquiry.Trigger.QUALITY, "件", "抽驗產品"),
    (Inquiry.Trigger.ORIGIN, "家", "生產工廠現場評核"),
    (Inquiry.Trigger.MISUSE, "案", "查獲"),
    (Inquiry.Trigger.WITHDRAWN, "案", "查核"),
)
"""Cause, the unit it is counted in, what is counted."""
MATTERS = (
    ("獲證產品之生產製程是否符合原產地認定基準", "origin", (Fault.Kind.ORIGIN,)),
    ("獲證業者之生產工廠是否符合工廠品管系統驗證基準", "qms", (Fault.Kind.QMS,)),
    ("獲證業者標章使用是否符合本要點之規定", "mark", (Fault.Kind.MARK, Fault.Kind.CONTRACT)),
    ("驗證通過產品，是否符合經濟部產業發展署公告之產品品質檢驗基準", "quality", (Fault.Kind.QUALITY,)),
    ("其他缺失（增列）", "all", (Fault.Kind.OTHER,)),
)
"""The matter of a row, which count of checks is its own, the kinds of findings it gathers."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of 參、查核情形彙整: checks made, findings, improved ones, rights ended."""

    matter: str
    checked: int
    faults: int
    improved: int
    ended: int


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
class Figures:
    """The two tables of the summary, 參、查核情形彙整, regular and irregular."""

    rows: list[Row]
    irregular: list[CaseRow]


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


def totals(summary: Summary) -> Totals:
    """Figures and lines as the records stand now; query count does not grow with the visits."""
    counted = figures(summary)
    visits, faults, cases = lines.visited(summary), lines.explained(summary), lines.inquiries_of(summary)
    return Totals(
        counted.rows, lines.lines(visits), lines.explanations(faults), lines.case_lines(cases), counted.irregular
    )


def figures(summary: Summary) -> Figures:
    """Checks, findings, improvements and ended rights per matter, as the records stand now."""
    visits, faults = lines.visits_of(summary), lines.faults_of(summary)
    checked = ProductCheck.objects.filter(visit__in=visits.values("pk")).aggregate(
        origin=Count("pk", filter=~Q(origin="")),
        mark=Count("pk", filter=~Q(mark_use="")),
        quality=Count("pk", filter=~Q(quality="")),
    )
    checked |= visits.aggregate(all=Count("pk"), qms=Count("assessment"))
    ends = faults.filter(decision__ends_right=True).exclude(decision__ending_number="")
    stands = remedies.standing_ends(ends.values_list("decision__ending_number", flat=True))
    found = _counted(
        faults,
        "kind",
        faults=Count("pk"),
        improved=Count("pk", filter=Q(state=FaultState.IMPROVED)),
        ended=Count("pk", filter=Q(decision__ending_number__in=stands)),
    )
    rows = [_row(matter, checked[key], found, kinds) for matter, key, kinds in MATTERS]
    return Figures(rows, _irregular(summary))


def _counted(rows: QuerySet[Any], by: str, **counts: Count) -> dict[str, dict[str, int]]:
    """Value of the field -> the counts of the rows that have it; one query."""
    return {row[by]: {name: row[name] for name in counts} for row in rows.order_by().values(by).annotate(**counts)}


def _row(matter: str, checked: int, found: Mapping[str, Mapping[str, int]], kinds: tuple[Fault.Kind, ...]) -> Row:
    """A right counts as ended where the case that ended it stands; what was only decided does not count."""

    def counted(name: str) -> int:
        return sum(found[kind][name] for kind in kinds if kind in found)

    return Row(matter, checked, counted("faults"), counted("improved"), counted("ended"))


def _irregular(summary: Summary) -> list[CaseRow]:
    """The irregular checks reported in the year, by cause; one that was merged counts with the other."""
    failed = Q()
    for field, _name in lines.RESULT_FIELDS:
        failed |= Q(**{field: Inquiry.Result.FAILED})
    counted = _counted(
        lines.inquiries_of(summary),
        "trigger",
        checked=Count("pk"),
        failed=Count("pk", filter=failed),
        improved=Count("pk", filter=failed & Q(follow_up="improved")),
        not_improved=Count("pk", filter=failed & Q(follow_up__in=("", "improving", "not_improved"))),
        ended=Count("pk", filter=failed & Q(follow_up="ended")),
        handed_over=Count("handed_over_at"),
    )
    return [_case_row(counted.get(kind), lines.CAUSES[kind], *words) for kind, *words in REASONS]


def _case_row(counted: Mapping[str, int] | None, name: str, unit: str, what: str) -> CaseRow:
    if counted is None:
        return CaseRow(name, unit, what)
    return CaseRow(name, unit, what, conforming=counted["checked"] - counted["failed"], **counted)
