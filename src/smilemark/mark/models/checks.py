"""Spot checks of use: what was seen, the notice to improve, the re-check (annex 13 point 7)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from smilemark.accounts import roles
from smilemark.mark.states.checks import CheckState

WHO = settings.AUTH_USER_MODEL


class SpotCheck(models.Model):
    """抽查: of a certified firm (by its certificate) or of a licensee (by its licence), by the licensor."""

    number = models.CharField("抽查編號", max_length=20, unique=True)
    state = models.CharField("狀態", max_length=14, choices=CheckState)
    authority = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    certificate = models.ForeignKey(
        "certification.Certificate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    licence = models.ForeignKey("mark.Licence", null=True, blank=True, on_delete=models.PROTECT, related_name="checks")
    place = models.CharField("抽查地點（網址）", max_length=300)
    checked_on = models.DateField("抽查日")
    uses = models.JSONField("所見用途", default=list, blank=True)
    changes = models.JSONField("所見圖樣變更", default=list, blank=True)
    consent = models.ForeignKey("mark.Consent", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    was_transferred = models.BooleanField("轉讓或買賣標章", default=False)
    was_refused = models.BooleanField("拒絕抽查", default=False)
    facts = models.TextField("抽查情形")
    other_breach = models.TextField("其他違反事實", blank=True)
    wanted = models.TextField("應改善事項", blank=True)
    due_on = models.DateField("改善末日", null=True, blank=True)
    report_text = models.TextField("改善情形", blank=True)
    reported_at = models.DateTimeField("回報時間", null=True, blank=True)
    recheck_on = models.DateField("擇定複查日", null=True, blank=True)
    rechecked_on = models.DateField("複查日", null=True, blank=True)
    rechecked_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recheck_text = models.TextField("複查情形", blank=True)
    opened_at = models.DateTimeField("建立時間")
    opened_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    submission_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    closed_at = models.DateTimeField("結案時間", null=True, blank=True)

    class Meta:
        verbose_name = "標章使用抽查"
        indexes = [models.Index(fields=["authority", "state"], name="mark_check_of_authority")]
        constraints = [
            models.CheckConstraint(
                condition=Q(certificate__isnull=False, licence=None) | Q(certificate=None, licence__isnull=False),
                name="check_of_a_certificate_or_a_licence",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "conforming"]) | Q(due_on__isnull=False) & ~Q(wanted=""),
                name="check_notice_has_limit",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def organisation_for(self, role: str) -> int | None:
        """Who uses the mark for its own people; who licensed it for the licensor's."""
        return self.subject_id if role in {roles.APPLICANT, roles.LABORATORY} else self.authority_id


class CheckPhoto(models.Model):
    """A photo of a spot check, or of the improvement."""

    check_of = models.ForeignKey(SpotCheck, on_delete=models.PROTECT, related_name="photos")
    caption = models.CharField("說明", max_length=120, blank=True)
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    by_subject = models.BooleanField("受查單位提出", default=False)
    added_at = models.DateTimeField("上傳時間")
    added_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "抽查照片"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.caption
