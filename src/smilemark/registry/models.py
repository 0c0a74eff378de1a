"""Tables of the app: reports from the public. Labels and certificates stand in ``certification``."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from smilemark.registry import states


class PublicReport(models.Model):
    """A report of misuse, poor quality or a false origin label. Who sent it finds it again by its token only.

    The token is random and says nothing about the person. ``contact`` is confidential: of all
    pages, exports and interfaces only the page for who checks the report shows it (``queries.report_for``).
    """

    class Kind(models.TextChoices):
        MISUSE = "misuse", _("疑似冒用、偽造或變造標章")
        QUALITY = "quality", _("產品品質異常")
        ORIGIN = "origin", _("產地標示不實")

    class Channel(models.TextChoices):
        VIRTUAL = "virtual", _("網路、電視或其他虛擬通路")
        PHYSICAL = "physical", _("實體商店")

    token = models.CharField("查詢碼", max_length=32, unique=True)
    number = models.CharField("案件編號", max_length=20, unique=True)
    state = models.CharField("狀態", max_length=12, choices=states.ReportState)
    kind = models.CharField("通報種類", max_length=8, choices=Kind)
    channel = models.CharField("通路", max_length=8, choices=Channel)
    label_number = models.CharField("標章編號", max_length=40, blank=True)
    place = models.CharField("商店或網址", max_length=500)
    text = models.TextField("情形", max_length=4000)
    contact = models.CharField("聯絡方式（保密）", max_length=200, blank=True)
    received_at = models.DateTimeField("收件時間")

    class Meta:
        verbose_name = "民眾通報"
        constraints = [models.CheckConstraint(condition=~Q(token=""), name="report_has_token")]
        indexes = [models.Index(fields=["state", "received_at"])]

    def __str__(self) -> str:
        return self.number

    def organisation_for(self, role: str) -> int | None:  # noqa: ARG002  # a report belongs to no organisation yet
        """The role counts wherever it is held."""
        return None


class ReportPhoto(models.Model):
    """A photo given with a report; kept by ``foundation.files``, shown to no member of the public."""

    report = models.ForeignKey(PublicReport, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "file"], name="report_photo_once")]

    def __str__(self) -> str:
        return f"{self.report} {self.file_id}"


class ReportAddition(models.Model):
    """What the reporter added later, by the token."""

    report = models.ForeignKey(PublicReport, on_delete=models.PROTECT, related_name="additions")
    text = models.TextField("補充說明", max_length=4000)
    added_at = models.DateTimeField("補充時間")

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"{self.report} {self.added_at}"
