"""The yearly plan of a body for an industry, and the draws made under it."""

from __future__ import annotations

from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from smilemark.accounts import roles
from smilemark.surveillance import states


class OfBody(models.Model):
    """What belongs to a body and an industry: the people of the body act, the administration is one."""

    body = models.ForeignKey("accreditation.Body", on_delete=models.PROTECT, related_name="+")
    industry = models.ForeignKey("governance.Industry", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def organisation_for(self, role: str) -> int | None:
        """The body for its people; the administration counts wherever it is held."""
        return self.body_id if role in roles.BODY_ROLES else None


class Plan(OfBody):
    """The yearly surveillance plan of an industry (FM-A15-1): due by 31 January, carried out after approval."""

    number = models.CharField("計畫編號", max_length=20, unique=True)
    year = models.PositiveSmallIntegerField("年度（西元）")
    state = models.CharField("狀態", max_length=10, choices=states.PlanState)
    method = models.TextField("抽樣方法")
    matters = models.TextField("追蹤管理事項")
    safety_focus = models.TextField("安全性重點抽檢項目")
    function_focus = models.TextField("功能性重點抽檢項目", blank=True)
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name="追蹤查核人員")
    ratio_announcement = models.ForeignKey(
        "governance.Announcement", on_delete=models.PROTECT, related_name="+", verbose_name="抽樣比例之核定"
    )
    ratio_numerator = models.PositiveSmallIntegerField("抽樣比例分子")
    ratio_denominator = models.PositiveSmallIntegerField("抽樣比例分母")
    targets = models.JSONField("追蹤查核對象", default=list)
    """``[{"code", "firm", "labels": [{"number", "name"}]}]``: whom the draws of the year are made from, as of filing."""
    firms_counted = models.PositiveIntegerField("母體業者數", default=0)
    products_counted = models.PositiveIntegerField("母體產品款數", default=0)
    counted_on = models.DateField("母體計算日")
    filed_at = models.DateTimeField("報請核定時間", null=True, blank=True)
    return_reason = models.CharField("退回修正之事由", max_length=300, blank=True)
    approved_at = models.DateTimeField("核定時間", null=True, blank=True)
    approval_number = models.CharField("核定文號", max_length=60, blank=True)
    revision = models.PositiveIntegerField(default=0)
    paper = models.ForeignKey(
        "foundation.StoredDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "年度追蹤管理計畫"
        ordering = ["-year", "industry__code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["body", "industry", "year"], name="plan_once_per_year"),
            models.CheckConstraint(
                condition=Q(ratio_numerator__gte=1, ratio_numerator__lte=F("ratio_denominator")),
                name="plan_ratio_above_0_to_1",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(filed_at__isnull=False), name="filed_plan_has_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_at__isnull=False) & ~Q(approval_number=""),
                name="approved_plan_has_number",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def ratio(self) -> Fraction:
        """The approved share of operators to sample each quarter, exactly."""
        return Fraction(self.ratio_numerator, self.ratio_denominator)

    @property
    def roc_year(self) -> int:
        """民國 year."""
        return self.year - 1911


class PlanQuarter(models.Model):
    """One quarter of the schedule: when the visits are made, and how many are planned."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="quarters")
    quarter = models.PositiveSmallIntegerField("季")
    first_day = models.DateField("查核起日")
    last_day = models.DateField("查核迄日")
    firms_planned = models.PositiveIntegerField("預定抽樣業者數")
    products_planned = models.PositiveIntegerField("預定抽樣產品款數")

    class Meta:
        ordering = ["quarter"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "quarter"], name="quarter_once_per_plan"),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="quarter_one_to_four"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="quarter_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.plan} 第 {self.quarter} 季"


class Draw(OfBody):
    """One draw: operators of a quarter, or the products of one factory (annex 15 point 2(1); docs/drawing.md).

    Frame, its hash and the hash of the seed are public as soon as the row is there; the seed stays secret until the
    sample is drawn.
    """

    class Kind(models.TextChoices):
        OPERATORS = "operators", "獲證業者"
        PRODUCTS = "products", "獲證產品"

    number = models.CharField("抽樣編號", max_length=24, unique=True)
    kind = models.CharField("抽樣對象", max_length=10, choices=Kind)
    state = models.CharField("狀態", max_length=8, choices=states.DrawState)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="draws")
    quarter = models.PositiveSmallIntegerField("季")
    visit = models.OneToOneField(
        "surveillance.Visit", null=True, blank=True, on_delete=models.PROTECT, related_name="product_draw"
    )
    purpose = models.CharField("用途", max_length=120, unique=True)
    frame_day = models.DateField("母體計算日")
    frame_text = models.TextField("母體")
    frame_hash = models.CharField("母體雜湊值", max_length=64)
    frame_size = models.PositiveIntegerField("母體數")
    commitment = models.CharField("種子雜湊值", max_length=64)
    seed = models.CharField("種子", max_length=64)
    public_value = models.CharField("公開數值", max_length=120, blank=True)
    public_value_name = models.CharField("指定之公開數值", max_length=200, blank=True)
    frozen_at = models.DateTimeField("公布時間")
    size = models.PositiveIntegerField("樣本數", null=True, blank=True)
    sample = models.JSONField("樣本", default=list)
    substitutes_used = models.PositiveIntegerField("已遞補數", default=0)
    drawn_at = models.DateTimeField("抽樣時間", null=True, blank=True)
    finding = models.ForeignKey(
        "foundation.StoredFinding", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "抽樣"
        ordering = ["-frozen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "quarter"], condition=Q(kind="operators"), name="operators_drawn_once_per_quarter"
            ),
            models.CheckConstraint(condition=Q(quarter__range=(1, 4)), name="draw_quarter_one_to_four"),
            models.CheckConstraint(
                condition=~Q(state="drawn") | Q(size__isnull=False, drawn_at__isnull=False),
                name="drawn_has_size_and_moment",
            ),
            models.CheckConstraint(
                condition=Q(kind="products", visit__isnull=False) | Q(kind="operators", visit=None),
                name="products_are_drawn_for_a_visit",
            ),
        ]

    def __str__(self) -> str:
        return self.number
