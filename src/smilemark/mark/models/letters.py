"""Letters of the app: their words, number, paper and addressee; whose matter they belong to stands in ``stream``."""

from __future__ import annotations

from django.db import models


class Letter(models.Model):
    """A letter of a body, the secretariat or a scheme's authority to a firm or a laboratory."""

    stream = models.CharField("案件", max_length=100, db_index=True)
    """The chain of the matter (``events.stream_of``), as ``mark.printapplication:12``."""
    matter_number = models.CharField("案號", max_length=20)
    addressee = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    sender = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("種類", max_length=40)
    """As the page names it: 審查通過通知函, 限期改善通知 ..."""
    number = models.CharField("發文字號", max_length=60, unique=True)
    dated = models.DateField("發文日期")
    words = models.JSONField("內容")
    document = models.ForeignKey("foundation.StoredDocument", on_delete=models.PROTECT, related_name="+")
    first_opened_at = models.DateTimeField("首次開啟時間", null=True, blank=True)

    class Meta:
        verbose_name = "函"
        ordering = ["pk"]
        indexes = [models.Index(fields=["addressee"], condition=models.Q(first_opened_at=None), name="mark_unopened")]

    def __str__(self) -> str:
        return self.number
