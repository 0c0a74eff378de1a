"""Samples, product tests and the summary report."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from smilemark.accounts import roles
from smilemark.certification import states


class ProductTest(models.Model):
    """The test of one product against the pinned criteria, or the adoption of an existing result (point 20)."""

    product = models.OneToOneField("certification.CaseProduct", on_delete=models.PROTECT, related_name="test")
    state = models.CharField("狀態", max_length=10, choices=states.TestState)
    laboratory = models.ForeignKey(
        "accreditation.Laboratory", null=True, blank=True, on_delete=models.PROTECT, related_name="tests"
    )
    tester = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_on = models.DateField("開始檢驗日", null=True, blank=True)
    tested_on = models.DateField("檢驗日", null=True, blank=True)
    report_number = models.CharField("報告編號", max_length=60, blank=True)
    report_file = models.ForeignKey(
        "foundation.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    adopted_basis = models.CharField("採認依據", max_length=200, blank=True)
    adopted_valid_until = models.DateField("採認文件效期", null=True, blank=True)
    finding = models.ForeignKey(
        "foundation.StoredFinding", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "產品品質檢驗"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["passed", "failed"]) | Q(tested_on__isnull=False, laboratory__isnull=False),
                name="concluded_test_has_day_and_laboratory",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} 檢驗"

    def organisation_for(self, role: str) -> int | None:
        """The laboratory for its people, otherwise as for the case."""
        if role == roles.LABORATORY:
            return self.laboratory_id if self.laboratory_id is not None else -1
        return self.product.case.organisation_for(role)


class TestResult(models.Model):
    """One measured criterion."""

    __test__ = False  # not a test for pytest

    test = models.ForeignKey(ProductTest, on_delete=models.CASCADE, related_name="results")
    criterion = models.ForeignKey("governance.Criterion", on_delete=models.PROTECT, related_name="+")
    measured = models.DecimalField("測得值", max_digits=12, decimal_places=4, null=True, blank=True)
    conforms = models.BooleanField("符合")
    is_adopted = models.BooleanField("採認", default=False)
    text = models.CharField("說明", max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["test", "criterion"], name="criterion_once_per_test")]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.conforms}"


class SampleLot(models.Model):
    """The samples of one product: taken in, tested, to be collected within a month or destroyed (point 24)."""

    product = models.ForeignKey("certification.CaseProduct", on_delete=models.PROTECT, related_name="samples")
    state = models.CharField("狀態", max_length=10, choices=states.SampleState)
    quantity = models.PositiveSmallIntegerField("數量")
    received_on = models.DateField("收樣日")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    notified_on = models.DateField("通知領回日", null=True, blank=True)
    collected_on = models.DateField("領回日", null=True, blank=True)
    destroyed_on = models.DateField("銷毀日", null=True, blank=True)
    destruction_photo = models.ForeignKey(
        "foundation.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    destruction_text = models.TextField("銷毀紀錄", blank=True)

    class Meta:
        verbose_name = "樣品"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="sample_quantity_at_least_one"),
            models.CheckConstraint(
                condition=~Q(state="destroyed")
                | Q(destroyed_on__isnull=False, destruction_photo__isnull=False) & ~Q(destruction_text=""),
                name="destroyed_sample_has_photo_and_record",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} 樣品 {self.quantity}"

    def organisation_for(self, role: str) -> int | None:
        """As for the case."""
        return self.product.case.organisation_for(role)


class SummaryReport(models.Model):
    """驗證結果彙整報告 (point 29), kept at least six years. A returned one stays; the next revision is a new row."""

    class Outcome(models.TextChoices):
        WRITING = "writing", "撰寫中"
        IN_REVIEW = "in_review", "審查中"
        RETURNED = "returned", "退回重作"
        APPROVED = "approved", "審查通過"
        REFUSED = "refused", "審查不通過"

    case = models.ForeignKey("certification.Case", on_delete=models.PROTECT, related_name="reports")
    revision = models.PositiveSmallIntegerField("版次")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    completed_on = models.DateField("完成日", null=True, blank=True)
    keep_until = models.DateField("保存至", null=True, blank=True)
    opinion = models.TextField("綜合意見", blank=True)
    content = models.JSONField("內容", default=dict)
    document = models.ForeignKey(
        "foundation.StoredDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField("審查結果", max_length=10, choices=Outcome, default=Outcome.WRITING)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField("審查時間", null=True, blank=True)
    returned_reason = models.TextField("退回理由", blank=True)

    class Meta:
        verbose_name = "驗證結果彙整報告"
        ordering = ["revision"]
        constraints = [
            models.UniqueConstraint(fields=["case", "revision"], name="report_revision_once"),
            models.CheckConstraint(
                condition=Q(outcome="writing") | Q(completed_on__isnull=False, keep_until__isnull=False),
                name="finished_report_has_day_and_retention",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="returned") | ~Q(returned_reason=""), name="returned_report_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} 彙整報告第 {self.revision} 版"
