"""The words of the report of an irregular check, field by field (FM-A15-4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.foundation import calendar
from smilemark.foundation.documents import Odt, Paragraphs, Table

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.surveillance.models import Inquiry

RESULTS = (("not_applicable", "不適用"), ("conforming", "合格"), ("failed", "不合格"), ("other", "其它"))
ROWS = (
    (
        "quality_complaint",
        "接獲民眾反應獲證產品品質異常",
        "quality",
        "抽驗產品是否符合產品品質檢驗基準（應檢附產品品質檢驗報告）",
    ),
    (
        "origin_label_complaint",
        "接獲民眾反應獲證產品產地標示不實",
        "origin",
        "現場評核生產工廠是否仍有製造之事實，並提供必要之佐證資料（應檢附相關佐證資料）",
    ),
    ("suspected_misuse", "涉嫌冒用、偽造或變造MIT微笑標章之情事", "promotion", "1.推廣製作物標示稽核"),
    ("suspected_misuse", "", "labelling", "2.產品標示稽核"),
    ("right_withdrawn", "獲證業者經撤銷或廢止MIT微笑標章使用權", "promotion", "1.推廣製作物標示稽核"),
    ("right_withdrawn", "", "labelling", "2.產品標示稽核"),
)
"""Cause, its words, the column of the result, the matter; as appendix 4 prints them."""


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One row of the form: its cause, its matter, and the result of the cause that was checked."""

    is_cause: bool
    cause: str
    matter: str
    results: list[list[str]]
    text: str


@dataclass(frozen=True, slots=True)
class InquiryWords:
    """FM-A15-4, field by field; a box is ``["☑" or "☐", words]``."""

    number: str
    subject: str
    place: str
    checked_on: str
    industry: str
    rows: list[CauseRow]
    steps: list[list[str]]
    photos: list[str]
    body: str
    inspector: str


def inquiry_title(row: Inquiry) -> str:
    """Name of the paper and its file."""
    return f"臺灣製產品MIT微笑標章不定期追蹤管理查核報告 {row.number}"


def _moment(value: object) -> str:
    return calendar.roc(value) if value else ""  # type: ignore[arg-type]  # a day or a moment


def inquiry_words(row: Inquiry) -> InquiryWords:
    """The words of FM-A15-4, with the steps that were made and when."""
    done = [
        ("購樣送驗", row.sample_sent_on),
        ("檢驗報告", row.test_report_on),
        ("確認產品標示情形", row.label_checked_on),
        ("發現涉有標示不實", row.suspicion_on),
        ("生產工廠現場評核", row.site_visited_on),
        ("虛擬通路查核", row.virtual_checked_at),
        ("實體通路查核", row.physical_checked_on),
    ]
    rows = []
    for trigger, cause, column, matter in ROWS:
        here = row.trigger == trigger
        value = getattr(row, column) if here else ""
        boxes = [
            ["☑" if value == code else "☐", words]
            for code, words in RESULTS
            if code != "not_applicable" or column in ("promotion", "labelling")
        ]
        explained = here and value in ("failed", "other")
        rows.append(CauseRow(here, cause, matter, boxes, row.result_text if explained else ""))
    return InquiryWords(
        number=row.number,
        subject=row.subject,
        place=row.place,
        checked_on=_moment(row.reported_at),
        industry=row.industry.name if row.industry else "",
        rows=rows,
        steps=[[name, _moment(when)] for name, when in done if when],
        photos=[str(photo) for photo in row.photos.all()],
        body=row.body.name if row.body else "",
        inspector=row.inspector.display_name if row.inspector else "",
    )


def inquiry_odt(words: InquiryWords, *, title: str, at: datetime) -> bytes:
    """The report as an editable text."""
    rows = [
        [
            f"{'☑' if row.is_cause else '☐'}{row.cause}" if row.cause else "",
            row.matter,
            "　".join("".join(box) for box in row.results) + (f"　說明：{row.text}" if row.text else ""),
        ]
        for row in words.rows
    ]
    head = [
        f"查核編號：{words.number}　受查核單位：{words.subject}　查核日期：{words.checked_on}",
        f"查核地點(網址)：{words.place}",
    ]
    return Odt(
        title,
        at,
        (
            Paragraphs("", head),
            Table("查核結果", ["查核案由", "查核項目", "查核結果"], rows),
            Table("辦理情形", ["步驟", "日期"], words.steps or [["－", "－"]]),
            Paragraphs(
                "",
                [
                    f"查核照片：{'、'.join(words.photos) or '無'}",
                    f"查核單位：{words.body}　查核人員：{words.inspector}",
                ],
            ),
        ),
    ).to_bytes()
