"""The summary report of a verification (驗證結果彙整報告, point 29)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.foundation import calendar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smilemark.certification.models import SummaryReport


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The words of a report; ``content`` is the frozen content as JSON (products, factories, documents)."""

    case_number: str
    body: str
    operator: str
    ubn: str
    industry: str
    product_class: str
    revision: int
    completed_on: str
    keep_until: str
    written_by: str
    opinion: str
    content: Mapping[str, Any]


def report_words(report: SummaryReport) -> ReportWords:
    """The words of a finished report.

    Raises:
        ValueError: it is not finished.
    """
    case = report.case
    if report.completed_on is None or report.keep_until is None or case.body is None or case.industry is None:
        raise ValueError("the report is not finished")
    return ReportWords(
        case_number=case.number,
        body=case.body.name,
        operator=case.firm.name,
        ubn=case.firm.ubn or "",
        industry=case.industry.name,
        product_class=case.get_product_class_display(),
        revision=report.revision,
        completed_on=calendar.roc(report.completed_on),
        keep_until=calendar.roc(report.keep_until),
        written_by=report.written_by.display_name,
        opinion=report.opinion,
        content=report.content,
    )
