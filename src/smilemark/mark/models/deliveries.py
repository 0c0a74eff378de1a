"""What the printing body delivers, what the firm finds, and labels that were damaged or lost (annex 14 points 3(4), 6)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

WHO = settings.AUTH_USER_MODEL


class Delivery(models.Model):
    """One delivery of an order: the first, or a reprint after a confirmed error; with its last day and its check."""

    order = models.ForeignKey("mark.LabelOrder", on_delete=models.PROTECT, related_name="deliveries")
    round = models.PositiveSmallIntegerField("次別", default=1)
    """1: the first delivery; 2 and on: reprints."""
    began_on = models.DateField("起算日")
    """The day the list, or the proof of the error, was there; not counted."""
    due_on = models.DateField("送交末日")
    is_estimated = models.BooleanField("末日依推估行事曆", default=False)
    delivered_on = models.DateField("送交日", null=True, blank=True)
    way = models.CharField("送交方式及單號", max_length=120, blank=True)
    late_reason = models.CharField("逾期之特殊情形", max_length=300, blank=True)
    runs = models.ManyToManyField("mark.PrintRun", related_name="+", blank=True)
    delivered_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField("核對時間", null=True, blank=True)
    wrong_quantity = models.BooleanField("數量有誤", default=False)
    wrong_shape = models.BooleanField("類型有誤", default=False)
    wrong_number = models.BooleanField("編號有誤", default=False)
    error_text = models.TextField("誤差情形", blank=True)
    answer = models.TextField("查證結果", blank=True)
    error_is_true = models.BooleanField("查證屬實", null=True, blank=True)
    answered_at = models.DateTimeField("查證時間", null=True, blank=True)

    class Meta:
        verbose_name = "送交"
        ordering = ["order", "round"]
        constraints = [
            models.UniqueConstraint(fields=["order", "round"], name="delivery_round_once"),
            models.CheckConstraint(
                condition=Q(delivered_on=None) | Q(delivered_by__isnull=False), name="delivery_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.round}"

    @property
    def is_first(self) -> bool:
        """Whether it is the delivery of the list, and no reprint."""
        return self.round == 1

    @property
    def errors(self) -> list[str]:
        """What the firm found wrong, as words."""
        found = (("數量", self.wrong_quantity), ("類型", self.wrong_shape), ("編號", self.wrong_number))
        return [word for word, is_wrong in found if is_wrong]


class LabelLoss(models.Model):
    """標章毀損或遺失: told by the firm that keeps the labels (annex 14 point 6(3))."""

    class Kind(models.TextChoices):
        DAMAGED = "damaged", "毀損"
        LOST = "lost", "遺失"

    number = models.CharField("通報編號", max_length=20, unique=True)
    firm = models.ForeignKey("companies.Firm", on_delete=models.PROTECT, related_name="+")
    label = models.ForeignKey("certification.Label", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("情形", max_length=8, choices=Kind)
    quantity = models.PositiveIntegerField("數量")
    serials = models.CharField("流水號", max_length=200, blank=True)
    happened_on = models.DateField("發生或發現日")
    text = models.TextField("經過及處理")
    file = models.ForeignKey("foundation.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    submission_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    reported_at = models.DateTimeField("通報時間")
    reported_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "標章毀損遺失通報"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["firm"], name="mark_loss_of_firm")]
        constraints = [models.CheckConstraint(condition=Q(quantity__gte=1), name="loss_of_one_at_least")]

    def __str__(self) -> str:
        return self.number
