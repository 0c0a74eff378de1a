"""The papers of surveillance: archival PDF, every field of the form, and the same words in the editable form."""

from __future__ import annotations

import io
from datetime import date

import pytest
from odfdo import Document
from tests.archival import complaints
from tests.factories import assessment as assessed
from tests.factories import surveillance as made
from tests.factories.surveillance import World, moment

from smilemark.foundation import documents
from smilemark.surveillance import actions
from smilemark.surveillance import documents as papers
from smilemark.surveillance.queries.totals import totals


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    return str(document.get_formatted_text())


@pytest.fixture
def year(world: World) -> World:
    visit = made.reported(
        world, items=assessed.minors(2), due=date(2025, 6, 9), record=made.ORIGIN_FAILED, quality="fail"
    )
    assert visit.report is not None
    return world


def test_the_papers_of_a_year_are_archival(year: World) -> None:
    visit = made.Visit.objects.get()
    row = made.summary(year)
    filed = actions.file_summary(summary_id=row.pk, by=year.decider, at=moment(date(2025, 12, 1)))
    stored = [visit.plan.paper, visit.report, visit.notices.get().document, filed.paper]

    drawn = [documents.pdf(paper) for paper in stored if paper is not None]

    assert len(drawn) == 4
    assert [complaints(content) for content in drawn] == [[]] * 4


def test_the_plan_names_every_part_of_appendix_one(year: World) -> None:
    plan = made.Plan.objects.get()
    words = papers.plan_words(plan)
    assert plan.paper is not None
    text = text_of(documents.odt_of(plan.paper))

    for part in (
        "壹、追蹤查核對象", "一、抽樣方法", "二、抽樣數量", "（一）獲證業者", "（二）獲證產品", "貳、追蹤管理事項",
        "一、安全性重點抽檢項目", "二、功能性重點抽檢項目", "肆、追蹤查核人員", "伍、追蹤查核排程", "評核員丙",
        year.certificate.number, f"{year.certificate.number}-00003",
    ):  # fmt: skip
        assert part in text, part
    assert words.schedule[1].months == [False] * 4 + [True, True] + [False] * 6


def test_the_report_has_the_six_areas_the_added_row_and_the_findings(year: World) -> None:
    visit = made.Visit.objects.get()
    words = papers.report_words(visit, list(visit.faults.all()))
    assert visit.report is not None
    text = text_of(documents.odt_of(visit.report))

    assert [area.name for area in words.areas] == [name for _digit, name in papers.report.AREAS]
    assert [[choice.ticked for choice in area.results] for area in words.areas] == [[False, True]] + [[True, False]] * 5
    assert [row.number for row in words.products[0].rows] == ["增列", "1", "2"]
    assert [fault[:2] for fault in words.faults] == [
        ["工廠品管系統缺點", "輕微缺失"],
        ["原產地認定不符合", "重大缺失"],
        ["產品品質檢驗不符合", "輕微缺失"],
    ]
    assert "☐通過　☑不通過" in text


def test_the_summary_counts_what_the_records_say(year: World) -> None:
    row = made.summary(year)

    counted = totals(row)

    assert [(line.checked, line.faults, line.improved, line.ended) for line in counted.rows] == [
        (1, 1, 0, 0),
        (1, 1, 0, 0),
        (1, 0, 0, 0),
        (1, 1, 0, 0),
        (1, 0, 0, 0),
    ]
    assert [line.code for line in counted.lines] == [year.certificate.number]
    assert len(counted.irregular) == 4
    other = made.Summary.objects.create(
        number="Y114-X", body=year.body, industry=year.industry, year=2024, state="draft"
    )
    assert totals(other).lines == []
