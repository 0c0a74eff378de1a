"""Product tests (point 20): commissioned, tested against the pinned criteria, or an existing result adopted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from smilemark.accreditation import queries as accreditation
from smilemark.certification.legal import results as legal
from smilemark.certification.models import ProductTest, TestResult
from smilemark.certification.permissions.back import must_act
from smilemark.certification.queries.products import result_words
from smilemark.certification.states import TEST_MOVES
from smilemark.foundation import files, moves, statements
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import shortened, within
from smilemark.governance import queries as governance

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User
    from smilemark.governance.models import Criterion

MOST_PLACES = 4
MOST_DIGITS = 12
PART_NAMES = {"safety": "安全性", "function": "功能性", "labelling": "商品標示"}


@dataclass(frozen=True, slots=True)
class Measured:
    """One result as typed: the value of a measured criterion, or whether a textual one conforms."""

    criterion_id: int
    value: str = ""
    conforms: bool | None = None
    text: str = ""


def pinned_criteria(test: ProductTest) -> list[Criterion]:
    """The criteria the product is judged by: those of its item, as announced in the version the case pinned (R-16.1)."""
    item = test.product.item
    return [] if item is None else governance.criteria_of(item)


def to_be_tested(test: ProductTest) -> list[Criterion]:
    """The pinned criteria no adopted result covers."""
    adopted = set(test.results.filter(is_adopted=True).values_list("criterion_id", flat=True))
    return [criterion for criterion in pinned_criteria(test) if criterion.pk not in adopted]


def commission(*, test_id: int, laboratory_id: int, by: User, at: datetime) -> ProductTest:
    """委託檢驗機構: name the recognised laboratory (point 12 II, 14).

    Raises:
        Refused: no such laboratory, or not recognised for the industry today.
    """
    on = timezone.localdate(at)
    with moves.moving(ProductTest, test_id, "commission", by=by, at=at) as test:
        case = test.product.case
        must_act(case, by, TEST_MOVES["commission"], on)
        recognised = accreditation.laboratories_for(case.industry, on) if case.industry is not None else []
        laboratory = next((lab for lab in recognised if lab.pk == laboratory_id), None)
        if laboratory is None:
            raise Refused("所選檢驗機構未經認可辦理本產業之產品品質檢驗（第十四點）。", field="laboratory")
        test.laboratory = laboratory
        moves.note(test, laboratory=laboratory_id)
    return test


def start(*, test_id: int, by: User, at: datetime) -> ProductTest:
    """開始檢驗: the tester takes the test; recusal applies to testers too (point 15; R-15.T3)."""
    on = timezone.localdate(at)
    with moves.moving(ProductTest, test_id, "start", by=by, at=at) as test:
        must_act(test.product.case, by, TEST_MOVES["start"], on)
        _must_be_recognised(test, on)
        test.tester, test.started_on = by, on
    return test


def _must_be_recognised(test: ProductTest, on: date, field: str = "") -> None:
    """The laboratory must be recognised on the day of the test (R-20.T1, point 14)."""
    case = test.product.case
    if test.laboratory is None or case.industry is None:
        raise Refused("尚未委託檢驗機構（第十二點第二項）。", field=field)
    reason = accreditation.why_not_recognised(test.laboratory, case.industry, on)
    if reason is not None:
        raise Refused(reason, field=field)


def record(*, test_id: int, measured: Sequence[Measured], by: User, at: datetime) -> ProductTest:
    """登錄檢驗結果: some or all criteria; what is sent again replaces what was recorded.

    Raises:
        Refused: a criterion that is not to be tested, no value, or a value that is no decimal; nothing is kept.
    """
    with moves.moving(ProductTest, test_id, "record", by=by, at=at) as test:
        must_act(test.product.case, by, TEST_MOVES["record"], timezone.localdate(at))
        open_criteria = {criterion.pk: criterion for criterion in to_be_tested(test)}
        if not measured:
            raise Refused("請至少登錄一項檢驗結果。")
        results: dict[int, TestResult] = {}
        for entry in measured:
            criterion = open_criteria.get(entry.criterion_id)
            if criterion is None:
                raise Refused("所登錄之項目不在本產品應檢驗之基準內（第二十點）。")
            value, conforms = judged(criterion, entry)
            results[criterion.pk] = TestResult(
                test=test,
                criterion=criterion,
                measured=value,
                conforms=conforms,
                is_adopted=False,
                text=within(entry.text, field=f"text-{criterion.pk}", label=f"{criterion.name}之說明", limit=300),
            )
        TestResult.objects.bulk_create(
            results.values(),
            update_conflicts=True,
            unique_fields=["test", "criterion"],
            update_fields=["measured", "conforms", "is_adopted", "text"],
        )
        moves.note(test, criteria=sorted(entry.criterion_id for entry in measured))
    return test


def judged(criterion: Criterion, entry: Measured) -> tuple[Decimal | None, bool]:
    """The measured value and whether it meets the announced limit, by exact decimals.

    Raises:
        Refused: the value or the judgement is missing, or the value is no decimal.
    """
    field = f"value_{criterion.pk}"
    if criterion.limit is None:
        if entry.conforms is None:
            raise Refused(f"「{criterion.name}」：請選擇符合或不符合。", field=field)
        return (_decimal(criterion, entry.value, field) if entry.value.strip() else None), entry.conforms
    value = _decimal(criterion, entry.value, field)
    at_most = criterion.comparison == "at_most"
    return value, value <= criterion.limit if at_most else value >= criterion.limit


def _decimal(criterion: Criterion, text: str, field: str) -> Decimal:
    written = text.strip()
    if not written:
        raise Refused(f"「{criterion.name}」：請填測得值（單位：{criterion.unit or '無'}）。", field=field)
    try:
        value = Decimal(written)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise Refused(f"「{criterion.name}」：測得值「{shortened(written, 20)}」不是數字。", field=field)
    exponent = value.as_tuple().exponent
    if value < 0:
        raise Refused(f"「{criterion.name}」：測得值不得為負數。", field=field)
    if (isinstance(exponent, int) and -exponent > MOST_PLACES) or value >= 10 ** (MOST_DIGITS - MOST_PLACES):
        raise Refused(f"「{criterion.name}」：測得值最多 8 位整數、{MOST_PLACES} 位小數。", field=field)
    return value


def conclude(
    *, test_id: int, tested_on: date, report_number: str, report: UploadedFile[Any] | None, by: User, at: datetime
) -> ProductTest:
    """判定: every pinned criterion must have a result; safety, function and labelling must all pass (R-20.T1).

    Args:
        test_id: the test.
        tested_on: the day of the test; the laboratory must be recognised on it.
        report_number: number of the test report.
        report: the report as a file.
        by: the tester.
        at: now.

    Raises:
        Refused: a result, the report or its number is missing, a day that cannot be, or a laboratory not recognised.
    """
    test = statements.by_key(ProductTest, test_id)
    failed = [result for result in test.results.select_related("criterion") if not result.conforms]
    name = "conclude_fail" if failed else "conclude_pass"
    with moves.moving(ProductTest, test_id, name, by=by, at=at) as row:
        _must_be_complete(row, tested_on, report_number, timezone.localdate(at))
        must_act(row.product.case, by, TEST_MOVES[name], timezone.localdate(at))
        if report is None:
            raise Refused("請附檢驗報告檔案（第二十點）。", field="report")
        row.report_file = files.store(report, by=by, at=at, field="report", allowed=frozenset({files.PDF}))
        row.report_number, row.tested_on = report_number.strip(), tested_on
        product_class = row.product.case.product_class
        if product_class is not None:
            answer = legal.test_concluded(product_class, passed=not failed)
            row.finding = answer.store(row, at)
        moves.note(row, tested_on=tested_on.isoformat(), failed=[result.criterion_id for result in failed])
    return row


def _must_be_complete(test: ProductTest, tested_on: date, report_number: str, today: date) -> None:
    recorded = set(test.results.values_list("criterion_id", flat=True))
    missing = [criterion.name for criterion in pinned_criteria(test) if criterion.pk not in recorded]
    if missing:
        raise Refused(f"尚有檢驗項目未登錄結果：{'、'.join(missing)}（第二十點第一項）。")
    if not report_number.strip():
        raise Refused("請填檢驗報告編號。", field="report_number")
    if test.started_on is None or not test.started_on <= tested_on <= today:
        raise Refused("檢驗日不得早於開始檢驗日，亦不得晚於今日。", field="tested_on")
    _must_be_recognised(test, tested_on, "tested_on")


def adopt(
    *,
    test_id: int,
    parts: Collection[str],
    basis: str,
    report_number: str,
    valid_until: date,
    by: User,
    at: datetime,
) -> ProductTest:
    """採認既有檢測結果 for the named parts only (points 20 II, 23 II(3)): all parts, and no test is needed; else the rest is.

    Args:
        test_id: the test, before samples were taken in.
        parts: of "safety", "function", "labelling".
        basis: national standard, regulation or scheme the result rests on.
        report_number: number of the proof.
        valid_until: its last valid day; it must hold on the day of review.
        by: the reviewer.
        at: now.

    Raises:
        Refused: no part, no basis, a part without criteria, or a proof that is no longer valid.
    """
    on = timezone.localdate(at)
    test = ProductTest.objects.select_related("product__item__announcement").get(pk=test_id)
    wanted = list(_covered(test, parts))
    covered = {criterion.pk for criterion in wanted} | set(
        test.results.filter(is_adopted=True).values_list("criterion_id", flat=True)
    )
    covers_all = covered >= {criterion.pk for criterion in pinned_criteria(test)}
    name = "adopt" if covers_all else "adopt_parts"
    with moves.moving(ProductTest, test_id, name, by=by, at=at) as row:
        must_act(row.product.case, by, TEST_MOVES[name], on)
        if not basis.strip() or not report_number.strip():
            raise Refused("請填採認依據及證明文件字號（第二十三點第二項第三款）。", field="basis")
        answer = _need_beside(valid_until, covers_all=covers_all, on=on)
        _adopt_results(row, wanted, within(basis, field="basis", label="採認依據", limit=200))
        row.adopted_basis, row.report_number = basis.strip(), report_number.strip()
        row.adopted_valid_until = min(valid_until, row.adopted_valid_until or valid_until)
        row.finding = answer.store(row, at)
        moves.note(row, parts=sorted(parts), valid_until=valid_until.isoformat())
    return row


def _adopt_results(test: ProductTest, criteria: Collection[Criterion], basis: str) -> None:
    """Each of the criteria is met by what was adopted, without a measured value."""
    adopted = {"measured": None, "conforms": True, "is_adopted": True, "text": basis}
    for criterion in criteria:
        TestResult.objects.update_or_create(test=test, criterion=criterion, defaults=adopted)


def _need_beside(valid_until: date, *, covers_all: bool, on: date) -> legal.Answer[Any]:
    """What must still be tested beside a proof; a proof that ran out is refused."""
    answer = legal.testing_need(valid_until=valid_until, covers_all_parts=covers_all, on=on)
    if answer.result.testing == legal.Testing.FULL:
        raise Refused(
            "既有檢測證明已逾有效期限，應辦理產品品質檢驗（第二十點第二項、第二十三點第二項第三款）。",
            field="valid_until",
        )
    return answer


def _covered(test: ProductTest, parts: Collection[str]) -> Iterator[Criterion]:
    if not parts:
        raise Refused("請選擇採認結果所涵蓋之構面（第二十點第二項）。", field="parts")
    criteria = pinned_criteria(test)
    for part in parts:
        of_part = [criterion for criterion in criteria if criterion.part == part]
        if not of_part:
            raise Refused(f"本產品之檢驗基準沒有「{PART_NAMES.get(part, part)}」項目。", field="parts")
        yield from of_part


def failures(test: ProductTest) -> list[str]:
    """The results that do not conform, in words."""
    return [result_words(result) for result in test.results.select_related("criterion") if not result.conforms]
