"""Orders of government-printed tags and stickers (annex 14 points 2(2), 3(4), 4(2), 5(2)); objections to their quantity."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from smilemark.accounts import roles
from smilemark.mark.models.runs import Shape
from smilemark.mark.states import orders as states

WHO = settings.AUTH_USER_MODEL
NOBODY = -1
MOST_PIECES = 10_000_000
ORDERED_SHAPES = [choice for choice in Shape.choices if choice[0] != Shape.PACKAGE]
"""吊牌或貼紙; packages are printed by the firm itself."""


def _pieces(name: str) -> Q:
    return Q(**{f"{name}__lte": MOST_PIECES})


class LabelOrder(models.Model):
    """申請本署印製: one application of a class 1 firm; its lines are the products."""

    number = models.CharField("案號", max_length=20, unique=True)
    state = models.CharField("狀態", max_length=12, choices=states.OrderState)
    firm = models.ForeignKey("companies.Firm", on_delete=models.PROTECT, related_name="+")
    certificate = models.ForeignKey("certification.Certificate", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("accreditation.Body", on_delete=models.PROTECT, related_name="+")
    months = models.PositiveSmallIntegerField("預計使用月數", default=6)
    recipient = models.CharField("收件人", max_length=80, blank=True)
    phone = models.CharField("收件電話", max_length=40, blank=True)
    address = models.CharField("送交地址", max_length=200, blank=True)
    note = models.TextField("說明", blank=True)
    submission_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField("建立時間")
    opened_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField("送件時間", null=True, blank=True)
    form = models.ForeignKey(
        "foundation.StoredDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    wanted = models.TextField("應補事項", blank=True)
    supplement_until = models.DateField("補件末日", null=True, blank=True)
    opinion = models.TextField("審查意見", blank=True)
    refusal_proposed = models.BooleanField("擬不予核准", default=False)
    proposed_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField("擬具時間", null=True, blank=True)
    returned_reason = models.TextField("退回理由", blank=True)
    decided_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("決定時間", null=True, blank=True)
    approval_list = models.ForeignKey(
        "mark.ApprovalList", null=True, blank=True, on_delete=models.PROTECT, related_name="orders"
    )
    printing_body = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="more")
    """The order whose quantity was raised after an objection."""

    class Meta:
        verbose_name = "本署印製申請"
        indexes = [
            models.Index(fields=["body", "state"], name="mark_order_of_body"),
            models.Index(fields=["firm", "state"], name="mark_order_of_firm"),
            models.Index(fields=["printing_body", "state"], name="mark_order_of_printer"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=12), name="order_months_one_to_twelve"),
            models.CheckConstraint(
                condition=Q(state__in=["listed", *sorted(states.AT_PRINTER)], approval_list__isnull=False)
                | ~Q(state__in=["listed", *sorted(states.AT_PRINTER)]) & Q(approval_list=None),
                name="order_on_a_list_once_listed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(states.AT_PRINTER), printing_body__isnull=False)
                | ~Q(state__in=sorted(states.AT_PRINTER)) & Q(printing_body=None),
                name="order_at_a_printing_body_once_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused", "listed", *sorted(states.AT_PRINTER)])
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="decided_order_says_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def organisation_for(self, role: str) -> int | None:
        """Firm for the applicant, body for its people, the printing body the list was sent to."""
        if role == roles.APPLICANT:
            return self.firm_id
        if role in roles.BODY_ROLES:
            return self.body_id
        if role == roles.PRINTING_BODY:
            return self.printing_body_id or NOBODY
        return None

    @property
    def public_state(self) -> str:
        """The state as the firm reads it."""
        return states.PUBLIC_NAMES.get(self.state, self.get_state_display())


class OrderLine(models.Model):
    """One product of an order: what the firm says, what the body found, what was approved; pieces of labels.

    ``sold_in_year`` and ``capacity_of_year`` are pieces of the product in twelve months.
    """

    order = models.ForeignKey(LabelOrder, on_delete=models.CASCADE, related_name="lines")
    label = models.ForeignKey("certification.Label", on_delete=models.PROTECT, related_name="+")
    shape = models.CharField("種類", max_length=8, choices=ORDERED_SHAPES)
    print_format = models.CharField("印製格式", max_length=60)
    asked = models.PositiveIntegerField("申請數量")
    sold_in_year = models.PositiveIntegerField("近一年銷售數量")
    capacity_of_year = models.PositiveIntegerField("年產能")
    at_hand = models.PositiveIntegerField("現有標章數量")
    safety_stock = models.PositiveIntegerField("安全存量")
    found_sold = models.PositiveIntegerField("查核之銷售數量", null=True, blank=True)
    found_capacity = models.PositiveIntegerField("查核之年產能", null=True, blank=True)
    found_at_hand = models.PositiveIntegerField("查核之現有數量", null=True, blank=True)
    found_safety_stock = models.PositiveIntegerField("查核之安全存量", null=True, blank=True)
    proposed = models.PositiveIntegerField("試算數量", null=True, blank=True)
    approved = models.PositiveIntegerField("核准數量", null=True, blank=True)
    reason = models.CharField("與試算或申請不同之理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "申請項目"
        ordering = ["label__number", "shape", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "label", "shape"], name="order_line_once"),
            models.CheckConstraint(
                condition=Q(asked__gte=1)
                & Q(asked__lte=MOST_PIECES)
                & _pieces("sold_in_year")
                & _pieces("capacity_of_year")
                & _pieces("at_hand")
                & _pieces("safety_stock"),
                name="order_line_pieces_countable",
            ),
            models.CheckConstraint(
                condition=Q(approved=None) | Q(approved__lte=MOST_PIECES), name="order_line_approved_countable"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.label_id} {self.shape}"


class OrderPaper(models.Model):
    """A file of an order: proof of the quantity, papers of an objection, photos of an error, proof of delivery."""

    class Kind(models.TextChoices):
        PROOF = "proof", "標章申請數量證明文件"
        OBJECTION = "objection", "異議佐證資料"
        ERROR = "error", "誤差佐證"
        DELIVERY = "delivery", "送交證明"

    order = models.ForeignKey(LabelOrder, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField("種類", max_length=10, choices=Kind)
    label = models.CharField("說明", max_length=120)
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField("移除時間", null=True, blank=True)
    added_at = models.DateTimeField("上傳時間")
    added_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "申請文件"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label


class QuantityObjection(models.Model):
    """核准數量異議 (annex 14 point 6(1)): within seven days from the day after the notice, to the body."""

    number = models.CharField("案號", max_length=20, unique=True)
    state = models.CharField("狀態", max_length=12, choices=states.ObjectionState)
    order = models.OneToOneField(LabelOrder, on_delete=models.PROTECT, related_name="objection")
    notice_on = models.DateField("收受核准數量通知之日")
    last_day = models.DateField("異議末日")
    is_estimated = models.BooleanField("末日依推估行事曆", default=False)
    filed_on = models.DateField("提出日")
    filed_at = models.DateTimeField("提出時間")
    filed_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField("異議理由")
    reply_until = models.DateField("說明末日")
    explanation = models.TextField("書面說明", blank=True)
    answered_at = models.DateTimeField("說明時間", null=True, blank=True)
    answered_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "核准數量異議"
        indexes = [models.Index(fields=["state"], name="mark_objection_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="filed", answered_at=None)
                | ~Q(state="filed") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="quantity_objection_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def organisation_for(self, role: str) -> int | None:
        """As the order it is about."""
        return self.order.organisation_for(role)
