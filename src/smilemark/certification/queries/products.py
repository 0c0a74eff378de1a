"""How each product of a case stands: passed, failed and why, or waiting for what. Recomputed at every look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch

from smilemark.assessment.states import FactoryState, OriginState
from smilemark.certification.models import CaseFactory, CaseProduct, ProductTest, TestResult
from smilemark.certification.states import TestState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from smilemark.certification.models import Case
    from smilemark.foundation.models import StoredFinding

PASSED, FAILED, WAITING = "passed", "failed", "waiting"
VERDICT_NAMES = {PASSED: "通過", FAILED: "不通過", WAITING: "審查中"}

ORIGIN_PLACE = "推動及管理要點第十七點、附件六"
FACTORY_PLACE = "推動及管理要點第二十八點、附件六"
TEST_PLACE = "推動及管理要點第二十點、附件六"

Reason = dict[str, str]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the children of a product say of it.

    Attributes:
        verdict: PASSED when origin, test and every factory of its chain passed; FAILED as soon as one failed.
        reasons: why it failed: text and citation.
        waiting_for: what is still open, in words.
        findings: the stored findings the reasons rest on.
    """

    product: CaseProduct
    verdict: str
    reasons: tuple[Reason, ...]
    waiting_for: tuple[str, ...]
    findings: tuple[StoredFinding, ...]

    @property
    def verdict_name(self) -> str:
        """The verdict in words."""
        return VERDICT_NAMES[self.verdict]


def products_of(case: Case) -> QuerySet[CaseProduct]:
    """The case's products with all that their outlook reads, in the order of the application."""
    return (
        CaseProduct.objects.filter(case=case)
        .select_related("origin__finding", "test__finding", "test__laboratory", "item", "label", "reserved_number")
        .prefetch_related(
            "factories__factory",
            "factories__assessment__finding",
            "factories__assessment__items",
            "test__results__criterion",
            "samples",
        )
        .order_by("pk")
    )


def judged(case_id: int | None) -> QuerySet[CaseProduct]:
    """The case's products with what their verdict reads, in the order of the application."""
    makers = CaseFactory.objects.select_related("factory", "assessment__finding")
    rows = CaseProduct.objects.filter(case=case_id).select_related("origin__finding", "test__finding")
    return rows.prefetch_related(Prefetch("factories", queryset=makers)).order_by("pk")


def product_outlook(product: CaseProduct) -> Outlook:
    """How the product stands now."""
    reasons: list[Reason] = []
    waiting: list[str] = []
    findings: list[StoredFinding] = []
    for found in (_origin(product), *_factories(product), _test(product)):
        reasons += found.reasons
        waiting += found.waiting
        findings += found.findings
    verdict = FAILED if reasons else (WAITING if waiting else PASSED)
    return Outlook(product, verdict, tuple(reasons), tuple(waiting), tuple(findings))


def outlooks(case: Case) -> list[Outlook]:
    """The outlook of every product of the case, for those who go on to show the product."""
    return [product_outlook(product) for product in products_of(case)]


def verdicts(case: Case) -> list[Outlook]:
    """The same, read for the verdict alone."""
    return [product_outlook(product) for product in judged(case.pk)]


@dataclass(frozen=True, slots=True)
class _Part:
    reasons: Sequence[Reason] = ()
    waiting: Sequence[str] = ()
    findings: Sequence[StoredFinding] = ()


def _reason(text: str, place: str) -> Reason:
    return {"text": text, "citation": place}


def _origin(product: CaseProduct) -> _Part:
    origin = product.origin
    if origin is None or origin.state == OriginState.PENDING:
        return _Part(waiting=["原產地認定"])
    if origin.state != OriginState.FAILED:
        return _Part() if origin.state == OriginState.PASSED else _Part(waiting=["原產地認定（已結案，未認定）"])
    why = _because(origin.finding)
    reason = _reason(f"原產地認定不符合：{why or '不符合臺灣製原產地認定條件。'}", ORIGIN_PLACE)
    return _Part([reason], findings=[origin.finding] if origin.finding else [])


def _because(finding: StoredFinding | None) -> str:
    return "".join(str(why["text"]) for why in finding.because) if finding is not None else ""


def _factories(product: CaseProduct) -> Iterable[_Part]:
    rows = list(product.factories.all())
    if not rows:
        yield _Part(waiting=["指定製造工廠"])
    for row in rows:
        yield _factory(row)


def _factory(row: CaseFactory) -> _Part:
    assessment = row.assessment
    name = row.factory.name
    if assessment is None:
        return _Part(waiting=[f"{name}之工廠品管系統評核"])
    if assessment.state in (FactoryState.PASSED, FactoryState.WAIVED):
        return _Part()
    if assessment.state != FactoryState.FAILED:
        return _Part(waiting=[f"{name}之工廠品管系統評核（{assessment.get_state_display()}）"])
    why = _because(assessment.finding)
    reason = _reason(f"工廠「{name}」之工廠品管系統評核不通過：{why or '判定不通過。'}", FACTORY_PLACE)
    return _Part([reason], findings=[assessment.finding] if assessment.finding else [])


def test_of(product: CaseProduct) -> ProductTest | None:
    """The product's test, or None before it was opened."""
    return getattr(product, "test", None)


def _test(product: CaseProduct) -> _Part:
    test = test_of(product)
    if test is None:
        return _Part(waiting=["產品品質檢驗"])
    if test.state in (TestState.PASSED, TestState.ADOPTED):
        return _Part()
    if test.state != TestState.FAILED:
        return _Part(waiting=[f"產品品質檢驗（{test.get_state_display()}）"])
    failed = [result_words(result) for result in test.results.all() if not result.conforms]
    reason = _reason(f"產品品質檢驗不合格：{'；'.join(failed)}。", TEST_PLACE)
    return _Part([reason], findings=[test.finding] if test.finding else [])


def result_words(result: TestResult) -> str:
    """A measured criterion in one phrase: name, measured value, limit, verdict."""
    criterion = result.criterion
    verdict = "符合" if result.conforms else "不符合"
    measured = "" if result.measured is None else f"測得 {plain(result.measured)} {criterion.unit}".rstrip()
    said = measured or result.text
    return f"{criterion.name}：{said}{'，' if said else ''}基準為{limit_words(criterion)}，{verdict}"


def limit_words(criterion: Any) -> str:  # noqa: ANN401  # a governance.Criterion; other apps' models only for typing
    """The limit of a criterion: 「75 mg/kg 以下」, 「不得檢出」."""
    if criterion.limit is None:
        return str(criterion.get_comparison_display())
    return f"{plain(criterion.limit)} {criterion.unit} {criterion.get_comparison_display()}".replace("  ", " ")


def plain(value: Any) -> str:  # noqa: ANN401  # a Decimal as the database gives it
    """A decimal without trailing zeros and without an exponent."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
