"""Orders to improve, cases that end the right to use the mark, objections, incident batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from smilemark.accounts import roles
from smilemark.remedies import states

if TYPE_CHECKING:
    from smilemark.certification.models import Decision as VerificationDecision
    from smilemark.remedies.models.papers import Decision

WHO = settings.AUTH_USER_MODEL


class Matter(models.Model):
    """What orders and ending cases share: one certificate of a firm, in the hands of one authority.

    ``authority`` is the body (classes 1 and 3) or the scheme's authority (class 2; AMB-30). ``revision`` counts every
    change, so that nobody decides on what they have not read.
    """

    number = models.CharField("案號", max_length=20, unique=True)
    firm = models.ForeignKey("companies.Firm", on_delete=models.PROTECT, related_name="+")
    certificate = models.ForeignKey("certification.Certificate", on_delete=models.PROTECT, related_name="+")
    labels = models.ManyToManyField("certification.Label", related_name="+", blank=True, verbose_name="標章")
    authority = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    product_class = models.PositiveSmallIntegerField("產品類別", choices=[(1, "第一類"), (2, "第二類"), (3, "第三類")])
    ground = models.CharField("事由", max_length=40)
    facts = models.TextField("事實")
    revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField("立案時間")
    opened_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey("remedies.Batch", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    def organisation_for(self, role: str) -> int | None:
        """Firm for the applicant, authority for its people; administration and secretariat are one each."""
        if role == roles.APPLICANT:
            return self.firm_id
        if role in roles.BODY_ROLES or role == roles.SCHEME_AUTHORITY:
            return self.authority_id
        return None


class ImprovementOrder(Matter):
    """命其限期改善 (point 43 I): its length stands in the notice (AMB-29) and runs from its service."""

    state = models.CharField("狀態", max_length=10, choices=states.OrderState)
    wanted = models.TextField("應改善事項")
    days = models.PositiveSmallIntegerField("改善期限（日）")
    due_on = models.DateField("改善末日", null=True, blank=True)
    due_is_estimated = models.BooleanField("末日依推估行事曆", default=False)
    report_text = models.TextField("改善情形", blank=True)
    reported_at = models.DateTimeField("回報時間", null=True, blank=True)
    check_text = models.TextField("複查結果", blank=True)
    checked_on = models.DateField("複查日", null=True, blank=True)
    checked_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("結案時間", null=True, blank=True)

    class Meta:
        verbose_name = "限期改善命令"
        indexes = [models.Index(fields=["authority", "state"]), models.Index(fields=["firm", "state"])]
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=365), name="order_length_one_day_to_a_year"),
            models.CheckConstraint(
                condition=~Q(state__in=["running", "reported"]) | Q(due_on__isnull=False),
                name="running_order_has_a_last_day",
            ),
        ]


class EndingCase(Matter):
    """撤銷或廢止標章使用權之案 (points 41 to 43; annex 15 point 6(2))."""

    state = models.CharField("狀態", max_length=10, choices=states.EndingState)
    serious = models.BooleanField("情節重大", null=True, blank=True)
    serious_reason = models.TextField("情節是否重大之判斷理由", blank=True)
    order = models.ForeignKey(
        ImprovementOrder, null=True, blank=True, on_delete=models.PROTECT, related_name="ending_cases"
    )
    since = models.DateField("知悉或原因發生日")
    source = models.CharField("來源", max_length=100, blank=True)
    """Chain of what it came from: a severe finding of surveillance, a report from the public; empty: the authority itself."""
    is_severe_finding = models.BooleanField("追蹤管理重大缺失", default=False)
    statement_days = models.PositiveSmallIntegerField("陳述意見期限（日）", null=True, blank=True)
    statement_until = models.DateField("陳述意見末日", null=True, blank=True)
    no_hearing = models.CharField("免予陳述意見之事由", max_length=20, blank=True)
    no_hearing_reason = models.TextField("免予陳述意見之理由", blank=True)
    assessment = models.TextField("對陳述意見之查證及判斷", blank=True)
    reasons = models.TextField("處分理由", blank=True)
    later_effect = models.DateField("指定之失效日", null=True, blank=True)
    proposed_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("擬具時間", null=True, blank=True)
    returned_reason = models.TextField("退回理由", blank=True)
    closed_reason = models.TextField("不予處分之理由", blank=True)
    closed_at = models.DateTimeField("結案時間", null=True, blank=True)

    class Meta:
        verbose_name = "撤銷廢止案"
        indexes = [models.Index(fields=["authority", "state"]), models.Index(fields=["firm", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="statement") | Q(statement_until__isnull=False), name="statement_has_a_last_day"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["proposed", "decided", "effective"])
                | Q(proposed_by__isnull=False) & ~Q(reasons=""),
                name="proposed_ending_has_reasons",
            ),
            models.UniqueConstraint(
                fields=["batch", "certificate"], condition=Q(batch__isnull=False), name="ending_case_once_per_batch"
            ),
        ]

    @property
    def public_state(self) -> str:
        """The state as the firm reads it."""
        return states.PUBLIC_NAMES[self.state]


class Determination(Matter):
    """查核結果之判定 of surveillance (annex 15 point 6), written to the firm so that it may object (point 49; annex 15 point 6(3)).

    ``source`` is the chain of the finding; ``set_aside_on`` of its decision says that it no longer stands.
    """

    source = models.CharField("來源", max_length=100, db_index=True)
    is_severe = models.BooleanField("重大缺失")

    class Meta:
        verbose_name = "查核結果之判定"


class Statement(models.Model):
    """What the firm states on its case, in the system or in writing (行政程序法第一百零四條、第一百零五條)."""

    case = models.ForeignKey(EndingCase, on_delete=models.PROTECT, related_name="statements")
    text = models.TextField("陳述")
    stated_on = models.DateField("提出日")
    is_late = models.BooleanField("逾期", default=False)
    entered_at = models.DateTimeField("登錄時間")
    entered_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "陳述意見"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case} {self.stated_on}"


class Objection(models.Model):
    """異議 (point 49) against a body's decision; reviewed by the administration.

    ``decision`` is one of this app (order, withdrawal, cancellation, result of surveillance), ``verification`` one of
    certification (refusal, result of verification, renewal, change, end of use); exactly one of them.
    """

    class Filing(models.TextChoices):
        ELECTRONIC = "electronic", "線上"
        HAND = "hand", "親送"
        REGISTERED = "registered_mail", "掛號郵寄"
        ORDINARY = "ordinary_mail", "平信郵寄"

    class Outcome(models.TextChoices):
        RESTORE = "restore", "撤銷原決定，回復原狀"
        REMIT = "remit", "撤銷原決定，發回原機構另為處理"
        REPLACE = "replace", "撤銷原決定，另為處分或決定"
        MAINTAIN = "maintain", "維持原決定"

    number = models.CharField("案號", max_length=20, unique=True)
    state = models.CharField("狀態", max_length=12, choices=states.ObjectionState)
    firm = models.ForeignKey("companies.Firm", on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(
        "remedies.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="objections"
    )
    verification = models.ForeignKey(
        "certification.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="objections"
    )
    filing = models.CharField("提出方式", max_length=16, choices=Filing)
    postmark_on = models.DateField("郵戳日", null=True, blank=True)
    arrived_on = models.DateField("到達本署之日")
    in_writing = models.BooleanField("以書面提出", default=True)
    reasons = models.TextField("異議理由")
    submission_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    filed_at = models.DateTimeField("登錄時間")
    filed_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField("受理時間", null=True, blank=True)
    accepted_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    explanation = models.TextField("原機構說明", blank=True)
    outcome = models.CharField("擬具結果", max_length=8, choices=Outcome, blank=True)
    review_text = models.TextField("複查理由", blank=True)
    new_ground = models.CharField("另為處分之事由", max_length=40, blank=True)
    new_serious = models.BooleanField("另為處分之情節重大", null=True, blank=True)
    new_text = models.TextField("另為決定之內容", blank=True)
    """What the administration decides in the place of a decision of certification (outcome ``replace``)."""
    proposed_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    returned_reason = models.TextField("退回理由", blank=True)
    revision = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField("結案時間", null=True, blank=True)

    class Meta:
        verbose_name = "異議"
        indexes = [models.Index(fields=["state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(filing__in=["registered_mail", "ordinary_mail"], postmark_on__isnull=False)
                | ~Q(filing__in=["registered_mail", "ordinary_mail"]) & Q(postmark_on=None),
                name="objection_postmark_for_mail_only",
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=False, verification=None) | Q(decision=None, verification__isnull=False),
                name="objection_against_one_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def original(self) -> Decision | VerificationDecision:
        """The decision objected to."""
        found = self.decision or self.verification
        if found is None:
            raise ValueError("an objection is against a decision")
        return found

    @property
    def ending_case(self) -> EndingCase | None:
        """The ending case of the decision objected to, where that decision ended a right."""
        return self.decision.case if self.decision is not None else None

    def organisation_for(self, role: str) -> int | None:
        """Firm for the applicant; the authority whose decision is objected to; the administration is one."""
        if role == roles.APPLICANT:
            return self.firm_id
        if role in roles.BODY_ROLES or role == roles.SCHEME_AUTHORITY:
            return self.authority_id
        return None


class Batch(models.Model):
    """異常事件批次: all certificates an incident touches; tried out (dry run) before it is executed, by a job."""

    class Criterion(models.TextChoices):
        LABORATORY = "laboratory", "檢驗機構於期間內檢驗之產品"
        BODY = "body", "驗證機構於期間內核發之產品"
        FACTORY = "factory", "工廠於期間內獲證之產品"
        LABELS = "labels", "列舉之標章編號"

    class Act(models.TextChoices):
        ENDING = "ending", "立案並通知陳述意見"
        ORDER = "order", "擬具限期改善命令"

    number = models.CharField("批次編號", max_length=20, unique=True)
    state = models.CharField("狀態", max_length=8, choices=states.BatchState)
    title = models.CharField("事件名稱", max_length=120)
    authority = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    criterion = models.CharField("範圍", max_length=12, choices=Criterion)
    subject_id = models.BigIntegerField("對象", null=True, blank=True)
    first_day = models.DateField("起日", null=True, blank=True)
    last_day = models.DateField("迄日", null=True, blank=True)
    numbers = models.JSONField("標章編號", default=list, blank=True)
    act = models.CharField("處理方式", max_length=8, choices=Act)
    ground = models.CharField("事由", max_length=40)
    facts = models.TextField("事實")
    wanted = models.TextField("應改善事項", blank=True)
    days = models.PositiveSmallIntegerField("期限（日）")
    since = models.DateField("知悉日")
    tried_at = models.DateTimeField("試算時間", null=True, blank=True)
    executed_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    executed_at = models.DateTimeField("執行時間", null=True, blank=True)
    progress_id = models.BigIntegerField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField("建立時間")
    opened_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "異常事件批次"
        constraints = [
            models.CheckConstraint(
                condition=Q(criterion="labels")
                | Q(subject_id__isnull=False, first_day__isnull=False, last_day__isnull=False),
                name="batch_says_whom_and_when",
            ),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=365), name="batch_length_one_day_to_a_year"),
        ]

    def __str__(self) -> str:
        return self.number

    def organisation_for(self, role: str) -> int | None:
        """The body whose batch it is; the administration's batches (all bodies) are moved by the administration only."""
        if role in roles.BODY_ROLES:
            return self.authority_id if self.authority_id is not None else -1
        return None


