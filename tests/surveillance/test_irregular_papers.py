"""The papers of irregular checks, box by box (annex 15 appendices 4 and 6)."""

from __future__ import annotations

import io

import pytest
from odfdo import Document
from tests.factories import surveillance as made
from tests.factories.surveillance import NOON, World

from smilemark.foundation import documents
from smilemark.surveillance import actions
from smilemark.surveillance import documents as papers
from smilemark.surveillance.models import Inquiry
from smilemark.surveillance.queries.totals import totals

CAUSES = (
    "接獲民眾反應獲證產品品質異常",
    "接獲民眾反應獲證產品產地標示不實",
    "涉嫌冒用、偽造或變造MIT微笑標章之情事",
    "獲證業者經撤銷或廢止MIT微笑標章使用權",
)
ROWS_OF = {
    "quality_complaint": [0],
    "origin_label_complaint": [1],
    "suspected_misuse": [2, 3],
    "right_withdrawn": [4, 5],
}
"""Which of the six rows of appendix 4 a cause stands beside."""
STEPS_OF = {
    "quality_complaint": ("sample", "test"),
    "origin_label_complaint": ("label",),
    "suspected_misuse": ("virtual", "physical"),
    "right_withdrawn": ("virtual", "physical"),
}
FIELDS_OF = {
    "quality_complaint": ("quality",),
    "origin_label_complaint": ("origin",),
    "suspected_misuse": ("promotion", "labelling"),
    "right_withdrawn": ("promotion", "labelling"),
}


def checked(world: World, trigger: str, result: str) -> Inquiry:
    """A check of that cause, every row with this result, its report made."""
    row = made.inquiry(world, trigger)
    for step in STEPS_OF[trigger]:
        actions.record_step(inquiry_id=row.pk, step=step, done_at=NOON, by=world.reviewer, at=NOON)
    actions.record_results(
        inquiry_id=row.pk,
        results=dict.fromkeys(FIELDS_OF[trigger], result),
        text="如附相片",
        subject="某某商行",
        place="https://example.org",
        by=world.reviewer,
        at=NOON,
    )
    return actions.make_inquiry_report(inquiry_id=row.pk, by=world.reviewer, at=NOON)


@pytest.mark.parametrize("trigger", ROWS_OF)
def test_appendix_4_has_its_four_causes_and_their_boxes(world: World, trigger: str) -> None:
    row = checked(world, trigger, "other")

    words = papers.inquiry_words(row)

    assert (words.subject, words.place, words.checked_on) == ("某某商行", "https://example.org", "中華民國114年9月26日")
    assert (words.body, words.inspector) == (world.body.name, world.reviewer.display_name)
    assert [line.cause for line in words.rows if line.cause] == list(CAUSES)
    assert words.rows[0].matter == (
        f"抽驗產品是否符合臺灣製MIT微笑產品驗證制度{world.industry.name}產業之產品品質檢驗基準"
    )
    assert [line.matter for line in words.rows[2:]] == ["1.推廣製作物標示稽核", "2.產品標示稽核"] * 2
    assert [line.enclosed for line in words.rows[:2]] == ["（應檢附產品品質檢驗報告）", "（應檢附相關佐證資料）"]
    assert [place for place, line in enumerate(words.rows) if line.is_cause] == ROWS_OF[trigger]
    for place, line in enumerate(words.rows):
        here = place in ROWS_OF[trigger]
        without = ["☐不適用"] * (place > 1)
        assert line.results == [
            *without,
            "☐合格",
            "☐不合格，說明：",
            "☑其它，說明：如附相片" if here else "☐其它，說明：",
        ]


def test_the_report_says_in_both_forms_what_was_ticked(world: World) -> None:
    row = checked(world, "suspected_misuse", "failed")
    assert row.report is not None

    text = str(Document(io.BytesIO(documents.odt_of(row.report))).get_formatted_text())

    for part in ("附件十五附錄四", "臺灣製產品MIT微笑標章不定期追蹤管理查核報告", "受查核單位", "查核日期",
                 "查核地點（網址）", "查核案由", "查核項目", "查核結果", "查核照片", "查核單位", "查核人員",
                 "☑涉嫌冒用、偽造或變造MIT微笑標章之情事", "☑不合格，說明：如附相片"):  # fmt: skip
        assert part in text, part


def test_appendix_6_counts_each_cause_in_its_unit(world: World) -> None:
    for trigger in ROWS_OF:
        checked(world, trigger, "conforming")
    failed = checked(world, "suspected_misuse", "failed")
    actions.hand_over(inquiry_id=failed.pk, text="涉嫌偽造", by=world.reviewer, at=NOON)
    row = made.summary(world)

    words = papers.summary_words(row, totals(row))

    assert [line[:4] for line in words.irregular] == [
        ["1", "產品品質異常", "抽驗產品1件", "合格1件\n不合格0件"],
        ["2", "產地標示不實", "生產工廠現場評核1家", "合格1家\n不合格0家"],
        ["3", "冒用、偽造或變造MIT微笑標章", "查獲2案", "合格1案\n不合格1案"],
        ["4", "經撤銷或廢止MIT微笑標章使用權（增列）", "查核1案", "合格1案\n不合格0案"],
    ]
    assert [line[4].split("\n")[:2] for line in words.irregular[:2]] == [
        ["已改善0件", "未改善0件"],
        ["已改善0家", "未改善0家"],
    ]
    assert "移送檢警1案" in words.irregular[2][4]
    assert [row[1] for row in words.regular[:4]] == [
        "獲證產品之生產製程是否符合原產地認定基準",
        "獲證業者之生產工廠是否符合工廠品管系統驗證基準",
        "獲證業者標章使用是否符合本要點之規定",
        "驗證通過產品，是否符合經濟部產業發展署公告之產品品質檢驗基準",
    ]
    assert [line[1:3] + line[3:4] for line in words.cases] == [
        ["某某商行", world.certificate.number, reason]
        for reason in (
            "產品品質異常",
            "產地標示不實",
            "冒用、偽造或變造MIT微笑標章",
            "經撤銷或廢止MIT微笑標章使用權（增列）",
            "冒用、偽造或變造MIT微笑標章",
        )
    ]
    assert (words.body, words.industry, words.year) == (world.body.name, world.industry.name, "114")
