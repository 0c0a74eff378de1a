"""What is decided, written and served: decisions, letters, attempts at service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from smilemark.remedies.models.matters import Determination, EndingCase, ImprovementOrder

WHO = settings.AUTH_USER_MODEL

MATTERS = ("order", "case", "determination", "objection")
ONE_MATTER = (
    Q(order__isnull=False, case=None, determination=None, objection=None)
    | Q(order=None, case__isnull=False, determination=None, objection=None)
    | Q(order=None, case=None, determination__isnull=False, objection=None)
    | Q(order=None, case=None, determination=None, objection__isnull=False)
)
"""A decision, and a letter, belongs to one of ``MATTERS``."""


class Decision(models.Model):
    """A decision, apart from any status: kind, basis, facts, reasons, findings as they were, who, served, effective."""

    class Kind(models.TextChoices):
        ORDER = "order", "命限期改善"
        WITHDRAWAL = "withdrawal", "撤銷標章使用權"
        CANCELLATION = "cancellation", "廢止標章使用權"
        RESULT = "result", "追蹤查核結果之判定"
        UPHELD = "upheld", "異議有理由，撤銷原決定"
        REJECTED = "rejected", "維持原決定"
        NOT_ACCEPTED = "not_accepted", "異議不受理"

    order = models.ForeignKey(
        "remedies.ImprovementOrder", null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    case = models.ForeignKey(
        "remedies.EndingCase", null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    determination = models.ForeignKey(
        "remedies.Determination", null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    objection = models.ForeignKey(
        "remedies.Objection", null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    kind = models.CharField("種類", max_length=12, choices=Kind)
    legal_basis = models.CharField("法令依據", max_length=300)
    facts = models.TextField("事實")
    reasons = models.JSONField("理由")
    labels = models.JSONField("標章編號", default=list)
    findings = models.ManyToManyField("foundation.StoredFinding", related_name="+", blank=True)
    new_kind = models.CharField(
        "另為之處分", max_length=12, blank=True, choices=[("withdrawal", "撤銷"), ("cancellation", "廢止")]
    )
    """What a review that sets a decision aside decides in its place (point 49 I(1)); empty: nothing, or remitted."""
    new_text = models.TextField("另為決定之內容", blank=True)
    ban_point = models.CharField("不得重新申請之依據", max_length=8, blank=True)
    ban_years = models.PositiveSmallIntegerField("不得重新申請之年數", default=0)
    decided_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("決定時間")
    served_on = models.DateField("送達日", null=True, blank=True)
    effective_on = models.DateField("生效日", null=True, blank=True)
    objection_until = models.DateField("異議末日", null=True, blank=True)
    appeal_until = models.DateField("訴願末日", null=True, blank=True)
    is_estimated = models.BooleanField("末日依推估行事曆", default=False)
    set_aside_on = models.DateField("經撤銷之日", null=True, blank=True)

    class Meta:
        verbose_name = "處分"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=ONE_MATTER, name="decision_of_one_matter"),
            models.CheckConstraint(
                condition=Q(objection_until=None, appeal_until=None, effective_on=None) | Q(served_on__isnull=False),
                name="remedy_and_effect_run_from_service",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def matter(self) -> ImprovementOrder | EndingCase | Determination | None:
        """The body's matter it decides; None for a decision of the administration on an objection."""
        return self.order or self.case or self.determination


class Letter(models.Model):
    """A letter: its words, number, paper, and how it reached the addressee."""

    class Kind(models.TextChoices):
        ORDER = "order", "限期改善函"
        INVITATION = "invitation", "陳述意見通知書"
        DECISION = "decision", "處分書"
        RESULT = "result", "查核結果通知函"
        RECHECK = "recheck", "複查結果通知函"
        EXTENSION = "extension", "展延改善期限函"
        CLOSING = "closing", "不予處分通知函"
        REVIEW = "review", "異議複查決定書"
        NOT_ACCEPTED = "not_accepted", "異議不受理決定書"

    order = models.ForeignKey(
        "remedies.ImprovementOrder", null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    case = models.ForeignKey(
        "remedies.EndingCase", null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    determination = models.ForeignKey(
        "remedies.Determination", null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    objection = models.ForeignKey(
        "remedies.Objection", null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    decision = models.OneToOneField(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="letter")
    firm = models.ForeignKey("companies.Firm", on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("種類", max_length=12, choices=Kind)
    number = models.CharField("發文字號", max_length=60, unique=True)
    dated = models.DateField("發文日期")
    words = models.JSONField("內容")
    document = models.ForeignKey("foundation.StoredDocument", on_delete=models.PROTECT, related_name="+")
    first_opened_at = models.DateTimeField("首次開啟時間", null=True, blank=True)
    served_on = models.DateField("送達日", null=True, blank=True)
    effect_due_on = models.DateField("公示送達生效日", null=True, blank=True)

    class Meta:
        verbose_name = "函"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["effect_due_on"], condition=Q(served_on=None), name="letters_waiting_for_effect")
        ]
        constraints = [models.CheckConstraint(condition=ONE_MATTER, name="letter_of_one_matter")]

    def __str__(self) -> str:
        return self.number

    @property
    def matter(self) -> models.Model:
        """The order, ending case or objection the letter belongs to."""
        found = self.order or self.case or self.determination or self.objection
        if found is None:
            raise ValueError("a letter belongs to a matter")
        return found


class Service(models.Model):
    """One attempt at service (行政程序法第七十六條: who, to whom, which paper, where and when, how), or its failure."""

    class Method(models.TextChoices):
        ELECTRONIC = "electronic", "電子送達（本系統）"
        IN_PERSON = "in_person", "自行送達（交付本人）"
        SUBSTITUTED = "substituted", "補充送達"
        LEFT = "left", "留置送達"
        REGISTERED_POST = "registered_post", "雙掛號郵寄"
        DEPOSIT = "deposit", "寄存送達"
        PUBLIC = "public", "公示送達"
        PUBLIC_ABROAD = "public_abroad", "公示送達（外國或境外）"
        PUBLIC_AGAIN = "public_again", "再為公示送達"

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="services")
    method = models.CharField("送達方式", max_length=16, choices=Method)
    succeeded = models.BooleanField("送達", default=True)
    sent_on = models.DateField("交寄或派送日", null=True, blank=True)
    done_on = models.DateField("收受、寄存或公告日")
    place = models.CharField("處所", max_length=200, blank=True)
    receiver = models.CharField("收受人", max_length=80, blank=True)
    note = models.CharField("說明", max_length=300, blank=True)
    taken_all_the_same = models.BooleanField("休息日不拒絕收領", default=False)
    proof = models.ForeignKey(
        "foundation.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    effective_on = models.DateField("生效日", null=True, blank=True)
    recorded_at = models.DateTimeField("登錄時間")
    recorded_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "送達"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(succeeded=True, effective_on__isnull=False) | Q(succeeded=False, effective_on=None),
                name="service_has_a_day_when_it_succeeded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.method}"
