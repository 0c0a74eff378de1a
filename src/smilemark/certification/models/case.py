"""The case: an application, its products and factories, its papers and the people who work on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from smilemark.accounts import roles
from smilemark.certification import states


class Case(models.Model):
    """One application (申請案). The number is reserved with the draft, so that no retry makes a second case."""

    class Kind(models.TextChoices):
        NEW = "new", "產品驗證申請"
        RENEWAL = "renewal", "展延"
        CHANGE = "change", "變更換發"
        REISSUE = "reissue", "補發"
        END = "end", "終止使用"

    class MakerRole(models.TextChoices):
        MAKER = "maker", "獨立製造"
        JOINT = "joint", "協同製造（代表申請）"
        BRAND = "brand", "統合製造之品牌行銷"

    number = models.CharField("案件編號", max_length=20, unique=True)
    kind = models.CharField("案別", max_length=8, choices=Kind, default=Kind.NEW)
    state = models.CharField("狀態", max_length=14, choices=states.State)
    product_class = models.PositiveSmallIntegerField(
        "產品類別", null=True, blank=True, choices=[(1, "第一類"), (2, "第二類"), (3, "第三類")]
    )
    firm = models.ForeignKey("companies.Firm", on_delete=models.PROTECT, related_name="cases")
    body = models.ForeignKey(
        "accreditation.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    industry = models.ForeignKey(
        "governance.Industry", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    maker_role = models.CharField("申請角色", max_length=8, choices=MakerRole, blank=True)
    certificate = models.ForeignKey(
        "certification.Certificate", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    change_request = models.JSONField("變更事項", default=dict, blank=True)
    is_manufactured = models.BooleanField("申請產品為製造或加工之產品", null=True, blank=True)
    scheme_name = models.CharField("採認之特定產品驗證制度", max_length=120, blank=True)
    scheme_certificate = models.CharField("該制度之驗證字號", max_length=80, blank=True)
    scheme_valid_until = models.DateField("該制度之驗證效期", null=True, blank=True)
    contact_name = models.CharField("聯絡人", max_length=80, blank=True)
    contact_phone = models.CharField("聯絡電話", max_length=40, blank=True)
    contact_email = models.EmailField("聯絡電子郵件", blank=True)
    fee_kind = models.CharField("規費案別", max_length=12, blank=True)
    """Row of the fee table a class 3 application falls under, fixed when it is submitted (docs/decisions/0005)."""
    declared_true = models.BooleanField("聲明所附文件真實", default=False)
    revision = models.PositiveIntegerField(default=0)
    draft_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    created_at = models.DateTimeField("建立時間")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField("送件時間", null=True, blank=True)
    submission_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    closed_at = models.DateTimeField("結案時間", null=True, blank=True)

    class Meta:
        verbose_name = "申請案"
        indexes = [models.Index(fields=["body", "state"]), models.Index(fields=["firm", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"])
                | Q(
                    submitted_at__isnull=False, body__isnull=False, product_class__isnull=False, industry__isnull=False
                ),
                name="submitted_case_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def organisation_for(self, role: str) -> int | None:
        """Firm for the applicant, body for its people; the administration and the secretariat are one each."""
        if role == roles.APPLICANT:
            return self.firm_id
        if role in roles.BODY_ROLES:
            return self.body_id if self.body_id is not None else -1
        return None

    @property
    def public_state(self) -> str:
        """The state as the applicant and the public read it."""
        return states.PUBLIC_NAMES[self.state]


class CaseFactory(models.Model):
    """A factory that makes products of the case (R-23.2: every manufacturer)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="factories")
    factory = models.ForeignKey("companies.Factory", on_delete=models.PROTECT, related_name="+")
    process = models.CharField("負責製程", max_length=300, blank=True)
    qms_standard = models.CharField("採認之品質管理系統驗證", max_length=80, blank=True)
    qms_certificate = models.CharField("證書字號", max_length=60, blank=True)
    qms_valid_until = models.DateField("證書效期", null=True, blank=True)
    assessment = models.OneToOneField(
        "assessment.FactoryAssessment", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "factory"], name="factory_once_per_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.factory_id}"


