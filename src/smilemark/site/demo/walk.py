"""Walks one case along the chart of annex 6, each step by the person whose step it is."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.utils import timezone

from smilemark.assessment import actions as assessment
from smilemark.assessment import queries as assessed
from smilemark.certification import actions
from smilemark.certification.actions import contract, fee, issue, letters, report, samples, testing
from smilemark.certification.actions import products as fates
from smilemark.certification.actions.review import Wanted
from smilemark.certification.queries import fees
from smilemark.governance import queries as governance
from smilemark.site.demo import papers
from smilemark.site.demo.applying import Applying

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smilemark.accounts.models import User
    from smilemark.assessment.models import FactoryAssessment
    from smilemark.certification.models import CaseFactory

EXECUTED = 20  # population of each of the eleven items
ITEM_CODES = ("1.1", "1.2", "2.1", "2.2", "3.1", "3.2", "4.1", "4.2", "5.1", "5.2", "6.1")


class Walk(Applying):
    """One case on its way along the chart, each step by the person whose step it is."""

    # ---- the body's desk --------------------------------------------------------------------------------

    def accept(self) -> Self:
        """資格符合."""
        actions.accept(case_id=self.case.pk, manufactured_confirmed=True, by=self._body.reviewer, at=self.at())
        return self

    def ask_supplement(self, text: str, document_kind: str = "") -> Self:
        """通知補件."""
        actions.request_supplement(
            case_id=self.case.pk,
            items=[Wanted(text, document_kind=document_kind, section="" if document_kind else "products")],
            by=self._body.reviewer,
            at=self.at(),
        )
        return self

    def answer_supplement(self, words: str) -> Self:
        """補件送出."""
        item = self.case.supplements.get(answered_at=None).items.get()
        actions.save_answers(case_id=self.case.pk, answers={item.pk: words}, by=self.applicant, at=self.at())
        actions.resubmit(case_id=self.case.pk, by=self.applicant, at=self.at())
        return self

    def documents_complete(self) -> Self:
        """文件齊備: on-site work and testing begin; the assessor is named for all of it."""
        actions.documents_complete(case_id=self.case.pk, by=self._body.reviewer, at=self.at())
        actions.assign_assessor_to_all(
            case_id=self.case.pk, user_id=self._body.assessor.pk, by=self._body.reviewer, at=self.at()
        )
        return self

    # ---- on site ----------------------------------------------------------------------------------------

    def determine_origins(self, *, only_packed: Sequence[int] = ()) -> Self:
        """Determine the origin of every product; those in ``only_packed`` (by place) were merely packed here."""
        for place, product in enumerate(self.case.products.select_related("item__announcement").order_by("pk")):
            packed = place in only_packed
            special = (
                {
                    condition.code: {"result": "met", "note": "現場查核製程紀錄"}
                    for condition in governance.special_conditions(product.item.announcement)
                    if condition.is_known
                }
                if product.item
                else {}
            )
            record = assessment.OriginRecord(
                minimal_operations=(2,) if packed else (),
                other_processing=not packed,
                final_transformation_in_taiwan=not packed,
                reasoning="僅於臺灣分裝、貼標。" if packed else "主要製程均於申請之工廠完成，查核生產紀錄相符。",
                special_results=special,
            )
            assessment.record_facts(
                determination_id=_there(product.origin_id), record=record, by=self._body.assessor, at=self.at()
            )
            assessment.attach_evidence(
                determination_id=_there(product.origin_id),
                subject="process",
                label="生產紀錄",
                upload=papers.paper("生產紀錄"),
                by=self._body.assessor,
                at=self.at(),
            )
            assessment.determine(determination_id=_there(product.origin_id), by=self._body.assessor, at=self.at())
        return self

    def waive_factories(self) -> Self:
        """免辦評核: passed within three years."""
        for row in self.case.factories.all():
            assessment.waive(
                assessment_id=_there(row.assessment_id),
                by=self._body.reviewer,
                at=self.at(),
                gate=assessment.GateRecord(licence="not_licensed", qms_adopted=False, previous="waive"),
                reason="前次評核通過未逾三年，製程及設備無異動。",
            )
        return self

    def schedule(self, days_ahead: int = 3) -> Self:
        """Set the day of the on-site visit."""
        for row in self.case.factories.all():
            assessment.schedule(
                assessment_id=_there(row.assessment_id),
                scheduled_for=timezone.localdate(self.at()) + timedelta(days=days_ahead),
                by=self._body.reviewer,
                at=self.at(),
            )
        return self

    def assess(self, *, minors: dict[int, int] | None = None, severe: Sequence[int] = ()) -> Self:
        """Assess the factories: ``minors`` gives how many minor defects (by place), ``severe`` which fail."""
        for place, row in enumerate(self.case.factories.select_related("factory").order_by("pk")):
            self._assess(row, (minors or {}).get(place, 0), is_severe=place in severe)
        return self

    def _assess(self, row: CaseFactory, minors: int, *, is_severe: bool) -> None:
        by, pk = self._body.assessor, _there(row.assessment_id)
        passed_before = assessed.last_pass(row.factory, timezone.localdate(self.at())) is not None
        assessment.record_gate(
            assessment_id=pk,
            by=by,
            at=self.at(),
            gate=assessment.GateRecord(
                licence="not_licensed", qms_adopted=False, previous="assess" if passed_before else "none"
            ),
        )
        assessment.record_items(
            assessment_id=pk,
            items=[_item(code, place, minors, is_severe=is_severe) for place, code in enumerate(ITEM_CODES)],
            incident=assessment.IncidentRecord(),
            by=by,
            at=self.at(),
        )
        due = timezone.localdate(self.at()) + timedelta(days=21) if minors and not is_severe else None
        assessment.conclude(
            assessment_id=pk,
            plan_due_on=due,
            by=by,
            at=self.at(),
            signing=assessment.Signing(
                representative=self.team.firm.responsible_person, declared_true=True, consented_personal_data=True
            ),
        )

    def file_plan(self) -> Self:
        """提出矯正計畫 for every factory that owes one."""
        for sheet in self._owing():
            answers = [
                assessment.PlanAnswer(
                    entry.item_code,
                    cause="未指定專人負責。",
                    correction="指定專人並按月檢核，紀錄如附件。",
                    attachment_label="附件一",
                )
                for entry in sheet.plan.rows.all()
            ]
            assessment.file_plan(assessment_id=sheet.pk, answers=answers, by=self.applicant, at=self.at())
        return self

    def judge_plan(self) -> Self:
        """矯正計畫遵期提出，通過; or, where it was not filed in time, 不通過."""
        for sheet in self._owing():
            assessment.judge_plan(assessment_id=sheet.pk, by=self._body.reviewer, at=self.at())
        return self

    def _owing(self) -> list[FactoryAssessment]:
        rows = self.case.factories.select_related("assessment").order_by("pk")
        sheets = [row.assessment for row in rows if row.assessment is not None]
        return [sheet for sheet in sheets if sheet.state in {"plan_due", "plan_check"}]

    # ---- samples and tests ------------------------------------------------------------------------------

    def take_samples(self) -> Self:
        """Commission the laboratory and take the samples in."""
        for product in self.case.products.select_related("test").order_by("pk"):
            testing.commission(
                test_id=product.test.pk,
                laboratory_id=self.country.laboratory_for(self.team.industry.code).laboratory.pk,
                by=self._body.reviewer,
                at=self.at(),
            )
            rule = samples.style_rule_of(product)
            samples.receive(
                product_id=product.pk,
                quantity=rule.sample_quantity if rule else 3,
                by=self._body.reviewer,
                at=self.at(),
            )
        return self

    def start_tests(self) -> Self:
        """The laboratory begins."""
        for product in self.case.products.select_related("test").order_by("pk"):
            testing.start(test_id=product.test.pk, by=self._tester, at=self.at())
        return self

    @property
    def _tester(self) -> User:
        return self.country.laboratory_for(self.team.industry.code).tester

    def test(self, *, failing: Sequence[int] = ()) -> Self:
        """Measure and conclude; products in ``failing`` (by place) miss their first limit."""
        for place, product in enumerate(self.case.products.select_related("test").order_by("pk")):
            measured = [
                _measure(criterion, fails=place in failing and number == 0)
                for number, criterion in enumerate(testing.to_be_tested(product.test))
            ]
            testing.record(test_id=product.test.pk, measured=measured, by=self._tester, at=self.at())
            at = self.at()
            testing.conclude(
                test_id=product.test.pk,
                tested_on=timezone.localdate(at),
                report_number=f"T-{self.case.number}-{place + 1}",
                report=papers.paper("檢驗報告"),
                by=self._tester,
                at=at,
            )
        return self

    # ---- report, fee, contract, certificate -------------------------------------------------------------

    def settle(self) -> Self:
        """Pass and refuse the products."""
        settled = fates.settle(case_id=self.case.pk, by=self._body.reviewer, at=self.at())
        if settled.to_be_refused:
            fates.settle(case_id=self.case.pk, by=self._body.decider, at=self.at())
        return self

    def write_report(self) -> Self:
        """製作彙整報告."""
        self.settle()
        report.start(case_id=self.case.pk, by=self._body.reviewer, at=self.at())
        return self

    def submit_report(self) -> Self:
        """送審彙整報告."""
        report.submit(
            case_id=self.case.pk, opinion="各項驗證結果符合規定，建議核發驗證書。", by=self._body.reviewer, at=self.at()
        )
        return self

    def approve(self) -> Self:
        """審查通過."""
        report.approve(case_id=self.case.pk, by=self._body.decider, at=self.at())
        return self

    def ask_fee(self) -> Self:
        """通知補繳."""
        fee.notify(case_id=self.case.pk, by=self._body.reviewer, at=self.at())
        return self

    def pay(self) -> Self:
        """繳納、收取規費 and its confirmation."""
        due = fees.amount_due(self.case, timezone.localdate(self.at()))
        payment = fee.report_payment(
            case_id=self.case.pk, amount=due, method="臨櫃繳納", by=self.applicant, at=self.at()
        )
        at = self.at()
        fee.record_receipt(
            case_id=self.case.pk,
            amount=due,
            receipt_number=f"R-{self.case.number}",
            received_on=timezone.localdate(at),
            payment_id=payment.pk,
            by=self.country.administration,
            at=at,
        )
        fee.confirm(case_id=self.case.pk, by=self._body.reviewer, at=self.at())
        return self

    def sign(self) -> Self:
        """簽署授權使用契約, both sides."""
        contract.sign(
            case_id=self.case.pk, signatory=self.team.firm.responsible_person, by=self.applicant, at=self.at()
        )
        contract.sign(case_id=self.case.pk, signatory=self._body.decider.full_name, by=self._body.decider, at=self.at())
        return self

    def number(self) -> Self:
        """編定驗證書編號."""
        issue.assign_number(case_id=self.case.pk, by=self._body.decider, at=self.at())
        return self

    def issue(self) -> Self:
        """核發驗證書."""
        issue.issue(case_id=self.case.pk, by=self._body.decider, at=self.at())
        return self

    # ---- whole stretches --------------------------------------------------------------------------------

    def to_verification(self, **fill: Any) -> Self:  # noqa: ANN401  # as ``fill`` takes them
        """From draft to on-site work."""
        return self.draft().fill(**fill).submit().wait(1).accept().documents_complete()

    def verified(self) -> Self:
        """On-site work and tests, all passed."""
        return self.determine_origins().assess().take_samples().start_tests().wait(2).test()

    def certified(self) -> Self:
        """From the report to the certificate."""
        self.write_report().submit_report().wait(1).approve()
        if self.case.product_class == 3:  # noqa: PLR2004  # 第三類
            self.ask_fee().wait(1).pay()
        return self.sign().number().issue()

    def tidied(self) -> Self:
        """What follows a certificate: the letters opened, the samples fetched."""
        lots = [lot.pk for product in self.case.products.order_by("pk") for lot in product.samples.all()]
        samples.notify_collection(case_id=self.case.pk, lot_ids=lots, by=self._body.reviewer, at=self.at())
        self.wait(2)
        for letter in self.case.letters.order_by("pk"):
            letters.open_letter(letter_id=letter.pk, by=self.applicant, at=self.at())
        for pk in lots:
            samples.collect(lot_id=pk, by=self._body.reviewer, at=self.at())
        return self


def _there(pk: int | None) -> int:
    """The id of a child that verification has opened."""
    if pk is None:
        raise LookupError("verification has not begun")
    return pk


def _item(code: str, place: int, minors: int, *, is_severe: bool) -> Any:  # noqa: ANN401  # ItemRecord
    if is_severe and place == 0:
        return assessment.ItemRecord(code, total=EXECUTED, not_executed=EXECUTED, text="設備均未保養，亦無紀錄。")
    if place < minors:
        return assessment.ItemRecord(code, total=EXECUTED, not_executed=3, text=f"{code}：抽查 20 件，3 件未執行。")
    return assessment.ItemRecord(code, total=EXECUTED)


def _measure(criterion: Any, *, fails: bool) -> testing.Measured:  # noqa: ANN401  # governance's criterion
    if criterion.limit is None:
        return testing.Measured(criterion.pk, conforms=not fails, text="" if not fails else "檢出禁用物質。")
    factor = Decimal("0.5") if criterion.comparison == "at_most" else Decimal("1.2")
    if fails:
        factor = Decimal(1) / factor
    return testing.Measured(criterion.pk, value=str((criterion.limit * factor).quantize(Decimal("0.01"))))
