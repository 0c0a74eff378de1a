"""Licences of the mark for promotional works: the contract of another user or a laboratory, its sites and papers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from smilemark.accounts import roles
from smilemark.mark.states.licences import LicenceState

WHO = settings.AUTH_USER_MODEL


class Work(models.TextChoices):
    """推廣製作物 (annex 13 point 2(3)): eleven physical kinds, then four electronic ones."""

    POSTER = "poster", "海報"
    CATALOGUE = "catalogue", "型錄"
    PRINT = "print", "文宣印刷品"
    SPECIAL_ISSUE = "special_issue", "專刊"
    SIGN_CARD = "sign_card", "標示卡"
    IMAGE_WALL = "image_wall", "形象牆"
    LIGHT_BOX = "light_box", "燈箱"
    TICKER = "ticker", "跑馬燈"
    BILLBOARD = "billboard", "電子看板"
    STANDEE = "standee", "人形立牌"
    OTHER_PHYSICAL = "other_physical", "其他實體廣告製作物"
    FILM = "film", "商業廣告影片"
    E_PRINT = "e_print", "電子文宣印刷品"
    WEB_PAGE = "web_page", "網頁宣傳運用"
    OTHER_ELECTRONIC = "other_electronic", "其他電子廣告製作物"


ELECTRONIC = frozenset({Work.FILM, Work.E_PRINT, Work.WEB_PAGE, Work.OTHER_ELECTRONIC})


class Licence(models.Model):
    """授權合約 of the secretariat with another user or a laboratory; whom it is for never changes (point 36)."""

    class Kind(models.TextChoices):
        OTHER_USER = "other_user", "其他使用業者"
        LABORATORY = "laboratory", "檢驗機構"
        AGREED = "agreed", "其他經本署同意授權之事項"

    number = models.CharField("授權編號", max_length=20, unique=True)
    state = models.CharField("狀態", max_length=10, choices=LicenceState)
    kind = models.CharField("種類", max_length=12, choices=Kind)
    licensee = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    licensor = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    contract_number = models.CharField("合約編號", max_length=80, blank=True)
    signed_on = models.DateField("簽約日", null=True, blank=True)
    first_day = models.DateField("授權起日")
    last_day = models.DateField("授權末日")
    works = models.JSONField("推廣製作物")
    scope_text = models.TextField("授權範圍")
    consent_letter = models.CharField("本署同意文號", max_length=80, blank=True)
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    end_ground = models.CharField("終止事由", max_length=40, blank=True)
    end_text = models.TextField("終止理由", blank=True)
    ended_on = models.DateField("終止日", null=True, blank=True)
    reminded_on = models.DateField("提醒日", null=True, blank=True)
    opened_at = models.DateTimeField("建立時間")
    opened_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    submission_key = models.CharField(max_length=40, null=True, blank=True, unique=True)
    closed_at = models.DateTimeField("結案時間", null=True, blank=True)

    class Meta:
        verbose_name = "標章授權"
        indexes = [models.Index(fields=["state", "last_day"], name="mark_licence_by_end")]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="licence_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(kind="agreed") | ~Q(consent_letter=""), name="licence_agreed_names_the_letter"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "dropped"]) | Q(signed_on__isnull=False) & ~Q(contract_number=""),
                name="licence_in_force_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_on__isnull=False) & ~Q(end_ground=""),
                name="licence_ended_has_day_and_ground",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def organisation_for(self, role: str) -> int | None:
        """The secretariat that licenses."""
        return self.licensor_id if role == roles.SECRETARIAT else None

    def work_words(self) -> str:
        """海報、型錄 ..."""
        return "、".join(Work(code).label for code in self.works)


class LicenceSite(models.Model):
    """使用據點: where the mark is used; a page of the net counts as one (annex 17 audits the sites)."""

    licence = models.ForeignKey(Licence, on_delete=models.CASCADE, related_name="sites")
    name = models.CharField("據點名稱", max_length=120)
    place = models.CharField("地址或網址", max_length=300)

    class Meta:
        verbose_name = "使用據點"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["licence", "name", "place"], name="licence_site_once")]

    def __str__(self) -> str:
        return self.name


class LicencePaper(models.Model):
    """The signed contract and its annexes."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="papers")
    label = models.CharField("說明", max_length=120)
    file = models.ForeignKey("foundation.StoredFile", on_delete=models.PROTECT, related_name="+")
    is_contract = models.BooleanField("書面合約", default=False)
    added_at = models.DateTimeField("上傳時間")
    added_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "授權文件"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label
