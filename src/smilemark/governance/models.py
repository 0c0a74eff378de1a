"""What announcements (公告) set: versioned data, each version with its day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from smilemark.foundation.moves import Refused
from smilemark.governance import states

if TYPE_CHECKING:
    from datetime import date


class Industry(models.Model):
    """An industry of the scheme. The code opens every label number; some codes are not confirmed by a public record."""

    class CodeStatus(models.TextChoices):
        KNOWN = "known", "已見於公開紀錄"
        UNCONFIRMED = "unconfirmed", "依公告順序推定，尚未證實"
        GUESSED = "guessed", "官方代碼不明，本系統暫編"

    code = models.CharField("產業代碼", max_length=3, unique=True)
    code_status = models.CharField("代碼狀態", max_length=12, choices=CodeStatus)
    name = models.CharField("產業別", max_length=40)
    name_en = models.CharField("英文名稱", max_length=60, blank=True)
    category = models.CharField("大類", max_length=40, blank=True)
    product_class = models.PositiveSmallIntegerField("產品類別", choices=[(1, "第一類"), (2, "第二類"), (3, "第三類")])
    licence_kind = models.CharField("特許製造許可", max_length=60, blank=True)

    class Meta:
        verbose_name = "產業"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class StartUpFunding(models.Model):
    """In the start-up phase the government may bear the whole costs of a class-1 industry (point 38 I; AMB-84).

    The regulation gives the phase no end: a dated setting of the administration per industry.
    """

    industry = models.ForeignKey(Industry, on_delete=models.PROTECT, related_name="fundings")
    number = models.CharField("核定文號", max_length=80)
    first_day = models.DateField("適用首日")
    last_day = models.DateField("適用末日", null=True, blank=True)

    class Meta:
        verbose_name = "推動初期政府預算全額負擔"
        ordering = ["industry_id", "first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="funding_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["industry"], condition=Q(last_day=None), name="one_open_funding_per_industry"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.industry} {self.number}"

    def is_in_force_on(self, day: date) -> bool:
        """Whether the government bears the costs on the day; both ends count."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


class Announcement(models.Model):
    """One announcement: number, date, effective day; draft, announced, superseded. Announced ones never change."""

    class Subject(models.TextChoices):
        CRITERIA = "criteria", "開放驗證產品項目、原產地認定特殊條件及品質檢驗基準"
        STYLE = "style", "產品款式認定原則及樣品數量"
        QMS = "qms", "採認之品質管理系統驗證"
        FEES = "fees", "規費"
        LIMITS = "limits", "補件次數及期限"
        SAMPLING = "sampling", "獲證業者追蹤管理抽樣比例"

    subject = models.CharField("公告事項", max_length=12, choices=Subject)
    industry = models.ForeignKey(
        Industry, null=True, blank=True, on_delete=models.PROTECT, related_name="announcements"
    )
    state = models.CharField("狀態", max_length=12, choices=states.State)
    number = models.CharField("公告文號", max_length=80, blank=True)
    announced_on = models.DateField("公告日期", null=True, blank=True)
    effective_from = models.DateField("生效日", null=True, blank=True)
    effective_until = models.DateField("停止適用前一日", null=True, blank=True)
    title = models.CharField("標題", max_length=200)
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by", verbose_name="取代之公告"
    )
    is_sample = models.BooleanField("示範資料（非官方公告）", default=False)

    class Meta:
        verbose_name = "公告"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"])
                | ~Q(number="") & Q(announced_on__isnull=False, effective_from__isnull=False),
                name="announced_has_number_and_days",
            ),
            models.CheckConstraint(
                condition=Q(effective_until=None) | Q(effective_until__gte=F("effective_from")),
                name="announcement_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["subject", "industry"],
                condition=Q(state="announced", effective_until=None, industry__isnull=False),
                name="one_open_announcement_per_industry",
            ),
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(state="announced", effective_until=None, industry__isnull=True),
                name="one_open_general_announcement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number or '草案'}）"

    def organisation_for(self, role: str) -> int | None:  # noqa: ARG002  # the secretariat and the administration are one each
        """Announcements belong to no firm or body: the role counts wherever it is held."""
        return None

    def must_be_draft(self) -> None:
        """Refuse a change of what was announced."""
        if self.state != states.State.DRAFT:
            raise Refused("已公告之內容不得修改；請另擬新公告（第七點第二項）。")


