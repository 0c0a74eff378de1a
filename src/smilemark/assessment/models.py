"""Origin determination of a product and QMS assessment of a factory, on a day (annexes 7, 8, 9).

Shared by verification and surveillance: what is assessed for is named by ``purpose`` and ``case_number``.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from smilemark.accounts import roles
from smilemark.assessment import states


class Purpose(models.TextChoices):
    """What is assessed for: an application, or the yearly surveillance (annex 7)."""

    VERIFICATION = "verification", "驗證申請案"
    SURVEILLANCE = "surveillance", "獲證業者年度追蹤管理"


class _Assessed(models.Model):
    """What both kinds share: for which case, by which body, of which firm, by whom."""

    purpose = models.CharField("案件別", max_length=12, choices=Purpose, default=Purpose.VERIFICATION)
    case_number = models.CharField("案件編號", max_length=30, db_index=True)
    period = models.CharField("年度／季（追蹤管理）", max_length=20, blank=True)
    body = models.ForeignKey("accreditation.Body", on_delete=models.PROTECT, related_name="+")
    firm = models.ForeignKey("companies.Firm", on_delete=models.PROTECT, related_name="+")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True

    def organisation_for(self, role: str) -> int | None:
        """Firm for the applicant, body for its people."""
        if role == roles.APPLICANT:
            return self.firm_id
        return self.body_id if role in roles.BODY_ROLES else None


class OriginDetermination(_Assessed):
    """Is the product of Taiwan origin? (point 17; J0090016 art. 3-5)"""

    class PriceBasis(models.TextChoices):
        FOB = "fob", "出口價格（F.O.B.）"
        DOMESTIC = "domestic", "內銷出廠價格（視同 F.O.B.，須附佐證）"

    class AuthorityDecision(models.TextChoices):
        NONE = "none", "無"
        TRANSFORMED = "transformed", "另為認定屬實質轉型"
        NOT_TRANSFORMED = "not_transformed", "另為認定非屬實質轉型"

    state = models.CharField("狀態", max_length=10, choices=states.OriginState)
    product_name = models.CharField("產品名稱", max_length=200)
    industry = models.ForeignKey("governance.Industry", on_delete=models.PROTECT, related_name="+")
    announcement = models.ForeignKey(
        "governance.Announcement", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    hs_code = models.CharField("產品稅則號列", max_length=15, blank=True)
    tariff_version = models.CharField("稅則版本", max_length=20, default="HS2022")
    wholly_obtained_head = models.PositiveSmallIntegerField("完全取得款次", null=True, blank=True)
    minimal_operations = models.JSONField("僅從事之非實質轉型作業款次", default=list, blank=True)
    other_processing = models.BooleanField("另有其他加工或製造", null=True, blank=True)
    final_transformation_in_taiwan = models.BooleanField("最終實質轉型在我國境內", null=True, blank=True)
    authority_decision = models.CharField(
        "貿易署另為認定", max_length=16, choices=AuthorityDecision, default=AuthorityDecision.NONE
    )
    authority_reference = models.CharField("另為認定之文號", max_length=120, blank=True)
    reasoning = models.TextField("認定說明", blank=True)
    fob_price = models.DecimalField("產品價格", max_digits=15, decimal_places=4, null=True, blank=True)
    price_basis = models.CharField("價格基礎", max_length=10, choices=PriceBasis, default=PriceBasis.FOB)
    important_process_met = models.BooleanField("符合重要製程", null=True, blank=True)
    important_process_text = models.CharField("重要製程公告及查核情形", max_length=300, blank=True)
    special_results = models.JSONField("特殊條件查核", default=dict, blank=True)
    factories = models.ManyToManyField("companies.Factory", related_name="+")
    determined_on = models.DateField("認定日", null=True, blank=True)
    finding = models.ForeignKey(
        "foundation.StoredFinding", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    paper = models.ForeignKey(
        "foundation.StoredDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "原產地認定"
        constraints = [
            models.CheckConstraint(condition=Q(fob_price=None) | Q(fob_price__gt=0), name="origin_price_above_zero"),
            models.CheckConstraint(
                condition=Q(wholly_obtained_head=None) | Q(wholly_obtained_head__range=(1, 9)),
                name="origin_head_one_to_nine",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["passed", "failed"]) | Q(finding__isnull=False, determined_on__isnull=False),
                name="origin_decided_has_finding",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_number} {self.product_name} 原產地認定"


class OriginInput(models.Model):
    """One row of the bill of materials."""

    determination = models.ForeignKey(OriginDetermination, on_delete=models.CASCADE, related_name="inputs")
    name = models.CharField("物料名稱", max_length=120)
    hs_code = models.CharField("稅則號列", max_length=15)
    origin = models.CharField("原產地（國別代碼；不明者 ZZ）", max_length=2)
    cif_price = models.DecimalField("單位產品耗用金額（C.I.F.）", max_digits=15, decimal_places=4)
    is_key_material = models.BooleanField("關鍵物料", default=False)
    is_excluded = models.BooleanField("不列入號列比對", default=False)
    exclusion_reason = models.CharField("不列入之理由", max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(cif_price__gte=0), name="input_price_not_negative"),
            models.CheckConstraint(
                condition=Q(is_excluded=False) | ~Q(exclusion_reason=""), name="input_exclusion_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OriginEvidence(models.Model):
    """A paper the origin finding rests on (AMB-52: the assessor's evidence is attached)."""

    class Subject(models.TextChoices):
        PRICE = "price", "產品價格"
        INPUT = "input", "物料來源及價格"
        PROCESS = "process", "製程"
        SPECIAL = "special", "特殊條件"
        OTHER = "other", "其他"

    determination = models.ForeignKey(OriginDetermination, on_delete=models.PROTECT, related_name="evidence")
    subject = models.CharField("佐證事項", max_length=8, choices=Subject)
    label = models.CharField("說明", max_length=120, blank=True)
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("上傳時間")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label or self.get_subject_display()


class FactoryAssessment(_Assessed):
    """The annex 7 sheet of one factory."""

    class Licence(models.TextChoices):
        YES = "yes", "是"
        NO = "no", "否"
        NOT_LICENSED = "not_licensed", "非特許製造業（免評核）"

    class Previous(models.TextChoices):
        WAIVE = "waive", "是，且無評核之必要"
        ASSESS = "assess", "是，惟仍有評核之必要"
        NONE = "none", "否（逾三年或未曾評核）"

    class Incident(models.TextChoices):
        NONE = "none", "無"
        IMPROVED = "improved", "曾發生，已完成改善"
        OPEN = "open", "曾發生，尚未完成改善"

    state = models.CharField("狀態", max_length=12, choices=states.FactoryState)
    factory = models.ForeignKey("companies.Factory", on_delete=models.PROTECT, related_name="assessments")
    process = models.CharField("負責製程", max_length=300, blank=True)
    industry = models.ForeignKey("governance.Industry", on_delete=models.PROTECT, related_name="+")
    scheduled_for = models.DateField("排定日", null=True, blank=True)
    assessed_on = models.DateField("評核日", null=True, blank=True)

    licence = models.CharField("特許製造業證明", max_length=12, choices=Licence, blank=True)
    licence_number = models.CharField("許可證字號", max_length=60, blank=True)
    licence_valid_until = models.DateField("許可證效期", null=True, blank=True)
    factory_standard_met = models.BooleanField("符合該業別工廠設廠標準", null=True, blank=True)
    qms_adopted = models.BooleanField("採認之品質管理系統驗證", null=True, blank=True)
    qms_standard = models.CharField("驗證標準", max_length=80, blank=True)
    qms_certificate = models.CharField("證書字號", max_length=60, blank=True)
    qms_valid_until = models.DateField("證書效期", null=True, blank=True)
    previous = models.CharField("前次評核", max_length=8, choices=Previous, blank=True)
    previous_passed_on = models.DateField("前次評核通過日期", null=True, blank=True)
    previous_evidence = models.CharField("前次評核之證明（非本系統登錄者）", max_length=120, blank=True)
    gate_recorded_on = models.DateField("證明文件審查日", null=True, blank=True)
    waived_on = models.DateField("免辦評核決定日", null=True, blank=True)
    waive_reason = models.CharField("免辦評核之說明", max_length=300, blank=True)
    refusal_text = models.TextField("拒絕評核情形", blank=True)

    incident = models.CharField("安全危害或污染事件", max_length=8, choices=Incident, default=Incident.NONE)
    incident_item = models.CharField("事件對應項次", max_length=3, blank=True)
    incident_text = models.TextField("事件說明", blank=True)

    raw_counts = models.JSONField("發現數", default=dict, blank=True)
    converted_counts = models.JSONField("評核結果統計", default=dict, blank=True)
    plan_due_on = models.DateField("矯正計畫期限", null=True, blank=True)
    passed_on = models.DateField("通過日", null=True, blank=True)
    declared_true = models.BooleanField("聲明所附文件真實", default=False)
    consented_personal_data = models.BooleanField("同意個人資料之利用", default=False)
    representative = models.CharField("業者代表", max_length=80, blank=True)
    representative_signature = models.ForeignKey(
        "foundation.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unsigned_reason = models.CharField("業者代表未簽名之事由", max_length=200, blank=True)
    remark = models.TextField("綜合評定及建議", blank=True)
    representative_signed_at = models.DateTimeField("業者代表簽名時間", null=True, blank=True)
    assessor_signed_at = models.DateTimeField("評核人員簽章時間", null=True, blank=True)
    finding = models.ForeignKey(
        "foundation.StoredFinding", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sheet = models.ForeignKey(
        "foundation.StoredDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "工廠品管系統評核"
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "case_number", "factory"],
                condition=~Q(state__in=["failed", "closed"]),  # assessed anew after an objection (point 49)
                name="factory_assessed_once_per_case",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["plan_due", "plan_check"]) | Q(plan_due_on__isnull=False),
                name="plan_due_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_number} {self.factory} 評核"


class ItemResult(models.Model):
    """One of the eleven items of annex 7 part II."""

    class Grade(models.TextChoices):
        CONFORMING = "conforming", "符合"
        SLIGHT = "slight", "輕微缺失"
        MINOR = "minor", "次要缺點"
        MAJOR = "major", "主要缺點"
        SEVERE = "severe", "嚴重缺點"
        NOT_APPLICABLE = "not_applicable", "不適用"

    class Papers(models.TextChoices):
        COMPLETE = "complete", "完整"
        INCOMPLETE = "incomplete", "不完整"
        ABSENT = "absent", "無"

    assessment = models.ForeignKey(FactoryAssessment, on_delete=models.CASCADE, related_name="items")
    code = models.CharField("項次", max_length=3)
    total = models.PositiveIntegerField("應執行數")
    not_executed = models.PositiveIntegerField("未執行數（含括弧內容）")
    not_executed_basic = models.PositiveIntegerField("完全未執行數")
    rules = models.CharField("執行規範", max_length=10, choices=Papers, default=Papers.COMPLETE)
    records = models.CharField("執行紀錄", max_length=10, choices=Papers, default=Papers.COMPLETE)
    proposed_grade = models.CharField("依規定判定", max_length=14, choices=Grade)
    grade = models.CharField("評核結果", max_length=14, choices=Grade)
    override_reason = models.CharField("與規定判定不同之理由", max_length=300, blank=True)
    text = models.TextField("項次及缺失內容", blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code"], name="item_once_per_sheet"),
            models.CheckConstraint(condition=Q(not_executed__lte=F("total")), name="item_not_executed_within_total"),
            models.CheckConstraint(
                condition=Q(not_executed_basic__lte=F("not_executed")), name="item_basic_within_not_executed"
            ),
            models.CheckConstraint(
                condition=Q(grade=F("proposed_grade")) | ~Q(override_reason=""),
                name="item_override_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.get_grade_display()}"


class AssessmentPhoto(models.Model):
    """A picture taken at the factory, of one item or of the whole. Removed ones stay, marked."""

    assessment = models.ForeignKey(FactoryAssessment, on_delete=models.PROTECT, related_name="photos")
    item_code = models.CharField("項次", max_length=3, blank=True)
    caption = models.CharField("說明", max_length=120, blank=True)
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("拍攝（上傳）時間")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField("移除時間", null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.caption or f"{self.item_code} 照片"


class CorrectivePlan(models.Model):
    """The annex 9 plan of one assessment."""

    class Delivery(models.TextChoices):
        HAND = "hand", "親送"
        POST = "post", "郵寄"
        FAX = "fax", "傳真"
        EMAIL = "email", "電子郵件"
        SYSTEM = "system", "本系統送出"

    assessment = models.OneToOneField(FactoryAssessment, on_delete=models.PROTECT, related_name="plan")
    delivery = models.CharField("送件方式", max_length=8, choices=Delivery, default=Delivery.SYSTEM)
    sent_on = models.DateField("業者送件日期（郵寄者為郵戳日期）", null=True, blank=True)
    received_on = models.DateField("驗證機構收件日期", null=True, blank=True)
    transmitted_at = models.DateTimeField("傳送時間（傳真、電子郵件、本系統）", null=True, blank=True)
    decisive_on = models.DateField("判定日", null=True, blank=True)
    filed_at = models.DateTimeField("登錄時間", null=True, blank=True)
    scan = models.ForeignKey("foundation.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_on = models.DateField("查核日", null=True, blank=True)
    finding = models.ForeignKey(
        "foundation.StoredFinding", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    paper = models.ForeignKey(
        "foundation.StoredDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    check_refused = models.BooleanField("拒絕查核執行情形", default=False)
    check_text = models.TextField("查核情形", blank=True)

    def __str__(self) -> str:
        return f"{self.assessment} 矯正計畫"


class PlanRow(models.Model):
    """One finding, its cause and its correction."""

    plan = models.ForeignKey(CorrectivePlan, on_delete=models.CASCADE, related_name="rows")
    item_code = models.CharField("項次", max_length=3)
    cause = models.TextField("缺失原因", blank=True)
    correction = models.TextField("缺失矯正方式", blank=True)
    attachment_label = models.CharField("附件編號", max_length=40, blank=True)
    attachment = models.ForeignKey(
        "foundation.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["item_code"]
        constraints = [models.UniqueConstraint(fields=["plan", "item_code"], name="plan_row_once_per_item")]

    def __str__(self) -> str:
        return f"{self.item_code} 矯正"
