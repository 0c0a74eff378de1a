"""Disposal lists with their items (together the register of what was disposed of), and holds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from smilemark.retention import states

WHO = settings.AUTH_USER_MODEL


class DisposalList(models.Model):
    """銷毀清冊: proposed by one person, approved by another, carried out by a job."""

    number = models.CharField("清冊編號", max_length=20, unique=True)
    state = models.CharField("狀態", max_length=8, choices=states.ListState)
    body = models.ForeignKey("accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("說明", blank=True)
    proposed_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("提出時間")
    approved_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField("核准時間", null=True, blank=True)
    returned_reason = models.TextField("退回理由", blank=True)
    finished_at = models.DateTimeField("完成時間", null=True, blank=True)
    progress_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "銷毀清冊"
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")), name="disposal_approved_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "done"]) | Q(approved_by__isnull=False),
                name="disposal_was_approved",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def organisation_for(self, role: str) -> int | None:  # noqa: ARG002  # the moves' shape
        """The secretariat and the administration are one each."""
        return None


class DisposalItem(models.Model):
    """One record on a list: what, kept by which rule until when; once disposed of, when and with which hash.

    The database refuses a disposal on or before the last day it must be kept.
    """

    list = models.ForeignKey(DisposalList, on_delete=models.PROTECT, related_name="items")
    stream = models.CharField("紀錄", max_length=100)
    kind = models.CharField("種類", max_length=40)
    title = models.CharField("名稱", max_length=200)
    completed_on = models.DateField("完成日")
    keep_through = models.DateField("應保存至")
    citation = models.CharField("依據", max_length=120)
    disposed_on = models.DateField("銷毀日", null=True, blank=True)
    sha256 = models.CharField("銷毀內容雜湊", max_length=64, blank=True)
    skipped = models.CharField("未銷毀之原因", max_length=300, blank=True)

    class Meta:
        verbose_name = "銷毀項目"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["list", "stream"], name="disposal_item_once_per_list"),
            models.CheckConstraint(
                condition=Q(disposed_on=None) | Q(disposed_on__gt=F("keep_through")) & ~Q(sha256=""),
                name="disposed_only_after_its_floor",
            ),
            models.UniqueConstraint(fields=["stream"], condition=Q(disposed_on__isnull=False), name="disposed_of_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class Hold(models.Model):
    """暫緩銷毀: nothing about the firm goes while it stands (an appeal, a court, an inspection outside the system)."""

    firm = models.ForeignKey("companies.Firm", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("事由")
    placed_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField("登錄時間")
    released_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField("解除時間", null=True, blank=True)

    class Meta:
        verbose_name = "暫緩銷毀"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.firm_id} {self.placed_at:%Y-%m-%d}"
