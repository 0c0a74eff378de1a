"""The words of the report of a visit, field by field (FM-A15-2), with the origin row the form lacks (AMB-71)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.assessment.states import FactoryState
from smilemark.foundation import calendar, documents
from smilemark.foundation.documents import Fields, NewPage, Paragraphs, Picture, Pictures, Table, boxes
from smilemark.surveillance.documents.photos import left_out, printed
from smilemark.surveillance.states import FaultState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from smilemark.assessment.models import FactoryAssessment
    from smilemark.foundation.documents import Part
    from smilemark.surveillance.models import Fault, Photo, ProductCheck, Visit

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
    photos: list[Picture]
    photos_left_out: str


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
    is_adopted: bool
    is_assessed: bool
    adopted: list[Choice]
    adopted_until: str
    areas: list[AreaRow]
    sheet_text: str
    photos: list[Picture]
    photos_left_out: str
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
    photos = list(visit.photos.filter(removed_at=None).select_related("product", "file"))
    of_factory = [photo for photo in photos if photo.product_id is None]
    counted = sheet is not None and not is_waived
    return ReportWords(
        industry=visit.industry.name,
        number=visit.number,
        body=visit.body.name,
        firm=visit.firm.name,
        code=visit.certificate_number,
        factory=f"{visit.factory.name}（{visit.factory.address}）" if visit.factory else "",
        visited_on=calendar.roc(visit.started_at) if visit.started_at else "",
        people=visit.assessor.display_name if visit.assessor else "",
        is_adopted=is_waived,
        is_assessed=counted,
        adopted=[Choice(is_waived, "通過"), Choice(ticked=False, text="不通過")],
        adopted_until=calendar.roc(sheet.qms_valid_until) if is_waived and sheet and sheet.qms_valid_until else "",
        areas=_areas(sheet if counted else None),
        sheet_text=_sheet_text(sheet),
        photos=printed(of_factory, of="生產工廠"),
        photos_left_out=left_out(of_factory),
        products=[
            _product(
                visit,
                check,
                [photo for photo in photos if photo.product_id == check.pk],
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


def _areas(sheet: FactoryAssessment | None) -> list[AreaRow]:
    """The six areas; none is ticked where nothing was assessed."""
    items = list(sheet.items.all()) if sheet is not None else []
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


def _product(visit: Visit, check: ProductCheck, photos: list[Photo], faults: list[Fault]) -> ProductSheet:
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
    firm = f"{visit.firm.name}／{visit.certificate_number}"
    return ProductSheet(name, firm, rows, test, printed(photos, of=check.product_name), left_out(photos))


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


@documents.editable("surveillance/report")
def report_layout(words: Mapping[str, Any]) -> list[Part]:
    """FM-A15-2 as an editable text: the factory's sheet, then one sheet per product, then the findings."""
    remarks = [words["remark"], words["refusal"] and f"拒絕查核情形：{words['refusal']}"]
    return [
        Paragraphs("", ["附件十五附錄二"], align="end"),
        Paragraphs(f"{words['industry']}產業臺灣製MIT微笑產品獲證業者追蹤管理查核報告", level=1),
        Fields([[("查核編號", words["number"]), ("驗證機構", words["body"])]]),
        *_factory_layout(words),
        *(part for sheet in words["products"] for part in _product_layout(words, sheet)),
        NewPage(),
        Paragraphs("查核缺失"),
        Table("", FAULT_HEAD, words["faults"] or [["無", "－", "－", "－"]], [2, 1, 4, 4]),
        Paragraphs("說明", [text for text in remarks if text] or ["無"]),
        Table("", ["查核人員", "受查核業者代表"], [["\n\n", "\n\n"]]),
    ]


FAULT_HEAD = ["類別", "輕重", "情形", "依據"]


def _factory_layout(words: Mapping[str, Any]) -> list[Part]:
    adopted = f"{_box(words['is_adopted'])}公告採認之國際或國內品質管理系統驗證"
    assessed = f"{_box(words['is_assessed'])}臺灣製MIT微笑產品生產工廠品質管理系統評核"
    until = f"{boxes(words['adopted'][:1])}，證書效期：{words['adopted_until']}\n{boxes(words['adopted'][1:])}"
    rows: list[list[str | None]] = [[adopted, "", until]]
    for place, area in enumerate(words["areas"]):
        result = f"{boxes(area['results'])}\n說明：{area['text']}"
        rows.append([None if place else assessed, area["name"], result])
    return [
        Paragraphs("臺灣製MIT微笑產品獲證業者定期追蹤管理查核表－品質管理系統部分"),
        Paragraphs(
            "生產工廠",
            [
                words["factory"],
                f"壹、受查核廠商名稱：{words['firm']}（{words['code']}）",
                f"貳、查核時間：{words['visited_on']}",
                f"參、查核人員：{words['people']}",
                "肆、查核結果：請依業者工廠取得之品管系統勾選下表",
            ],
            level=3,
        ),
        Table("", ["查核事項", "", "查核結果"], rows, [3, 2, 5]),
        Paragraphs("", [f"評核結果：{words['sheet_text']}", words["drawing"]]),
        Paragraphs("伍、查核照片", level=3),
        Pictures(words["photos"]),
        *_left_out(words),
    ]


def _product_layout(words: Mapping[str, Any], sheet: Mapping[str, Any]) -> list[Part]:
    rows = [[row["number"], row["matter"], f"{boxes(row['results'])}\n說明：{row['text']}"] for row in sheet["rows"]]
    return [
        NewPage(),
        Paragraphs("臺灣製MIT微笑產品獲證業者定期追蹤管理查核表－產品品質檢驗部分"),
        Paragraphs(
            "產品",
            [
                "壹、查核產品資料",
                f"產品名稱/驗證編碼/型號：{sheet['name']}",
                f"業者名稱/業者編碼：{sheet['firm']}",
                f"貳、查核時間：{words['visited_on']}",
                f"參、查核人員：{words['people']}",
                "肆、查核結果：",
            ],
            level=3,
        ),
        Table("", ["項次", "追蹤事項", "追蹤查核結果"], rows, [1, 4, 5]),
        Paragraphs("", [f"產品檢驗：{sheet['test']}"]),
        Paragraphs("伍、查核照片", level=3),
        Pictures(sheet["photos"]),
        *_left_out(sheet),
    ]


def _left_out(sheet: Mapping[str, Any]) -> list[Part]:
    return [Paragraphs("", [sheet["photos_left_out"]])] if sheet["photos_left_out"] else []


def _box(ticked: bool) -> str:
    return "☑" if ticked else "☐"
