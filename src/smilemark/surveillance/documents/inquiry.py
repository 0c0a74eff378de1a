"""The words of the report of an irregular check, field by field (FM-A15-4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.foundation import calendar, documents
from smilemark.foundation.documents import Fields, Paragraphs, Picture, Pictures, Table
from smilemark.surveillance.documents.photos import left_out, printed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smilemark.foundation.documents import Part
    from smilemark.surveillance.models import Inquiry

RESULTS = (("not_applicable", "不適用"), ("conforming", "合格"), ("failed", "不合格"), ("other", "其它"))
ROWS = (
    (
        "quality_complaint",
        "接獲民眾反應獲證產品品質異常",
        "quality",
        "抽驗產品是否符合臺灣製MIT微笑產品驗證制度{industry}產業之產品品質檢驗基準",
        "（應檢附產品品質檢驗報告）",
    ),
    (
        "origin_label_complaint",
        "接獲民眾反應獲證產品產地標示不實",
        "origin",
        "現場評核生產工廠是否仍有製造之事實，並提供必要之佐證資料",
        "（應檢附相關佐證資料）",
    ),
    ("suspected_misuse", "涉嫌冒用、偽造或變造MIT微笑標章之情事", "promotion", "1.推廣製作物標示稽核", ""),
    ("suspected_misuse", "", "labelling", "2.產品標示稽核", ""),
    ("right_withdrawn", "獲證業者經撤銷或廢止MIT微笑標章使用權", "promotion", "1.推廣製作物標示稽核", ""),
    ("right_withdrawn", "", "labelling", "2.產品標示稽核", ""),
)
"""Cause, its words, the column of the result, the matter, what is to be enclosed; as appendix 4 prints them."""


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One row of the form: its cause, its matter, and the result of the cause that was checked, a line per box."""

    is_cause: bool
    cause: str
    matter: str
    results: list[str]
    enclosed: str


@dataclass(frozen=True, slots=True)
class InquiryWords:
    """FM-A15-4, field by field; results stand with their boxes, ☑ or ☐."""

    number: str
    subject: str
    place: str
    checked_on: str
    industry: str
    rows: list[CauseRow]
    steps: list[list[str]]
    photos: list[Picture]
    photos_left_out: str
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
    photos = list(row.photos.select_related("file"))
    return InquiryWords(
        number=row.number,
        subject=row.subject,
        place=row.place,
        checked_on=_moment(row.reported_at),
        industry=row.industry.name if row.industry else "",
        rows=_rows(row),
        steps=[[name, _moment(when)] for name, when in done if when],
        photos=printed(photos, of=row.subject),
        photos_left_out=left_out(photos),
        body=row.body.name if row.body else "",
        inspector=row.inspector.display_name if row.inspector else "",
    )


def _rows(row: Inquiry) -> list[CauseRow]:
    industry = row.industry.name if row.industry else "＿＿"
    rows = []
    for trigger, cause, column, matter, enclosed in ROWS:
        here = row.trigger == trigger
        value = getattr(row, column) if here else ""
        results = [
            ("☑" if value == code else "☐") + words + _explained(code, row.result_text if value == code else "")
            for code, words in RESULTS
            if code != "not_applicable" or column in ("promotion", "labelling")
        ]
        rows.append(CauseRow(here, cause, matter.format(industry=industry), results, enclosed))
    return rows


def _explained(code: str, text: str) -> str:
    """The explanation a failed or other result asks for."""
    return f"，說明：{text}" if code in ("failed", "other") else ""


@documents.editable("surveillance/inquiry")
def inquiry_layout(words: Mapping[str, Any]) -> list[Part]:
    """FM-A15-4 as an editable text."""
    rows = [
        [
            f"{'☑' if row['is_cause'] else '☐'}{row['cause']}" if row["cause"] else None,
            row["matter"],
            "\n".join([*row["results"], *([row["enclosed"]] if row["enclosed"] else [])]),
        ]
        for row in words["rows"]
    ]
    return [
        Paragraphs("", ["附件十五附錄四"], align="end"),
        Paragraphs("臺灣製產品MIT微笑標章不定期追蹤管理查核報告", level=1),
        Fields(
            [
                [("受查核單位", words["subject"]), ("查核日期", words["checked_on"])],
                [("查核地點（網址）", words["place"])],
                [("查核編號", words["number"]), ("產業", words["industry"])],
            ]
        ),
        Table("", ["查核案由", "查核項目", "查核結果"], rows, [3, 4, 4]),
        Table("辦理情形", ["步驟", "日期"], words["steps"] or [["－", "－"]]),
        Paragraphs("查核照片"),
        Pictures(words["photos"]),
        *([Paragraphs("", [words["photos_left_out"]])] if words["photos_left_out"] else []),
        Fields([[("查核單位", words["body"]), ("查核人員", words["inspector"])]]),
    ]
