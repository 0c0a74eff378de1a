"""An irregular check (不定期追蹤查核): its cause, its steps with their clocks, its report and answer (annex 15 point 3(2))."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from smilemark.accounts import roles
from smilemark.surveillance import states


class Inquiry(models.Model):
    """One irregular check. Deadlines are not stored: they follow from ``trigger``, ``trigger_at`` and what was found.

    A report from the public is known by ``source_stream`` and ``report_number`` alone: who reported stays in the register.
    """

    class Trigger(models.TextChoices):
        QUALITY = "quality_complaint", "接獲民眾反應獲證產品品質異常"
        ORIGIN = "origin_label_complaint", "接獲民眾反應獲證產品產地標示不實"
        MISUSE = "suspected_misuse", "涉嫌冒用、偽造或變造MIT微笑標章之情事"
        WITHDRAWN = "right_withdrawn", "獲證業者經撤銷或廢止MIT微笑標章使用權"

    class Result(models.TextChoices):
        NOT_APPLICABLE = "not_applicable", "不適用"
        CONFORMING = "conforming", "合格"
        FAILED = "failed", "不合格"
        OTHER = "other", "其它"

    class FollowUp(models.TextChoices):
        NONE = "", "無"
        IMPROVING = "improving", "改善中"
        IMPROVED = "improved", "已改善"
        NOT_IMPROVED = "not_improved", "未改善"
        ENDED = "ended", "廢止使用權"

    number = models.CharField("查核編號", max_length=24, unique=True)
    state = models.CharField("狀態", max_length=10, choices=states.InquiryState)
    trigger = models.CharField("查核案由", max_length=24, choices=Trigger)
    trigger_at = models.DateTimeField("接獲或知悉時間")
    channels = models.JSONField("通路", default=list, blank=True)
    """``virtual``, ``physical``: of a suspected misuse only; a withdrawn right concerns both."""
    source_stream = models.CharField(max_length=120, blank=True)
    report_number = models.CharField("民眾通報編號", max_length=20, blank=True)
    body = models.ForeignKey("accreditation.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    industry = models.ForeignKey(
        "governance.Industry", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    firm = models.ForeignKey("companies.Firm", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField("受查核單位", max_length=200)
    certificate_number = models.CharField("業者代碼", max_length=8, blank=True)
    labels = models.JSONField("標章編號", default=list, blank=True)
    place = models.CharField("查核地點（網址）", max_length=500, blank=True)
    text = models.TextField("反應情形", blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates", verbose_name="併入"
    )
    sample_sent_on = models.DateField("購樣送驗日", null=True, blank=True)
    test_report_on = models.DateField("檢驗報告日", null=True, blank=True)
    label_checked_on = models.DateField("確認產品標示日", null=True, blank=True)
    suspicion_on = models.DateField("發現涉有標示不實日", null=True, blank=True)
    site_visited_on = models.DateField("工廠現場評核日", null=True, blank=True)
    virtual_checked_at = models.DateTimeField("虛擬通路查核完成時間", null=True, blank=True)
    physical_checked_on = models.DateField("實體通路查核完成日", null=True, blank=True)
    quality = models.CharField("抽驗產品", max_length=16, choices=Result, blank=True)
    origin = models.CharField("現場評核生產工廠", max_length=16, choices=Result, blank=True)
    promotion = models.CharField("推廣製作物標示稽核", max_length=16, choices=Result, blank=True)
    labelling = models.CharField("產品標示稽核", max_length=16, choices=Result, blank=True)
    result_text = models.TextField("查核結果說明", blank=True)
    inspector = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reported_at = models.DateTimeField("製作報告時間", null=True, blank=True)
    report = models.ForeignKey(
        "foundation.StoredDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    handed_over_at = models.DateTimeField("層報／移送時間", null=True, blank=True)
    handed_over_text = models.TextField("涉嫌違法情事", blank=True)
    reported_up_number = models.CharField("提報文號", max_length=60, blank=True)
    reported_up_on = models.DateField("逐級提報日", null=True, blank=True)
    follow_up = models.CharField("後續處理", max_length=12, choices=FollowUp, blank=True, default=FollowUp.NONE)
    improve_until = models.DateField("改善期限", null=True, blank=True)
    follow_up_text = models.TextField("後續處理說明", blank=True)
    answer = models.TextField("答復", blank=True)
    closed_at = models.DateTimeField("結案時間", null=True, blank=True)

    class Meta:
        verbose_name = "不定期查核"
        ordering = ["trigger_at", "pk"]
        indexes = [models.Index(fields=["body", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["source_stream"], condition=~Q(source_stream=""), name="inquiry_once_per_source"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "merged", "closed"]) | Q(body__isnull=False),
                name="checked_inquiry_has_body",
            ),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False), name="merged_inquiry_names_its_target"
            ),
            models.CheckConstraint(
                condition=~Q(follow_up="improving") | Q(improve_until__isnull=False),
                name="inquiry_improvement_has_limit",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def organisation_for(self, role: str) -> int | None:
        """The body for its people; the offices count wherever they are held."""
        if role in roles.BODY_ROLES:
            return self.body_id if self.body_id is not None else -1
        return None


class InquiryPhoto(models.Model):
    """A picture of the check (查核照片)."""

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="photos")
    caption = models.CharField("說明", max_length=120, blank=True)
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("上傳時間")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.caption or "查核照片"