class CurrentProducts(models.Manager["CaseProduct"]):
    """Products as the application has them; rows taken out while it was a draft stay in the table, unseen."""

    def get_queryset(self) -> models.QuerySet[CaseProduct]:
        """Without what was taken out of the draft."""
        return super().get_queryset().filter(removed_at=None)


class CaseProduct(models.Model):
    """A product of the case, with a fate of its own: one that fails does not stop the others."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="products")
    state = models.CharField("狀態", max_length=10, choices=states.ProductState)
    item = models.ForeignKey("governance.OpenItem", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("產品名稱", max_length=200)
    model = models.CharField("型號（含顏色）", max_length=200, blank=True)
    brand = models.CharField("品牌", max_length=120, blank=True)
    hs_code = models.CharField("稅則號列", max_length=15, blank=True)
    function_spec = models.TextField("功能規格", blank=True)
    process_text = models.TextField("生產製程", blank=True)
    materials_text = models.TextField("關鍵物料或配方之功能規格", blank=True)
    labelling_text = models.TextField("商品標示內容", blank=True)
    bill_of_materials = models.JSONField("產品物料清單", default=list, blank=True)
    declared_price = models.DecimalField("產品價格", max_digits=15, decimal_places=4, null=True, blank=True)
    tested_elsewhere = models.BooleanField("已有檢測合格證明", default=False)
    factories = models.ManyToManyField(CaseFactory, related_name="products", blank=True)
    origin = models.OneToOneField(
        "assessment.OriginDetermination", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    label = models.ForeignKey(
        "certification.Label", null=True, blank=True, on_delete=models.PROTECT, related_name="products"
    )
    removed_at = models.DateTimeField("自草稿移除時間", null=True, blank=True)

    objects = CurrentProducts()

    class Meta:
        verbose_name = "申請產品"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="certified") | Q(label__isnull=False), name="certified_product_has_label"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.model}".strip()

    def organisation_for(self, role: str) -> int | None:
        """As for the case."""
        return self.case.organisation_for(role)


class Attachment(models.Model):
    """A paper of the case: which required document it is, and the stored file. Replaced ones stay, marked."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="attachments")
    product = models.ForeignKey(
        CaseProduct, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments"
    )
    factory = models.ForeignKey(
        CaseFactory, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments"
    )
    kind = models.CharField("文件種類", max_length=40)
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    valid_until = models.DateField("有效期限", null=True, blank=True)
    added_at = models.DateTimeField("上傳時間")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField("取代時間", null=True, blank=True)

    class Meta:
        verbose_name = "附件"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.kind


class PinnedAnnouncement(models.Model):
    """The version of what announcements set that this case is judged by; pinned at submission."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pins")
    announcement = models.ForeignKey("governance.Announcement", on_delete=models.PROTECT, related_name="+")
    pinned_at = models.DateTimeField("釘選時間")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "announcement"], name="announcement_pinned_once")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.announcement_id}"


class SupplementRequest(models.Model):
    """A round of supplement (補件): what is missing, until when."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="supplements")
    round = models.PositiveSmallIntegerField("次")
    requested_at = models.DateTimeField("通知時間")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("補正期限")
    answered_at = models.DateTimeField("補正時間", null=True, blank=True)

    class Meta:
        ordering = ["round"]
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="supplement_round_once")]

    def __str__(self) -> str:
        return f"{self.case_id} 第 {self.round} 次補件"


class SupplementItem(models.Model):
    """One missing or faulty thing of a round, and the applicant's answer."""

    request = models.ForeignKey(SupplementRequest, on_delete=models.CASCADE, related_name="items")
    document_kind = models.CharField("文件種類", max_length=40, blank=True)
    section = models.CharField("填報項目", max_length=40, blank=True)
    text = models.TextField("應補正事項")
    answer = models.TextField("說明", blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Assignment(models.Model):
    """A person works on the case in a role; ended by recusal or replacement. Checked against declared relations."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_assignments")
    role = models.CharField("角色", max_length=30)
    assigned_at = models.DateTimeField("指派時間")
    ended_at = models.DateTimeField("解除時間", null=True, blank=True)
    end_reason = models.CharField("解除事由", max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "user", "role"], condition=Q(ended_at=None), name="assigned_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.user_id} {self.role}"
