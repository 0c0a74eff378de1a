"""The lists of a yearly summary: what was filed, or, until then, as the records stand; a page reads only its own lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.surveillance.queries import lines
from smilemark.surveillance.queries.lines import CaseLine, Line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from smilemark.surveillance.models import Summary


@dataclass(frozen=True, slots=True)
class Part:
    """One list.

    Attributes:
        title: its name. unit: in which it is counted. head: names of its columns.
        kept: its name in the totals of a filed summary.
        source: its rows as the records stand, as a query set; none is read yet.
        said: the lines of some of these rows, as the filed summary keeps them.
        told: the columns of one line.
    """

    title: str
    unit: str
    head: tuple[str, ...]
    kept: str
    source: Callable[[Summary], Any]
    said: Callable[[Any], Sequence[Any]]
    told: Callable[[Any], list[str]]

    def rows(self, summary: Summary) -> Any:  # noqa: ANN401  # a list of what was filed, or a query set
        """The list, to be cut into pages."""
        return summary.totals[self.kept] if summary.totals else self.source(summary)

    def count(self, summary: Summary) -> int:
        """How long the list is."""
        return len(summary.totals[self.kept]) if summary.totals else self.source(summary).count()

    def cells(self, summary: Summary, rows: Any) -> list[list[tuple[str, str]]]:  # noqa: ANN401  # some of ``rows``
        """The columns of some of its rows, each with its name."""
        lines = rows if summary.totals else self.said(rows)
        return [list(zip(self.head, self.told(line), strict=True)) for line in lines]


def _visit(line: Line | dict[str, str]) -> list[str]:
    told = line if isinstance(line, Line) else Line(**line)
    return [told.firm, told.code, told.products, told.product_codes, told.day]


def _case(line: CaseLine | dict[str, str]) -> list[str]:
    told = line if isinstance(line, CaseLine) else CaseLine(**line)
    return [told.firm, told.code, told.reason, told.items, told.day]


PARTS = {
    "firms": Part(
        "受查核業者",
        "廠次",
        ("業者", "業者代碼", "受查核產品", "產品代碼", "查核時間"),
        "lines",
        lines.visited,
        lines.lines,
        _visit,
    ),
    "findings": Part(
        "異常狀況及改善情形",
        "項",
        ("異常狀況及改善情形",),
        "explanations",
        lines.explained,
        lines.explanations,
        lambda text: [text],
    ),
    "irregular": Part(
        "不定期受查核業者",
        "件",
        ("業者", "業者代碼", "查核案由", "查核項目", "查核時間"),
        "cases",
        lines.inquiries_of,
        lines.case_lines,
        _case,
    ),
}