class OpenItem(models.Model):
    """An open product item (開放驗證產品項目), set by a criteria announcement."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="items")
    code = models.CharField("項目代碼", max_length=20)
    name = models.CharField("產品項目", max_length=80)
    hs_prefixes = models.JSONField("對應稅則號列", default=list)
    mandatory_inspection = models.BooleanField("應施檢驗品目", default=False)
    is_sample = models.BooleanField("示範資料（非官方公告）", default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "code"], name="item_once_per_announcement")]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """One quality criterion of an item (point 20): safety and labelling always, function where set."""

    class Part(models.TextChoices):
        SAFETY = "safety", "安全性"
        FUNCTION = "function", "功能性"
        LABELLING = "labelling", "商品標示"

    class Comparison(models.TextChoices):
        AT_MOST = "at_most", "以下"
        AT_LEAST = "at_least", "以上"
        NOT_DETECTED = "not_detected", "不得檢出"
        CONFORMS = "conforms", "符合"

    item = models.ForeignKey(OpenItem, on_delete=models.CASCADE, related_name="criteria")
    part = models.CharField("構面", max_length=10, choices=Part)
    name = models.CharField("檢驗項目", max_length=120)
    standard = models.CharField("標準", max_length=120)
    method = models.CharField("試驗方法", max_length=120, blank=True)
    comparison = models.CharField("判定", max_length=12, choices=Comparison)
    limit = models.DecimalField("限值", max_digits=12, decimal_places=4, null=True, blank=True)
    unit = models.CharField("單位", max_length=20, blank=True)
    is_sample = models.BooleanField("示範資料（非官方公告）", default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(comparison__in=["at_most", "at_least"], limit__isnull=False)
                | Q(comparison__in=["not_detected", "conforms"], limit=None),
                name="criterion_limit_fits_comparison",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def requirement(self) -> str:
        """The limit as a sentence part: 75 ppm 以下; 不得檢出."""
        if self.limit is None:
            return self.get_comparison_display()
        number = f"{self.limit:f}"
        plain = number.rstrip("0").rstrip(".") if "." in number else number
        return f"{plain} {self.unit} {self.get_comparison_display()}".replace("  ", " ")


class SpecialOriginCondition(models.Model):
    """A special condition of Taiwan origin (point 17 (2)): one step or material that must be Taiwan's."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="special_conditions")
    code = models.CharField("代碼", max_length=40)
    product_group = models.CharField("產品群", max_length=80, blank=True)
    text = models.CharField("條件", max_length=300)
    is_known = models.BooleanField("條件內容已知", default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "code"], name="condition_once_per_announcement")]

    def __str__(self) -> str:
        return self.text


class StyleRule(models.Model):
    """What counts as one style (款式), and how many samples are to be given (point 25)."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="style_rules")
    text = models.CharField("款式認定原則", max_length=300)
    sample_quantity = models.PositiveSmallIntegerField("樣品數量")
    sample_unit = models.CharField("單位", max_length=10, default="件")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sample_quantity__gte=1), name="style_needs_at_least_one_sample"),
        ]

    def __str__(self) -> str:
        return self.text


class AdoptedQms(models.Model):
    """A quality management system certification adopted by announcement (point 19 II)."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="adopted_qms")
    code = models.CharField("代碼", max_length=30)
    name = models.CharField("名稱", max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "code"], name="qms_once_per_announcement")]

    def __str__(self) -> str:
        return self.name


class Fee(models.Model):
    """One row of the fee standard (J0030125 art. 2), integer NTD."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="fees")

    class Kind(models.TextChoices):
        NEW = "new", "新申請案"
        ADDITIONAL = "additional", "加發案"
        REISSUE = "reissue", "補發案"
        NAME_CHANGE = "name_change", "申請變更事業組織名稱案"
        ADDRESS_CHANGE = "address_change", "申請變更地址案"
        REPRESENTATIVE_CHANGE = "representative_change", "申請變更負責人案"

    class Unit(models.TextChoices):
        CASE = "case", "每案"
        CERTIFICATE = "certificate", "每一證書"

    kind = models.CharField("案別", max_length=24, choices=Kind)
    amount = models.PositiveIntegerField("金額（元）")
    unit = models.CharField("單位", max_length=12, choices=Unit)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["announcement", "kind"], name="fee_kind_once_per_announcement")]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class SupplementLimit(models.Model):
    """How many supplement rounds there are and how long each is (AMB-41: the text sets none; a dated setting)."""

    announcement = models.OneToOneField(Announcement, on_delete=models.CASCADE, related_name="supplement_limit")
    rounds = models.PositiveSmallIntegerField("次數")
    days = models.PositiveSmallIntegerField("每次日數")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rounds__gte=1, days__gte=1), name="supplement_limit_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.rounds} x {self.days}"


class SamplingRatio(models.Model):
    """The approved share of certified operators sampled each quarter (annex 15 point 2(1)1), as an exact fraction.

    A row that names an industry holds for it; the row without one holds for all others.
    """

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="sampling_ratios")
    industry_code = models.CharField("產業代碼（空白：各產業）", max_length=3, blank=True)
    numerator = models.PositiveSmallIntegerField("比例分子")
    denominator = models.PositiveSmallIntegerField("比例分母")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(numerator__gte=1, numerator__lte=F("denominator")), name="sampling_ratio_above_0_to_1"
            ),
            models.UniqueConstraint(fields=["announcement", "industry_code"], name="sampling_ratio_once_per_industry"),
        ]

    def __str__(self) -> str:
        return f"{self.industry_code or '各產業'} {self.numerator}/{self.denominator}"