class BatchLine(models.Model):
    """One certificate of a batch: what would happen, and what did."""

    class Result(models.TextChoices):
        PLANNED = "planned", "將辦理"
        SKIPPED = "skipped", "不辦理"
        DONE = "done", "已辦理"
        FAILED = "failed", "未能辦理"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="lines")
    certificate = models.ForeignKey("certification.Certificate", on_delete=models.PROTECT, related_name="+")
    numbers = models.JSONField("標章編號")
    result = models.CharField("結果", max_length=8, choices=Result)
    words = models.CharField("說明", max_length=500)
    case = models.ForeignKey(EndingCase, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(ImprovementOrder, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["certificate__number"]
        constraints = [models.UniqueConstraint(fields=["batch", "certificate"], name="certificate_once_per_batch")]

    def __str__(self) -> str:
        return f"{self.batch} {self.certificate_id}"


class Paper(models.Model):
    """A file of a matter: evidence, a report of improvement, papers of a statement or an objection."""

    order = models.ForeignKey(ImprovementOrder, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    case = models.ForeignKey(EndingCase, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    objection = models.ForeignKey(Objection, null=True, blank=True, on_delete=models.PROTECT, related_name="papers")
    label = models.CharField("說明", max_length=120)
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    by_firm = models.BooleanField("業者提出", default=False)
    added_at = models.DateTimeField("上傳時間")
    added_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "佐證資料"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(order__isnull=False, case=None, objection=None)
                | Q(order=None, case__isnull=False, objection=None)
                | Q(order=None, case=None, objection__isnull=False),
                name="paper_of_one_matter",
            ),
        ]

    def __str__(self) -> str:
        return self.label
