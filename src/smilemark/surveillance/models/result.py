"""What a visit found, what was decided on it, and the summary of the year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.surveillance import states
from smilemark.surveillance.models.plan import OfBody

if TYPE_CHECKING:
    from datetime import date

    from smilemark.surveillance.models.inquiry import Inquiry
    from smilemark.surveillance.models.visit import Visit


class Fault(models.Model):
    """A finding (缺失) of a visit or of an irregular check (annex 15 points 6, 8, 9).

    Slight ones are improved, serious ones are heard and decided. ``judged_anew`` is the finding it takes the place of,
    where that one was set aside on an objection and sent back (point 49).
    """

    class Kind(models.TextChoices):
        ORIGIN = "origin_not_met", "原產地認定不符合"
        QMS = "qms_defect", "工廠品管系統缺點"
        QUALITY = "product_test_failed", "產品品質檢驗不符合"
        MARK = "mark_rule_breach", "標章使用違反辦法第十條至第十二條"
        CONTRACT = "contract_breach", "未依合約使用標章"
        OTHER = "other", "其他缺失"

    visit = models.ForeignKey(
        "surveillance.Visit", null=True, blank=True, on_delete=models.PROTECT, related_name="faults"
    )
    inquiry = models.ForeignKey(
        "surveillance.Inquiry", null=True, blank=True, on_delete=models.PROTECT, related_name="faults"
    )
    firm = models.ForeignKey("companies.Firm", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("accreditation.Body", on_delete=models.PROTECT, related_name="+")
    judged_anew = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="again")
    product = models.ForeignKey(
        "surveillance.ProductCheck", null=True, blank=True, on_delete=models.PROTECT, related_name="faults"
    )
    kind = models.CharField("缺失類別", max_length=20, choices=Kind)
    state = models.CharField("狀態", max_length=10, choices=states.FaultState)
    text = models.TextField("缺失情形")
    qms_counts = models.JSONField("缺點數", null=True, blank=True)
    is_severe = models.BooleanField("重大缺失")
    finding = models.ForeignKey("foundation.StoredFinding", on_delete=models.PROTECT, related_name="+")
    notified_on = models.DateField("通知改善日", null=True, blank=True)
    improve_until = models.DateField("改善期限", null=True, blank=True)
    improvement_text = models.TextField("改善情形", blank=True)
    improvement_proof = models.ForeignKey(
        "foundation.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    improvement_told_on = models.DateField("通知改善完成日", null=True, blank=True)
    improved_on = models.DateField("查證改善日", null=True, blank=True)
    check_text = models.TextField("查證情形", blank=True)
    invited_on = models.DateField("通知陳述意見日", null=True, blank=True)
    state_until = models.DateField("陳述意見期限", null=True, blank=True)
    statement = models.TextField("陳述意見", blank=True)
    statement_file = models.ForeignKey(
        "foundation.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stated_on = models.DateField("陳述意見日", null=True, blank=True)
    reported_to = models.JSONField("層報", default=list)
    """``[{"to": "working_group" | "council", "number", "day"}]``."""

    class Meta:
        verbose_name = "追蹤管理缺失"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="improving") | Q(improve_until__isnull=False), name="improvement_has_limit"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["statement", "stated", "kept", "reported", "lifted"])
                | Q(state_until__isnull=False),
                name="statement_was_invited",
            ),
            models.CheckConstraint(
                condition=Q(kind="qms_defect", qms_counts__isnull=False) | ~Q(kind="qms_defect"),
                name="qms_fault_has_counts",
            ),
            models.CheckConstraint(
                condition=Q(visit__isnull=False, inquiry=None) | Q(visit=None, inquiry__isnull=False),
                name="fault_of_one_check",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_row} {self.get_kind_display()}"

    @property
    def check_row(self) -> Visit | Inquiry:
        """The visit or the irregular check that found it."""
        found = self.visit or self.inquiry
        if found is None:
            raise ValueError("a finding was found by a check")
        return found

    @property
    def found_by_id(self) -> int | None:
        """Who made the check: not the one who decides on the finding."""
        return self.visit.assessor_id if self.visit is not None else self.inquiry.inspector_id  # type: ignore[union-attr]  # one of the two

    @property
    def found_on(self) -> date | None:
        """Day of the check."""
        if self.visit is not None:
            return self.visit.audit_on
        reported = self.inquiry.reported_at if self.inquiry is not None else None
        return timezone.localdate(reported) if reported is not None else None

    def organisation_for(self, role: str) -> int | None:
        """The firm for the applicant, the body for its people."""
        if role == roles.APPLICANT:
            return self.firm_id
        return self.body_id if role in roles.BODY_ROLES else None


class Decision(models.Model):
    """What the body decided on a serious finding after the firm stated its case (annex 15 point 6(2)).

    ``ends_right`` says that the body ends the right under the contract and cancels the certificate; that is carried out
    by the case ``ending_number`` of remedies (hearing, letter, service, effect). ``point`` names the ground of point
    42(6) or 43 it rests on, for a ban follows from those alone (AMB-27); ``none``: the contract only. Point 43 lets the
    right be cancelled only after an order to improve was not met: ``order_number`` is that order.
    """

    fault = models.OneToOneField(Fault, on_delete=models.PROTECT, related_name="decision")
    keeps_view = models.BooleanField("維持重大缺失之判斷")
    ends_right = models.BooleanField("終止標章使用權並廢止驗證書", default=False)
    point = models.CharField("廢止之依據", max_length=8, blank=True)
    ban_years = models.PositiveSmallIntegerField("不得重新申請之年數", default=0)
    is_grave = models.BooleanField("情節重大", null=True, blank=True)
    reasons = models.TextField("理由")
    order_number = models.CharField("限期改善命令", max_length=20, blank=True)
    ending_number = models.CharField("撤銷廢止案號", max_length=20, blank=True)
    finding = models.ForeignKey("foundation.StoredFinding", on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField("決定日")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(keeps_view=True) | Q(ends_right=False), name="lifted_ends_no_right"),
        ]

    def __str__(self) -> str:
        return f"{self.fault} 決定"


class Summary(OfBody):
    """The yearly summary (FM-A15-6): totals computed from the records, due by 15 December (annex 15 point 4)."""

    number = models.CharField("彙整報告編號", max_length=20, unique=True)
    year = models.PositiveSmallIntegerField("年度（西元）")
    state = models.CharField("狀態", max_length=10, choices=states.SummaryState)
    remark = models.TextField("異常狀況及改善情形之說明", blank=True)
    totals = models.JSONField("陳報時之統計", default=dict)
    filed_at = models.DateTimeField("陳報時間", null=True, blank=True)
    noted_at = models.DateTimeField("備查時間", null=True, blank=True)
    note_number = models.CharField("備查文號", max_length=60, blank=True)
    paper = models.ForeignKey(
        "foundation.StoredDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "年度追蹤管理彙整報告"
        ordering = ["-year", "industry__code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "industry", "year"], name="summary_once_per_year"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(filed_at__isnull=False), name="filed_summary_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.number
