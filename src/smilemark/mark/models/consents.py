"""Consent of the administration to a pattern that is not as registered (point 35)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

WHO = settings.AUTH_USER_MODEL


class Consent(models.Model):
    """同意變更圖樣: whom, which changes, the pattern agreed to, since when and until when."""

    class Change(models.TextChoices):
        SHAPE = "shape", "改變形狀"
        COLOUR = "colour", "改變顏色"
        ADDED_WORDS = "added_words", "加註字樣"

    licensee = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    letter_number = models.CharField("同意函文號", max_length=80, unique=True)
    changes = models.JSONField("同意變更")
    text = models.TextField("同意內容")
    pattern = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField("起日")
    ended_on = models.DateField("廢止日", null=True, blank=True)
    ended_reason = models.CharField("廢止理由", max_length=300, blank=True)
    granted_at = models.DateTimeField("登錄時間")
    granted_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "圖樣變更同意"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_reason="") | Q(ended_on__gte=F("first_day")) & ~Q(ended_reason=""),
                name="consent_ended_after_start_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.letter_number

    def change_words(self) -> str:
        """改變形狀、改變顏色 ..."""
        return "、".join(self.Change(code).label for code in self.changes)
