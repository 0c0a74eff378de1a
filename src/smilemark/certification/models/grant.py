"""The review of a class-2 product for the mark (point 33 II; annex 12): a sheet per product, and joint visits."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class GrantSheet(models.Model):
    """What the reviewer found on each condition of annex 12 for one product; each with the facts it rests on."""

    class Origin(models.TextChoices):
        MET = "met", "符合"
        UNMET = "unmet", "不符合"
        DOUBT = "doubt", "有疑義"

    product = models.OneToOneField(
        "certification.CaseProduct", on_delete=models.PROTECT, related_name="grant_sheet", verbose_name="產品"
    )
    factory_registered = models.BooleanField("生產工廠依法辦理工廠登記", null=True)
    registration_facts = models.TextField("工廠登記之查核情形", blank=True)
    origin = models.CharField("臺灣製產品原產地認定條件", max_length=5, choices=Origin, blank=True)
    origin_facts = models.TextField("原產地之查核情形", blank=True)
    factory_passed = models.BooleanField("生產工廠經該制度驗證通過", null=True)
    operations = models.JSONField("非實質轉型作業之款次", default=list, blank=True)
    other_processing = models.BooleanField("另有其他加工或製造作業", null=True)
    factory_facts = models.TextField("工廠及作業之查核情形", blank=True)
    last_material_purchase_on = models.DateField("最近採購材料日", null=True, blank=True)
    last_formula_purchase_on = models.DateField("最近採購配方日", null=True, blank=True)
    last_sale_on = models.DateField("最近出貨銷售日", null=True, blank=True)
    activity_facts = models.TextField("採購或出貨銷售之證明", blank=True)
    dispute = models.BooleanField("廣告不實致誤導消費者之重大爭議", null=True)
    dispute_facts = models.TextField("爭議之查核情形", blank=True)
    reviewers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    class Meta:
        verbose_name = "授權使用標章審查表"
        constraints = [
            models.CheckConstraint(
                condition=Q(origin="") | ~Q(origin_facts=""), name="grant_origin_says_what_it_rests_on"
            ),
            models.CheckConstraint(
                condition=Q(dispute=None) | ~Q(dispute_facts=""), name="grant_dispute_says_what_it_rests_on"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} 審查表"


class JointVisit(models.Model):
    """The authority and the administration looked at a doubted origin on site, together (annex 12 point 2 III)."""

    class Result(models.TextChoices):
        MET = "met", "符合臺灣製產品原產地認定條件"
        UNMET = "unmet", "不符合臺灣製產品原產地認定條件"

    case = models.ForeignKey("certification.Case", on_delete=models.PROTECT, related_name="joint_visits")
    products = models.ManyToManyField("certification.CaseProduct", related_name="joint_visits")
    visited_on = models.DateField("查核日期")
    place = models.CharField("查核地點", max_length=200)
    authority_people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)
    administration_people = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    attended_by = models.CharField("業者在場人員", max_length=200, blank=True)
    findings = models.TextField("查核情形")
    result = models.CharField("認定結果", max_length=5, choices=Result)
    recorded_at = models.DateTimeField("登錄時間")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "會同現場查核"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(findings="") & ~Q(place=""), name="joint_visit_says_what_was_found"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.visited_on}"
