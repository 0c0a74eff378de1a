"""Print runs: which serials of which label were printed, for whom, by whom, under which application or order."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

WHO = settings.AUTH_USER_MODEL


class Shape(models.TextChoices):
    """What carries the mark (annex 14 point 2)."""

    TAG = "tag", "吊牌"
    STICKER = "sticker", "貼紙"
    PACKAGE = "package", "產品包裝"


class PrintRun(models.Model):
    """印製批次: serials ``first_serial`` to ``last_serial`` of a label; no serial is ever in two runs (trigger, counter)."""

    class Kind(models.TextChoices):
        OWN = "self", "業者自行印製"
        ASSOCIATION = "association", "委託產業公（協）會印製"
        GOVERNMENT = "government", "本署印製"

    number = models.CharField("批次編號", max_length=20, unique=True)
    label = models.ForeignKey("certification.Label", on_delete=models.PROTECT, related_name="+")
    firm = models.ForeignKey("companies.Firm", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("印製方式", max_length=12, choices=Kind)
    shape = models.CharField("種類", max_length=8, choices=Shape)
    first_serial = models.PositiveIntegerField("起號")
    last_serial = models.PositiveIntegerField("迄號")
    source = models.CharField("申請案或訂單編號", max_length=20, db_index=True)
    """Number of the self-printing application, or of the order of government-printed labels."""
    printed_by = models.CharField("印製者", max_length=200)
    printed_on = models.DateField("印製日")
    void_reason = models.CharField("作廢理由", max_length=300, blank=True)
    voided_at = models.DateTimeField("作廢時間", null=True, blank=True)
    submission_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    recorded_at = models.DateTimeField("登錄時間")
    recorded_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "印製批次"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["firm", "-recorded_at"], name="mark_run_of_firm")]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_serial__gte=1, last_serial__gte=F("first_serial")), name="run_serials_from_one_upward"
            ),
            models.UniqueConstraint(fields=["label", "first_serial"], name="run_starts_once"),
            models.CheckConstraint(
                condition=Q(voided_at=None, void_reason="") | Q(voided_at__isnull=False) & ~Q(void_reason=""),
                name="run_void_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def quantity(self) -> int:
        """How many tags."""
        return self.last_serial - self.first_serial + 1
