"""The words of the report of a visit, field by field (FM-A15-2), with the origin row the form lacks (AMB-71)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.assessment.states import FactoryState
from smilemark.foundation import calendar
from smilemark.foundation.documents import Odt, Paragraphs, Table
from smilemark.surveillance.states import FaultState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smilemark.assessment.models import FactoryAssessment
    from smilemark.surveillance.models import Fault, ProductCheck, Visit

AREAS = (
    ("1", "設備管理"),
    ("2", "原物料管理"),
    ("3", "製程作業管理"),
    ("4", "人員管理"),
    ("5", "檢測作業管理"),
    ("6", "顧客關係管理"),
)
"""The six areas of point 19 I, by the first digit of the item codes."""
DEFECTS = ("severe", "major", "minor")
MATTERS = {
    "origin": "獲證產品之生產製程是否符合原產地認定基準",
    "mark_use": "獲證產品之標章使用是否符合本要點規定",
    "quality": "驗證通過產品，是否符合經濟部產業發展署公告之產品品質檢驗基準",
}

KINDS = {
    "origin": ("origin_not_met",),
    "mark_use": ("mark_rule_breach", "contract_breach"),
    "quality": ("product_test_failed",),
}
"""The kinds of finding a failed row of a product's sheet leads to."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A box with its words: ticked or not."""

    ticked: bool
    text: str


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area of the factory's sheet: passed or not, and why."""

    name: str
    results: list[Choice]
    text: str


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One row of a product's sheet."""

    number: str
    matter: str
    results: list[Choice]
    text: str


@dataclass(frozen=True, slots=True)
class ProductSheet:
    """The sheet of one product."""

    name: str
    firm: str
    rows: list[MatterRow]
    test: str
    photos: list[str]


@dataclass(frozen=True, slots=True)
class ReportWords:
    """FM-A15-2, field by field."""

    industry: str
    number: str
    body: str
    firm: str
    code: str
    factory: str
    visited_on: str
    people: str
    adopted: list[Choice]
    adopted_until: str
    assessed: list[Choice]
    areas: list[AreaRow]
    sheet_text: str
    photos: list[str]
    products: list[ProductSheet]
    drawing: str
    faults: list[list[str]]
    remark: str
    refusal: str


def report_title(visit: Visit) -> str:
    """Name of the paper and its file."""
    return f"臺灣製MIT微笑產品獲證業者追蹤管理查核報告 {visit.number}"


def report_words(visit: Visit, faults: Sequence[Fault]) -> ReportWords:
    """The words of FM-A15-2, with what the rules made of it."""
    sheet = visit.assessment
    is_waived = sheet is not None and sheet.state == FactoryState.WAIVED
    photos = list(visit.photos.filter(removed_at=None).select_related("product"))
    counted = sheet is not None and not is_waived
    defects = sum(sheet.raw_counts.get(grade, 0) for grade in DEFECTS) if sheet is not None else 0
    return ReportWords(
        industry=visit.industry.name,
        number=visit.number,
        body=visit.body.name,
        firm=visit.firm.name,
        code=visit.certificate_number,
        factory=f"{visit.factory.name}（{visit.factory.address}）" if visit.factory else "",
        visited_on=calendar.roc(visit.started_at) if visit.started_at else "",
        people=visit.assessor.display_name if visit.assessor else "",
        adopted=[Choice(is_waived, "通過"), Choice(ticked=False, text="不通過")],
        adopted_until=calendar.roc(sheet.qms_valid_until) if is_waived and sheet and sheet.qms_valid_until else "",
        assessed=[Choice(counted and not defects, "通過"), Choice(counted and bool(defects), "不通過")],
        areas=_areas(sheet) if counted and sheet is not None else [],
        sheet_text=_sheet_text(sheet),
        photos=[str(photo) for photo in photos if photo.product_id is None],
        products=[
            _product(
                visit,
                check,
                [str(photo) for photo in photos if photo.product_id == check.pk],
                [fault for fault in faults if fault.product_id == check.pk],
            )
            for check in visit.products.select_related("laboratory")
        ],
        drawing=_drawing(visit),
        faults=[
            [
                fault.get_kind_display(),
                "重大缺失" if fault.is_severe else "輕微缺失",
                " ".join(fault.text.split()),
                "；".join(f"{why['text'].rstrip('。')}（{why['citation']}）" for why in fault.finding.because),
            ]
            for fault in faults
        ],
        remark=visit.remark,
        refusal=visit.refusal_text,
    )


def _areas(sheet: FactoryAssessment) -> list[AreaRow]:
    items = list(sheet.items.all())
    rows = []
    for digit, name in AREAS:
        here = [item for item in items if item.code.startswith(f"{digit}.")]
        failed = any(item.grade in DEFECTS for item in here)
        texts = [f"{item.code}（{item.get_grade_display()}）{item.text}" for item in here if item.text]
        results = [Choice(bool(here) and not failed, "通過"), Choice(failed, "不通過")]
        rows.append(AreaRow(name, results, "\n".join(texts)))
    return rows


