"""The lint before a certificate is issued: every line is asked over the exact data that would be printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.assessment.states import FactoryState, OriginState
from smilemark.certification.legal import results as legal
from smilemark.certification.models import Case, SummaryReport
from smilemark.certification.queries import fees, products
from smilemark.certification.states import ProductState, TestState
from smilemark.companies import queries as companies
from smilemark.foundation import calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from smilemark.accounts.models import User
    from smilemark.certification.models import CaseProduct, Label, ProductTest
    from smilemark.certification.queries.products import Outlook


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the lint.

    Attributes:
        code: its name.
        question: what is asked.
        failures: what stands in the way, in words; empty where nothing does.
        cite: where it is said.
    """

    code: str
    question: str
    failures: tuple[str, ...]
    cite: str

    @property
    def passed(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class _Facts:
    case: Case
    outlooks: list[Outlook]
    report: SummaryReport | None
    people: dict[int, tuple[User, set[str]]]
    decider: User | None
    on: date

    @property
    def granted(self) -> list[Outlook]:
        """The products that would be certified."""
        return [found for found in self.outlooks if found.product.state == ProductState.PASSED]


def lint(case: Case, *, decider: User | None, on: date) -> list[Line]:
    """Every line, in the order shown; a certificate is issued only when all passed.

    Args:
        case: numbered, or on its way there.
        decider: who would issue; None leaves out what depends on the person.
        on: the day of issue.
    """
    report = case.reports.order_by("-revision").select_related("written_by").first()
    facts = _Facts(case, products.outlooks(case), report, people_of(case), decider, on)
    return [Line(code, question, tuple(ask(facts)), cite) for code, question, ask, cite in LINES]


def _body(facts: _Facts) -> Iterator[str]:
    case = facts.case
    if case.body is None or case.product_class is None or case.industry is None:
        yield "本案尚未選定驗證機構。"
        return
    reason = accreditation.why_not_in_scope(case.body, case.product_class, case.industry, facts.on)
    if reason is not None:
        yield f"{case.body.name}：{reason}"


def _head(facts: _Facts) -> Iterator[str]:
    reason = accreditation.why_not_sign(facts.case.body) if facts.case.body is not None else None
    if reason is not None:
        yield reason


def _granted(facts: _Facts) -> Iterator[str]:
    if not facts.granted:
        yield "沒有驗證通過之產品。"
    for found in facts.outlooks:
        if found.product.state == ProductState.OPEN:
            yield f"產品「{found.product}」尚未彙整。"


def _origin(facts: _Facts) -> Iterator[str]:
    for found in facts.granted:
        origin = found.product.origin
        if origin is None or origin.state != OriginState.PASSED:
            yield f"產品「{found.product}」之原產地認定未符合。"


def _tests(facts: _Facts) -> Iterator[str]:
    for found in facts.granted:
        test = products.test_of(found.product)
        if test is None or test.state not in (TestState.PASSED, TestState.ADOPTED):
            yield f"產品「{found.product}」之產品品質檢驗未合格。"
        else:
            yield from _test_validity(found.product, test, facts)


def _test_validity(product: CaseProduct, test: ProductTest, facts: _Facts) -> Iterator[str]:
    if test.adopted_valid_until is not None and test.adopted_valid_until < facts.on:
        yield f"產品「{product}」採認之檢測證明已於{calendar.roc(test.adopted_valid_until)}逾期。"
    if test.state == TestState.PASSED and test.laboratory is not None and test.tested_on is not None:
        industry = facts.case.industry
        reason = accreditation.why_not_recognised(test.laboratory, industry, test.tested_on) if industry else None
        if reason is not None:
            yield f"產品「{product}」：{reason}"


def _factories(facts: _Facts) -> Iterator[str]:
    for row in facts.case.factories.select_related("factory", "assessment").order_by("pk"):
        if not row.products.filter(state=ProductState.PASSED).exists():
            continue
        assessment = row.assessment
        if assessment is None or assessment.state not in (FactoryState.PASSED, FactoryState.WAIVED):
            state = assessment.get_state_display() if assessment else "未評核"
            yield f"工廠「{row.factory.name}」之品管系統評核為「{state}」，缺失未結案。"
        elif (
            assessment.state == FactoryState.WAIVED
            and assessment.qms_valid_until is not None
            and assessment.qms_valid_until < facts.on
        ):
            yield f"工廠「{row.factory.name}」採認之品質管理系統驗證已於{calendar.roc(assessment.qms_valid_until)}逾期。"


def _report(facts: _Facts) -> Iterator[str]:
    if facts.report is None or facts.report.outcome != SummaryReport.Outcome.APPROVED:
        yield "驗證結果彙整報告尚未審查通過。"


def _content(facts: _Facts) -> Iterator[str]:
    """Only what was examined may be issued: name, model, brand and tariff code as the report froze them."""
    written = {entry["id"]: entry for entry in facts.report.content.get("products", [])} if facts.report else {}
    for found in facts.granted:
        product = found.product
        entry = written.get(product.pk)
        if entry is None:
            yield f"產品「{product}」未列於彙整報告。"
            continue
        now = {"name": product.name, "model": product.model, "brand": product.brand, "hs_code": product.hs_code}
        names = {"name": "名稱", "model": "型號", "brand": "品牌", "hs_code": "稅則號列"}
        for field, value in now.items():
            if entry[field] != value:
                yield f"產品「{product}」之{names[field]}與審查時（{entry[field] or '空白'}）不同。"


def _contract(facts: _Facts) -> Iterator[str]:
    contract = getattr(facts.case, "contract", None)
    if contract is None:
        yield "授權使用契約尚未簽訂。"
        return
    if contract.operator_signed_at is None:
        yield "業者尚未簽署授權使用契約。"
    if contract.body_signed_at is None:
        yield "驗證機構尚未簽署授權使用契約。"


def _fee(facts: _Facts) -> Iterator[str]:
    state = fees.fee_state(facts.case, facts.on)
    if state.is_condition and not state.is_settled:
        yield f"應繳規費新臺幣 {state.due} 元尚未收取，亦未核定免收。"


def _law(facts: _Facts) -> Iterator[str]:
    if facts.case.product_class not in (1, 3):
        return
    answer = issue_answer(facts.case, facts.report, facts.on)
    if not answer.result.may_issue:
        yield from (why["text"] for why in answer.because)


def issue_answer(case: Case, report: SummaryReport | None, on: date) -> legal.Answer[Any]:
    """The law's own answer (rule `certificate-issue`, point 31 I) over the case as it stands."""
    contract = getattr(case, "contract", None)
    return legal.may_issue(
        case.product_class or 0,
        report_passed=report is not None and report.outcome == SummaryReport.Outcome.APPROVED,
        contract_signed=contract is not None
        and contract.operator_signed_at is not None
        and contract.body_signed_at is not None,
        fee_proof=fees.fee_state(case, on).is_settled,
    )


def people_of(case: Case) -> dict[int, tuple[User, set[str]]]:
    """Who worked on the case, and as what: assigned, assessing, testing, writing the report."""
    found: dict[int, tuple[User, set[str]]] = {}

    def add(person: User | None, role: str) -> None:
        if person is not None:
            found.setdefault(person.pk, (person, set()))[1].add(role)

    for row in case.assignments.filter(ended_at=None).select_related("user"):
        add(row.user, row.role)
    for factory in case.factories.select_related("assessment__assessor"):
        add(factory.assessment.assessor if factory.assessment else None, roles.ASSESSOR)
    for product in case.products.select_related("origin__assessor", "test__tester"):
        add(product.origin.assessor if product.origin else None, roles.ASSESSOR)
        test = products.test_of(product)
        add(test.tester if test else None, roles.LABORATORY)
    for report in case.reports.select_related("written_by"):
        add(report.written_by, roles.REVIEWER)
    return found


def _separation(facts: _Facts) -> Iterator[str]:
    if facts.decider is None:
        return
    names = {roles.REVIEWER: "審查人員", roles.ASSESSOR: "現場評核人員", roles.LABORATORY: "檢驗人員"}
    _person, held = facts.people.get(facts.decider.pk, (facts.decider, set()))
    for role, name in names.items():
        if role in held:
            yield f"核定人員「{facts.decider.display_name}」為本案之{name}。"


def _recusal(facts: _Facts) -> Iterator[str]:
    people = {pk: person for pk, (person, _held) in facts.people.items()}
    if facts.decider is not None:
        people[facts.decider.pk] = facts.decider
    for _pk, person in sorted(people.items()):
        reason = companies.why_recused(person, facts.case.firm, facts.on)
        if reason is not None:
            yield f"{person.display_name}：{reason}"


def _bans(facts: _Facts) -> Iterator[str]:
    reason = companies.why_banned(facts.case.firm, facts.on)
    if reason is not None:
        yield reason


def _renewal(facts: _Facts) -> Iterator[str]:
    if facts.case.kind != Case.Kind.RENEWAL:
        return
    for found in facts.granted:
        label: Label | None = found.product.label
        if label is None:
            yield f"產品「{found.product}」沒有要展延之標章。"
        elif label.renewal_filed_on is None:
            yield f"標章 {label.number} 沒有審查中之展延申請。"


LINES: tuple[tuple[str, str, Callable[[_Facts], Iterator[str]], str], ...] = (
    ("body", "驗證機構今日於認證範圍及效期內", _body, "第十二點、第十三點"),
    ("head", "驗證機構之代表人已登錄，得於函署名", _head, "行政程序法第九十六條第一項第四款"),
    ("products", "至少一項產品通過，且各產品均已彙整", _granted, "附件六"),
    ("origin", "原產地認定符合", _origin, "第十七點"),
    ("tests", "產品品質檢驗合格，檢驗機構受認可，採認證明未逾期", _tests, "第十四點、第二十點"),
    ("factories", "工廠品管系統評核通過或免辦，缺失均已結案", _factories, "第二十八點"),
    ("report", "驗證結果彙整報告審查通過", _report, "第二十九點、第三十一點第一項"),
    ("content", "核發內容與審查內容一致", _content, "第三十一點"),
    ("contract", "雙方已簽訂授權使用契約", _contract, "第三十一點第一項"),
    ("fee", "第三類產品規費已繳納", _fee, "第三十一點第一項"),
    ("law", "依第三十一點得發給驗證書", _law, "第三十一點第一項"),
    ("separation", "核定人員未審查、評核或檢驗本案", _separation, "第二點"),
    ("recusal", "承辦人員均無應迴避之情形", _recusal, "第十五點"),
    ("bans", "業者未在不得申請期間內", _bans, "第四十一點第二項、第四十二點第二項、第四十三點第三項"),
    ("renewal", "展延案均於期間內提出", _renewal, "第三十四點"),
)
