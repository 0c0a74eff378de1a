"""The official fee of class 3: attempts to pay, and the exemption that stands in place of a payment."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class FeePayment(models.Model):
    """One attempt to pay; the amount due is derived from the fee table, never summed up from attempts."""

    class Outcome(models.TextChoices):
        REPORTED = "reported", "業者已登錄"
        RECEIVED = "received", "已收取"
        FAILED = "failed", "未入帳"

    case = models.ForeignKey("certification.Case", on_delete=models.PROTECT, related_name="payments")
    amount = models.PositiveIntegerField("金額（元）")
    method = models.CharField("繳納方式", max_length=40, blank=True)
    reported_at = models.DateTimeField("登錄時間")
    outcome = models.CharField("結果", max_length=10, choices=Outcome, default=Outcome.REPORTED)
    receipt_number = models.CharField("收據號碼", max_length=40, blank=True)
    note = models.CharField("說明", max_length=200, blank=True)
    confirmed_on = models.DateField("收取日", null=True, blank=True)

    class Meta:
        verbose_name = "規費繳納"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="received") | ~Q(receipt_number="") & Q(confirmed_on__isnull=False),
                name="received_payment_has_receipt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.amount} {self.outcome}"


class FeeExemption(models.Model):
    """The fee of a case is not charged (收費標準第三條 leaves it to the authority: 得免收); the amount due stays what it was."""

    class Ground(models.TextChoices):
        DISTRESSED = "distressed", "艱困產業"
        NEAR_DISTRESSED = "near_distressed", "瀕臨艱困產業"
        TRADITIONAL = "traditional", "傳統產業"

    case = models.OneToOneField("certification.Case", on_delete=models.PROTECT, related_name="fee_exemption")
    ground = models.CharField("公告產業", max_length=16, choices=Ground)
    announcement_number = models.CharField("公告文號", max_length=80)
    reason = models.CharField("免收理由", max_length=500)
    amount = models.PositiveIntegerField("免收金額（元）")
    granted_on = models.DateField("核定日")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "規費免收"
        constraints = [
            models.CheckConstraint(condition=~Q(announcement_number="") & ~Q(reason=""), name="fee_exemption_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.case} 免收 {self.amount}"
