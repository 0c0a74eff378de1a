"""Certification bodies, laboratories, assessors, scheme authorities: what they may do, and from which day to which."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.db.models import F, Q

from smilemark.accounts.models import Organisation, User

if TYPE_CHECKING:
    from datetime import date


class Status(NamedTuple):
    """How a validity stands on a day: the word, and its tone (ok, warn, bad)."""

    word: str
    tone: str


def _status(first: date, last: date | None, ended: date | None, on: date, ended_word: str) -> Status:
    """Both ends count; the day of the end itself is the first without it."""
    if ended is not None and ended <= on:
        return Status(ended_word, "bad")
    if on < first:
        return Status("尚未生效", "warn")
    if last is not None and last < on:
        return Status("已屆滿", "")
    return Status("有效", "ok")


class Body(Organisation):
    """A certification body (驗證機構)."""

    short_name = models.CharField("簡稱", max_length=20, blank=True)

    class Meta:
        verbose_name = "驗證機構"


class Accreditation(models.Model):
    """The accreditation of a body for a class, and in class 1 for an industry (points 12, 13)."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="accreditations")
    product_class = models.PositiveSmallIntegerField("產品類別", choices=[(1, "第一類"), (2, "第二類"), (3, "第三類")])
    industry = models.ForeignKey(
        "governance.Industry", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    certificate_number = models.CharField("認證書編號", max_length=40)
    first_day = models.DateField("生效日")
    last_day = models.DateField("末日")
    ended_on = models.DateField("廢止日", null=True, blank=True)

    class Meta:
        verbose_name = "認證"
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="accreditation_ends_after_start"),
            models.CheckConstraint(
                condition=Q(product_class=1, industry__isnull=False) | ~Q(product_class=1), name="class1_names_industry"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("first_day")), name="accreditation_ended_after_start"
            ),
            models.UniqueConstraint(
                fields=["body", "product_class", "industry", "first_day"],
                condition=Q(industry__isnull=False),
                name="accreditation_once_per_industry_and_day",
            ),
            models.UniqueConstraint(
                fields=["body", "product_class", "first_day"],
                condition=Q(industry__isnull=True),
                name="accreditation_once_per_class_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.certificate_number}"

    def status_on(self, day: date) -> Status:
        """有效, 尚未生效, 已屆滿 or 已廢止."""
        return _status(self.first_day, self.last_day, self.ended_on, day, "已廢止")

    def is_valid_on(self, day: date) -> bool:
        """Whether the body may act on it on the day."""
        return self.status_on(day).tone == "ok"


class Laboratory(Organisation):
    """A laboratory (檢驗機構)."""

    class Meta:
        verbose_name = "檢驗機構"


class Recognition(models.Model):
    """The recognition of a laboratory for an industry (point 14; no period in the text, AMB-56)."""

    laboratory = models.ForeignKey(Laboratory, on_delete=models.PROTECT, related_name="recognitions")
    industry = models.ForeignKey("governance.Industry", on_delete=models.PROTECT, related_name="+")
    announcement_number = models.CharField("公告文號", max_length=80)
    first_day = models.DateField("生效日")
    ended_on = models.DateField("廢止日", null=True, blank=True)

    class Meta:
        verbose_name = "認可"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("first_day")), name="recognition_ended_after_start"
            ),
            models.UniqueConstraint(
                fields=["laboratory", "industry"], condition=Q(ended_on=None), name="recognised_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.laboratory} {self.industry}"

    def status_on(self, day: date) -> Status:
        """有效, 尚未生效 or 已廢止."""
        return _status(self.first_day, None, self.ended_on, day, "已廢止")

    def is_valid_on(self, day: date) -> bool:
        """Whether a test made on the day counts."""
        return self.status_on(day).tone == "ok"


class AssessorCertificate(models.Model):
    """The certificate without which nobody assesses a factory (point 30; annex 10)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assessor_certificates")
    number = models.CharField("證書字號", max_length=40, unique=True)
    issued_on = models.DateField("核發日")
    last_valid_day = models.DateField("有效末日")
    withdrawn_on = models.DateField("撤銷日", null=True, blank=True)

    class Meta:
        verbose_name = "評核人員訓練合格證書"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_valid_day__gt=F("issued_on")), name="certificate_valid_after_issue"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("issued_on")),
                name="certificate_withdrawn_after_issue",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def status_on(self, day: date) -> Status:
        """有效, 尚未生效, 已屆滿 or 已撤銷."""
        return _status(self.issued_on, self.last_valid_day, self.withdrawn_on, day, "已撤銷")


class Delegation(models.Model):
    """The ministry's delegation to the authority of an adopted scheme to grant the mark in an industry (point 33 II)."""

    authority = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="delegations")
    industry = models.ForeignKey("governance.Industry", on_delete=models.PROTECT, related_name="+")
    delegated_by = models.CharField("委託機關", max_length=80)
    number = models.CharField("委託公告文號", max_length=80)
    delegated_on = models.DateField("委託日期")
    first_day = models.DateField("生效日")
    last_day = models.DateField("末日", null=True, blank=True)
    ended_on = models.DateField("終止日", null=True, blank=True)

    class Meta:
        verbose_name = "授予標章使用權之委託"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="delegation_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("first_day")), name="delegation_ended_after_start"
            ),
            models.UniqueConstraint(
                fields=["industry"],
                condition=Q(last_day=None, ended_on=None),
                name="one_open_delegation_per_industry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.industry}（{self.number}）"

    def status_on(self, day: date) -> Status:
        """有效, 尚未生效, 已屆滿 or 已終止."""
        return _status(self.first_day, self.last_day, self.ended_on, day, "已終止")

    def is_valid_on(self, day: date) -> bool:
        """Whether the authority may grant on the day."""
        return self.status_on(day).tone == "ok"
