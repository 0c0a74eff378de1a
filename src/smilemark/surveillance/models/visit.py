"""The regular visit of one factory: notice, product checks, photos, report (FM-A15-2)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from smilemark.accounts import roles
from smilemark.surveillance import states
from smilemark.surveillance.models.plan import OfBody


class Visit(OfBody):
    """One factory of a drawn operator; one report each (annex 15 point 3(1)3)."""

    number = models.CharField("查核編號", max_length=24, unique=True)
    state = models.CharField("狀態", max_length=10, choices=states.VisitState)
    draw = models.ForeignKey("surveillance.Draw", on_delete=models.PROTECT, related_name="visits")
    plan = models.ForeignKey("surveillance.Plan", on_delete=models.PROTECT, related_name="visits")
    quarter = models.PositiveSmallIntegerField("季")
    certificate_number = models.CharField("業者代碼（驗證書編號）", max_length=8)
    firm = models.ForeignKey("companies.Firm", on_delete=models.PROTECT, related_name="+")
    factory = models.ForeignKey("companies.Factory", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_substitute = models.BooleanField("遞補", default=False)
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    audit_on = models.DateField("查核日", null=True, blank=True)
    next_start_on = models.DateField("預告下次開工日", null=True, blank=True)
    in_production = models.JSONField("仍生產中之產品", null=True, blank=True)
    """Label numbers said to be in production; null: nobody has said yet."""
    assessment = models.OneToOneField(
        "assessment.FactoryAssessment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField("開始查核時間", null=True, blank=True)
    remark = models.TextField("查核說明", blank=True)
    refusal_text = models.TextField("拒絕查核情形", blank=True)
    reported_at = models.DateTimeField("製作報告時間", null=True, blank=True)
    report = models.ForeignKey(
        "foundation.StoredDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    report_words = models.JSONField("查核報告內容", default=dict)
    breach_text = models.TextField("涉嫌違法情事", blank=True)
    breach_reported_at = models.DateTimeField("層報時間", null=True, blank=True)
    closed_at = models.DateTimeField("結案時間", null=True, blank=True)
    drop_reason = models.CharField("不查核之事由", max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "定期查核"
        ordering = ["audit_on", "pk"]
        indexes = [models.Index(fields=["body", "state"]), models.Index(fields=["firm", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "certificate_number", "factory"], name="factory_visited_once_per_draw"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["notified", "visiting"]) | Q(audit_on__isnull=False, factory__isnull=False),
                name="notified_visit_has_day_and_factory",
            ),
            models.CheckConstraint(
                condition=~Q(state="idle") | Q(next_start_on__isnull=False), name="idle_factory_tells_next_start"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reported", "closed"]) | Q(reported_at__isnull=False),
                name="reported_visit_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def organisation_for(self, role: str) -> int | None:
        """The firm for the applicant, the body for its people."""
        return self.firm_id if role == roles.APPLICANT else super().organisation_for(role)


class VisitNotice(models.Model):
    """A notice of the visit (annex 15 point 3(1)2): three full days lie between it and the visit (AMB-23)."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="notices")
    number = models.CharField("發文字號", max_length=60, unique=True)
    noticed_on = models.DateField("通知日")
    audit_on = models.DateField("查核日")
    latest_notice_on = models.DateField("最遲通知日")
    words = models.JSONField("內容")
    document = models.ForeignKey("foundation.StoredDocument", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("業者首次開啟時間", null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.number


class Answer(models.TextChoices):
    """A row of the sheet."""

    PASS = "pass", "通過"
    FAIL = "fail", "不通過"


class ProductCheck(models.Model):
    """The product sheet of FM-A15-2: origin (the row the form lacks, AMB-71), use of the mark, quality test."""

    class MarkBreach(models.TextChoices):
        RULES = "mark_rule_breach", "違反推動及管理辦法第十條至第十二條"
        CONTRACT = "contract_breach", "未依合約使用標章"

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="products")
    label = models.ForeignKey("certification.Label", on_delete=models.PROTECT, related_name="+")
    label_number = models.CharField("驗證編碼", max_length=14)
    product_name = models.CharField("產品名稱", max_length=200)
    product_model = models.CharField("型號", max_length=200, blank=True)
    origin = models.CharField("原產地認定基準", max_length=4, choices=Answer, blank=True)
    origin_text = models.TextField("原產地查核說明", blank=True)
    mark_use = models.CharField("標章使用", max_length=4, choices=Answer, blank=True)
    mark_breach = models.CharField("標章使用不符之類別", max_length=20, choices=MarkBreach, blank=True)
    mark_text = models.TextField("標章使用說明", blank=True)
    quality = models.CharField("產品品質檢驗", max_length=4, choices=Answer, blank=True)
    quality_text = models.TextField("產品品質檢驗說明", blank=True)
    laboratory = models.ForeignKey(
        "accreditation.Laboratory", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    test_report_number = models.CharField("檢驗報告編號", max_length=60, blank=True)
    tested_on = models.DateField("檢驗日", null=True, blank=True)
    test_report = models.ForeignKey(
        "foundation.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "產品查核"
        ordering = ["label_number"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "label"], name="product_once_per_visit"),
            models.CheckConstraint(condition=~Q(origin="fail") | ~Q(origin_text=""), name="failed_origin_is_explained"),
            models.CheckConstraint(
                condition=~Q(mark_use="fail") | ~Q(mark_text="") & ~Q(mark_breach=""), name="failed_mark_is_explained"
            ),
            models.CheckConstraint(
                condition=~Q(quality="fail") | ~Q(quality_text=""), name="failed_quality_is_explained"
            ),
            models.CheckConstraint(
                condition=Q(quality="") | Q(laboratory__isnull=False, tested_on__isnull=False),
                name="tested_product_has_laboratory_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit} {self.label_number}"


class Photo(models.Model):
    """A picture of the visit (查核照片), of one product or of the whole. Removed ones stay, marked.

    ``key`` is given by the device, so that a picture sent twice is kept once.
    """

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    product = models.ForeignKey(ProductCheck, null=True, blank=True, on_delete=models.PROTECT, related_name="photos")
    caption = models.CharField("說明", max_length=120, blank=True)
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=40, null=True, blank=True)
    added_at = models.DateTimeField("拍攝（上傳）時間")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField("移除時間", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "key"], name="photo_kept_once")]

    def __str__(self) -> str:
        return self.caption or "查核照片"


class Synced(models.Model):
    """Something a device recorded, perhaps without a network, and sent with a key of its own: it is stored once."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="synced")
    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=8)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "key"], name="synced_once")]

    def __str__(self) -> str:
        return f"{self.visit} {self.kind} {self.key}"
