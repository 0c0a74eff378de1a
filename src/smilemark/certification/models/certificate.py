"""What is decided and issued: decisions, letters, fee, contract, certificate, labels and their days."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class Decision(models.Model):
    """A decision, apart from any status: kind, basis, reasons, findings as they were, who, served when, remedy until."""

    class Kind(models.TextChoices):
        REFUSAL = "refusal", "核駁"
        PRODUCT_REFUSAL = "product_refusal", "產品核駁"
        GRANT = "grant", "核准"
        RENEWAL = "renewal", "核准展延"
        REPLACEMENT = "replacement", "核准換（補）發"
        CANCELLATION = "cancellation", "廢止"
        REGISTRATION = "registration", "登錄"

    case = models.ForeignKey("certification.Case", on_delete=models.PROTECT, related_name="decisions")
    product = models.ForeignKey(
        "certification.CaseProduct", null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    kind = models.CharField("種類", max_length=16, choices=Kind)
    legal_basis = models.CharField("法令依據", max_length=200)
    reasons = models.JSONField("理由")
    findings = models.ManyToManyField("foundation.StoredFinding", related_name="+", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField("決定時間")
    served_on = models.DateField("送達日", null=True, blank=True)
    objection_until = models.DateField("異議末日", null=True, blank=True)
    objection_is_estimated = models.BooleanField("末日依推估行事曆", default=False)
    set_aside_on = models.DateField("經撤銷之日", null=True, blank=True)

    class Meta:
        verbose_name = "決定"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(objection_until=None) | Q(served_on__isnull=False), name="objection_runs_from_service"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_kind_display()}"


class Letter(models.Model):
    """A letter of the case: its words, its number, its paper, and how it reached the addressee."""

    class Kind(models.TextChoices):
        SUPPLEMENT = "supplement", "補件通知"
        REFUSAL = "refusal", "核駁通知"
        RESULT = "result", "驗證結果通知"
        FEE = "fee", "補繳規費通知"
        COLLECTION = "collection", "樣品領回通知"
        DESTRUCTION = "destruction", "樣品銷毀結果通知"

    class Service(models.TextChoices):
        SYSTEM = "system", "電子送達（本系統）"
        REGISTERED = "registered", "雙掛號郵寄"

    case = models.ForeignKey("certification.Case", on_delete=models.PROTECT, related_name="letters")
    decision = models.OneToOneField(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="letter")
    kind = models.CharField("種類", max_length=12, choices=Kind)
    sender = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Who wrote it where that is not the case's body: the authority that grants the mark, or the administration."""
    number = models.CharField("發文字號", max_length=60, unique=True)
    dated = models.DateField("發文日期")
    words = models.JSONField("內容")
    document = models.ForeignKey(
        "foundation.StoredDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    service = models.CharField("送達方式", max_length=12, choices=Service, default=Service.SYSTEM)
    posted_on = models.DateField("交寄日", null=True, blank=True)
    first_opened_at = models.DateTimeField("首次開啟時間", null=True, blank=True)
    served_on = models.DateField("送達日", null=True, blank=True)

    class Meta:
        verbose_name = "函"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.number

    @property
    def writer_id(self) -> int | None:
        """The organisation that wrote the letter and may record its service."""
        return self.sender_id if self.sender_id is not None else self.case.body_id


class Contract(models.Model):
    """The licence contract (授權使用契約), signed by both sides before anything is issued (point 31)."""

    case = models.OneToOneField("certification.Case", on_delete=models.PROTECT, related_name="contract")
    scope = models.TextField("授權範圍")
    document = models.ForeignKey(
        "foundation.StoredDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    operator_signatory = models.CharField("業者簽署人", max_length=80, blank=True)
    operator_signed_at = models.DateTimeField("業者簽署時間", null=True, blank=True)
    operator_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    body_signatory = models.CharField("驗證機構簽署人", max_length=80, blank=True)
    body_signed_at = models.DateTimeField("驗證機構簽署時間", null=True, blank=True)
    body_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "授權使用契約"
        constraints = [
            models.CheckConstraint(
                condition=Q(operator_signed_at=None, operator_signed_by=None)
                | Q(operator_signed_at__isnull=False, operator_signed_by__isnull=False) & ~Q(operator_signatory=""),
                name="operator_signature_has_name_and_time",
            ),
            models.CheckConstraint(
                condition=Q(body_signed_at=None, body_signed_by=None)
                | Q(body_signed_at__isnull=False, body_signed_by__isnull=False) & ~Q(body_signatory=""),
                name="body_signature_has_name_and_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} 契約"


class Certificate(models.Model):
    """A certificate number: a firm in an industry (AMB-42). Its products are labels; each issue is a version."""

    number = models.CharField("驗證書編號", max_length=8, unique=True)
    firm = models.ForeignKey("companies.Firm", on_delete=models.PROTECT, related_name="certificates")
    industry = models.ForeignKey("governance.Industry", on_delete=models.PROTECT, related_name="certificates")
    body = models.ForeignKey(
        "accreditation.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="certificates"
    )
    is_imported = models.BooleanField("由開放資料匯入", default=False)
    """The published register may hold several numbers of one firm in an industry; our own keep to one."""

    class Meta:
        verbose_name = "驗證書"
        constraints = [
            models.UniqueConstraint(
                fields=["firm", "industry"],
                condition=Q(is_imported=False),
                name="one_certificate_per_firm_and_industry",
            ),
            models.CheckConstraint(condition=Q(number__regex=r"^\d{8}$"), name="certificate_number_eight_digits"),
        ]

    def __str__(self) -> str:
        return self.number


class CertificateVersion(models.Model):
    """One issue of the paper: first, renewed, replaced or reissued. Number kept, expiry kept on the last two (point 32)."""

    class Kind(models.TextChoices):
        FIRST = "first", "初發"
        ADDITIONAL = "additional", "加發"
        RENEWAL = "renewal", "展延"
        REPLACEMENT = "replacement", "換發"
        REISSUE = "reissue", "補發"

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="versions")
    case = models.ForeignKey("certification.Case", on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField("版次")
    kind = models.CharField("發證種類", max_length=12, choices=Kind)
    issued_on = models.DateField("發證日")
    annotation = models.CharField("註記", max_length=20, blank=True)
    words = models.JSONField("內容")
    document = models.ForeignKey(
        "foundation.StoredDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "驗證書版次"
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["certificate", "version"], name="certificate_version_once")]

    def __str__(self) -> str:
        return f"{self.certificate} 第 {self.version} 版"


class Label(models.Model):
    """A label number: one certified product style. The registry is this table through one query.

    Days only; the state on a day is derived (``registry.legal``). ``valid_until`` is the last valid day of the latest
    period; ``renewal_filed_on`` is set while a renewal filed in time is undecided; ``ended_*`` by the latest ending.
    """

    class Source(models.TextChoices):
        OWN = "own", "本系統核發"
        IMPORTED = "imported", "開放資料匯入"

    class EndKind(models.TextChoices):
        CANCELLED = "cancelled", "廢止"
        WITHDRAWN = "withdrawn", "撤銷"

    number = models.CharField("標章編號", max_length=14, unique=True)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="labels")
    product_name = models.CharField("產品名稱", max_length=200)
    product_model = models.CharField("產品型號", max_length=200, blank=True)
    brand = models.CharField("品牌名稱", max_length=120, blank=True)
    note = models.CharField("備註", max_length=300, blank=True)
    certified_on = models.DateField("通過日期", null=True, blank=True)
    valid_until = models.DateField("有效末日")
    renewal_filed_on = models.DateField("展延申請日", null=True, blank=True)
    ended_on = models.DateField("終止生效日", null=True, blank=True)
    end_kind = models.CharField("終止種類", max_length=10, choices=EndKind, null=True, blank=True)
    source = models.CharField("來源", max_length=10, choices=Source, default=Source.OWN)
    first_imported_on = models.DateField("首次匯入日", null=True, blank=True)
    source_hash = models.CharField("來源列雜湊", max_length=64, blank=True)
    published_firm = models.CharField("來源所載獲證業者", max_length=200, null=True, blank=True)
    published_ubn = models.CharField("來源所載統一編號", max_length=12, null=True, blank=True)
    published_industry = models.CharField("來源所載產業別", max_length=40, null=True, blank=True)
    """What the source row says where it differs from the firm or the industry of the certificate; else null."""
    last_modified = models.DateTimeField("異動時間")

    class Meta:
        verbose_name = "標章"
        indexes = [
            models.Index(fields=["certificate", "number"]),
            models.Index(fields=["valid_until"]),
            models.Index(fields=["last_modified"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(number__regex=r"^\d{8}-\d{5}$"), name="label_number_form"),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_kind=None) | Q(ended_on__isnull=False, end_kind__isnull=False),
                name="label_end_has_day_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(certified_on=None) | Q(valid_until__gte=F("certified_on")),
                name="label_valid_after_certified",
            ),
            models.CheckConstraint(
                condition=Q(source="own", certified_on__isnull=False)
                | Q(source="imported", first_imported_on__isnull=False) & ~Q(source_hash=""),
                name="label_source_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ReservedNumber(models.Model):
    """The label number a product was given with the certificate number; the label itself is made when it is issued."""

    product = models.OneToOneField(
        "certification.CaseProduct", on_delete=models.PROTECT, related_name="reserved_number"
    )
    number = models.CharField("標章編號", max_length=14, unique=True)
    reserved_at = models.DateTimeField("編號時間")

    class Meta:
        verbose_name = "已編標章編號"

    def __str__(self) -> str:
        return self.number


class LabelPeriod(models.Model):
    """One period of use of a label: first grant or a renewal; periods of a label never overlap and never gap."""

    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="periods")
    case = models.ForeignKey("certification.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField("起日")
    last_day = models.DateField("末日")
    granted_on = models.DateField("核准日")

    class Meta:
        verbose_name = "使用期間"
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="period_ends_after_it_starts"),
            models.UniqueConstraint(fields=["label", "first_day"], name="period_starts_once"),
        ]

    def __str__(self) -> str:
        return f"{self.label_id} {self.first_day}-{self.last_day}"


class LabelEnding(models.Model):
    """The right ended before its time: cancelled or withdrawn, with ground and effective day.

    By a decision of this app, or of another one (``source_stream``: the chain of its case). ``set_aside_on``: the day
    from which that decision no longer stands (point 49); the row stays.
    """

    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="endings")
    kind = models.CharField("種類", max_length=10, choices=Label.EndKind)
    ground = models.CharField("事由", max_length=300)
    effective_on = models.DateField("生效日")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source_stream = models.CharField("處分案", max_length=100, blank=True, db_index=True)
    set_aside_on = models.DateField("原處分撤銷日", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["label"], condition=Q(set_aside_on=None), name="label_ends_once"),
            models.CheckConstraint(
                condition=Q(decision__isnull=False) | ~Q(source_stream=""), name="label_ending_has_a_decision"
            ),
            models.CheckConstraint(
                condition=Q(set_aside_on=None) | Q(set_aside_on__gte=F("effective_on")),
                name="label_ending_set_aside_after_effect",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label_id} {self.kind}"
