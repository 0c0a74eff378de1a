"""Self-printing: the application of a certified firm, and the samples of the mark it sends."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from smilemark.accounts import roles
from smilemark.mark.models.runs import Shape
from smilemark.mark.states.printing import PrintState

WHO = settings.AUTH_USER_MODEL


class PrintApplication(models.Model):
    """自行印製申請: for products of one certificate; what is printed on, by whom, and what the body found (annex 14)."""

    class Printer(models.TextChoices):
        OWN = "self", "業者自行印製"
        ASSOCIATION = "association", "委由所屬產業公（協）會印製發放"

    number = models.CharField("申請編號", max_length=20, unique=True)
    state = models.CharField("狀態", max_length=12, choices=PrintState)
    firm = models.ForeignKey("companies.Firm", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("accreditation.Body", on_delete=models.PROTECT, related_name="+")
    certificate = models.ForeignKey("certification.Certificate", on_delete=models.PROTECT, related_name="+")
    labels = models.ManyToManyField("certification.Label", related_name="+")
    product_class = models.PositiveSmallIntegerField("產品類別")
    shape = models.CharField("種類", max_length=8, choices=Shape)
    size_text = models.CharField("尺寸及材質", max_length=200, blank=True)
    printer = models.CharField("印製方式", max_length=12, choices=Printer)
    association = models.CharField("公（協）會名稱", max_length=120, blank=True)
    sample_copies = models.PositiveSmallIntegerField("標章樣本份數", default=2)
    contact = models.CharField("聯絡人", max_length=80, blank=True)
    phone = models.CharField("聯絡電話", max_length=40, blank=True)
    consent = models.ForeignKey("mark.Consent", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("建立時間")
    opened_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField("送件時間", null=True, blank=True)
    form = models.ForeignKey(
        "foundation.StoredDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checks = models.JSONField("樣本審查", default=dict, blank=True)
    """Code of each use principle -> whether the sample meets it."""
    review_text = models.TextField("審查意見", blank=True)
    proposal = models.CharField(
        "擬具結果", max_length=8, blank=True, choices=[("approve", "審查通過"), ("refuse", "不予同意")]
    )
    reviewed_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField("審查時間", null=True, blank=True)
    supplement_text = models.TextField("應補正事項", blank=True)
    supplement_until = models.DateField("補正末日", null=True, blank=True)
    rounds = models.PositiveSmallIntegerField("補正次數", default=0)
    returned_reason = models.TextField("退回理由", blank=True)
    decided_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    registered_on = models.DateField("登錄日", null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    submission_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    closed_at = models.DateTimeField("結案時間", null=True, blank=True)

    class Meta:
        verbose_name = "自行印製申請"
        indexes = [models.Index(fields=["body", "state"], name="mark_print_of_body")]
        constraints = [
            models.CheckConstraint(
                condition=Q(printer="association") & ~Q(association="") | Q(printer="self", association=""),
                name="print_association_named",
            ),
            models.CheckConstraint(condition=Q(product_class__in=[1, 3]), name="print_of_class_1_or_3"),
            models.CheckConstraint(
                condition=~Q(state__in=["registered", "printed"]) | Q(registered_on__isnull=False),
                name="print_registered_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def organisation_for(self, role: str) -> int | None:
        """Firm for the applicant; the body of the certificate for its roles."""
        if role == roles.APPLICANT:
            return self.firm_id
        return self.body_id if role in roles.BODY_ROLES else None


class PrintSample(models.Model):
    """標章樣本: a picture or drawing of the tag, sticker or package."""

    application = models.ForeignKey(PrintApplication, on_delete=models.PROTECT, related_name="samples")
    caption = models.CharField("說明", max_length=120, blank=True)
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField("移除時間", null=True, blank=True)
    added_at = models.DateTimeField("上傳時間")
    added_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "標章樣本"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.caption