def _sheet_text(sheet: FactoryAssessment | None) -> str:
    if sheet is None:
        return "未辦理工廠品管系統評核。"
    because = sheet.finding.because if sheet.finding is not None else []
    return f"{sheet.get_state_display()}。" + "".join(f"{why['text']}（{why['citation']}）" for why in because)


def _product(visit: Visit, check: ProductCheck, photos: list[str], faults: list[Fault]) -> ProductSheet:
    answers = (
        (check.origin, check.origin_text),
        (check.mark_use, check.mark_text),
        (check.quality, check.quality_text),
    )
    rows = [
        MatterRow(
            "增列" if name == "origin" else str(place),
            MATTERS[name],
            [
                Choice(answer == "pass", "通過"),
                Choice(answer == "fail", "不通過"),
                *_afterwards([fault for fault in faults if fault.kind in KINDS[name]]),
            ],
            text,
        )
        for place, (name, (answer, text)) in enumerate(zip(MATTERS, answers, strict=True))
    ]
    test = ""
    if check.laboratory is not None and check.tested_on is not None:
        test = f"{check.laboratory.name}，報告編號{check.test_report_number}，{calendar.roc(check.tested_on)}"
    name = " ".join(f"{check.product_name}／{check.label_number}／{check.product_model or '－'}".split())
    return ProductSheet(name, f"{visit.firm.name}／{visit.certificate_number}", rows, test, photos)


def _afterwards(faults: list[Fault]) -> list[Choice]:
    """已改善, 已撤銷/廢止: what became of the row, as far as it is known when the report is written."""
    ended = any(getattr(fault, "decision", None) is not None and fault.decision.ends_right for fault in faults)
    improved = bool(faults) and all(fault.state == FaultState.IMPROVED for fault in faults)
    return [Choice(improved, "已改善"), Choice(ended, "已撤銷/廢止")]


def _drawing(visit: Visit) -> str:
    made = len(visit.in_production or [])
    if not made:
        return "無仍生產中之產品，不抽樣產品（附件十五第二點第一款第二目）。"
    draw = getattr(visit, "product_draw", None)
    number = f"，抽樣編號{draw.number}，母體雜湊值{draw.frame_hash}" if draw is not None else ""
    return f"仍生產中之產品{made}款，抽樣{visit.products.count()}款{number}。"


def report_odt(words: ReportWords, *, title: str, at: datetime) -> bytes:
    """The report as an editable text."""
    parts: list[Paragraphs | Table] = [
        Paragraphs("", [f"{words.industry}產業　查核編號：{words.number}　驗證機構：{words.body}"]),
        Paragraphs("獲證業者定期追蹤管理查核表－品質管理系統部分"),
        Paragraphs(
            "",
            [
                f"生產工廠：{words.factory}",
                f"壹、受查核廠商名稱：{words.firm}（{words.code}）",
                f"貳、查核時間：{words.visited_on}",
                f"參、查核人員：{words.people}",
                "肆、查核結果：",
                f"公告採認之國際或國內品質管理系統驗證：{_ticked(words.adopted)}　證書效期：{words.adopted_until}",
                f"臺灣製MIT微笑產品生產工廠品質管理系統評核：{_ticked(words.assessed)}　{words.sheet_text}",
            ],
        ),
    ]
    if words.areas:
        rows = [[row.name, _ticked(row.results), row.text] for row in words.areas]
        parts.append(Table("查核事項", ["查核事項", "結果", "說明"], rows))
    parts += [Paragraphs("", [f"伍、查核照片：{'、'.join(words.photos) or '無'}"]), Paragraphs("", [words.drawing])]
    for sheet in words.products:
        parts += [
            Paragraphs(
                "獲證業者定期追蹤管理查核表－產品品質檢驗部分",
                [f"產品名稱/驗證編碼/型號：{sheet.name}", f"業者名稱/業者編碼：{sheet.firm}"],
            ),
            Table(
                "查核結果",
                ["項次", "追蹤事項", "追蹤查核結果", "說明"],
                [[row.number, row.matter, _ticked(row.results), row.text] for row in sheet.rows],
            ),
            Paragraphs("", [f"產品檢驗：{sheet.test}", f"查核照片：{'、'.join(sheet.photos) or '無'}"]),
        ]
    parts.append(Table("查核缺失", ["類別", "輕重", "情形", "依據"], words.faults or [["無", "－", "－", "－"]]))
    parts.append(Paragraphs("說明", [text for text in (words.remark, words.refusal) if text] or ["無"]))
    return Odt(title, at, tuple(parts)).to_bytes()


def _ticked(choices: Sequence[Choice]) -> str:
    return "　".join(f"{'☑' if choice.ticked else '☐'}{choice.text}" for choice in choices)
