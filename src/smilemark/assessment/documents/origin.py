"""The words of the origin sheet."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from smilemark.assessment import legal, queries
from smilemark.assessment.documents.form import Choice, roc
from smilemark.foundation import documents

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.assessment.models import OriginDetermination
    from smilemark.foundation.models import StoredDocument


@dataclass(frozen=True, slots=True)
class OriginWords:
    """The sheet of an origin determination: product, inputs, operations, conditions, result with its reasons."""

    case_number: str
    firm: str
    product: str
    hs_code: str
    industry: str
    price: str
    factories: list[str]
    inputs: list[list[str]]
    operations: list[Choice]
    rate: str
    special: list[list[str]]
    result: list[Choice]
    reasons: list[str]
    reasoning: str
    evidence: list[str]
    body: str
    assessor: str
    determined_on: str


def origin_words(row: OriginDetermination, judged: legal.Judged) -> OriginWords:
    """The words of the origin sheet (points 17, 27; origin regulation art. 3-5)."""
    rate = judged.result.value_added_rate
    answers = {"met": "符合", "unmet": "不符合", "not_applicable": "不適用"}
    special = []
    for condition in queries.special_conditions(row):
        answer = row.special_results.get(condition.code, {})
        special.append([condition.text, answers.get(answer.get("result", ""), ""), answer.get("note", "")])
    operations = [
        Choice(number in row.minimal_operations, f"第{'一二三四五'[number - 1]}款　{words}")
        for number, words in legal.MINIMAL_OPERATIONS.items()
    ]
    return OriginWords(
        case_number=row.case_number,
        firm=row.firm.name,
        product=row.product_name,
        hs_code=row.hs_code,
        industry=str(row.industry.name),
        price=f"{row.fob_price}（{row.get_price_basis_display()}）",
        factories=[f"{factory.name}（{factory.address}）" for factory in row.factories.all()],
        inputs=[
            [
                entry.name,
                entry.hs_code,
                origin_name(entry.origin),
                f"{entry.cif_price}",
                f"不列入號列比對：{entry.exclusion_reason}" if entry.is_excluded else "",
            ]
            for entry in row.inputs.all()
        ],
        operations=[*operations, Choice(bool(row.other_processing), "其他加工或製造")],
        rate=f"{percent(rate)}（{rate.numerator}/{rate.denominator}）",
        special=special,
        result=[
            Choice(bool(judged.passed), "符合臺灣製原產地認定條件"),
            Choice(not judged.passed, "不符合臺灣製原產地認定條件"),
        ],
        reasons=[f"{text}（{cite}）" for text, cite in judged.because],
        reasoning=row.reasoning,
        evidence=[
            f"{entry.get_subject_display()}：{entry.label or entry.file.original_name}"
            for entry in row.evidence.select_related("file")
        ],
        body=row.body.name,
        assessor=row.assessor.display_name if row.assessor else "",
        determined_on=roc(row.determined_on),
    )


def origin_name(code: str) -> str:
    """An origin as the reader knows it: Taiwan, unknown (counts as imported), or the country code."""
    return {"TW": "臺灣", "ZZ": "不明（視同進口）"}.get(code, f"進口（{code}）")


def percent(rate: object) -> str:
    """A rate for the eye, cut (never rounded up) to two decimals; the exact fraction stands beside it."""
    exact = Fraction(str(rate))
    hundredths = abs(exact.numerator) * 10000 // exact.denominator
    return f"{'-' if exact < 0 else ''}{hundredths // 100}.{hundredths % 100:02d}%"


def draw_origin(row: OriginDetermination, judged: legal.Judged, *, at: datetime) -> StoredDocument:
    """Draw the origin sheet."""
    title = f"臺灣製原產地認定表 {row.case_number} {row.product_name}"
    return documents.draw("assessment/origin", asdict(origin_words(row, judged)), title=title, at=at)
