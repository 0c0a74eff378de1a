"""Organisations, people, and the roles people hold in organisations."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from smilemark.foundation.remembered import remembered

if TYPE_CHECKING:
    from datetime import date


class Organisation(models.Model):
    """Anything a person acts for. Firms, certification bodies and laboratories extend it."""

    class Kind(models.TextChoices):
        FIRM = "firm", "業者"
        BODY = "body", "驗證機構"
        LABORATORY = "laboratory", "檢驗機構"
        SECRETARIAT = "secretariat", "秘書處"
        ADMINISTRATION = "administration", "經濟部產業發展署"
        SCHEME_AUTHORITY = "scheme_authority", "第二類驗證制度主管機關"
        PRINTING_BODY = "printing_body", "標章印製執行機構"
        OPERATOR = "operator", "系統管理單位"

    kind = models.CharField("類別", max_length=20, choices=Kind)
    name = models.CharField("名稱", max_length=200)
    name_en = models.CharField("英文名稱", max_length=200, blank=True)
    email = models.EmailField("電子郵件", blank=True)
    phone = models.CharField("電話", max_length=40, blank=True)
    head_title = models.CharField("首長（代表人）職稱", max_length=40, blank=True)
    head_name = models.CharField("首長（代表人）姓名", max_length=80, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def head(self) -> str:
        """Title and name of the head of an authority that decides (行政程序法第九十六條第一項第四款); empty if unknown."""
        return f"{self.head_title}　{self.head_name}".strip("　")


class Role(models.Model):
    """A role a person may hold: data, so that further schemes add theirs (see ``roles.py`` for the built-in codes)."""

    code = models.CharField("代碼", max_length=30, primary_key=True)
    name = models.CharField("名稱", max_length=60)
    name_en = models.CharField("英文名稱", max_length=60)
    organisation_kind = models.CharField("所屬機構類別", max_length=20, choices=Organisation.Kind)
    is_staff_role = models.BooleanField("須多因子驗證", default=False)

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A person. What they may do follows from the roles they hold, never from Django's own permissions."""

    full_name = models.CharField("姓名", max_length=80)
    is_demo = models.BooleanField("展示帳號", default=False)
    first_name = None  # type: ignore[assignment]  # one field for names, as Chinese names have it
    last_name = None  # type: ignore[assignment]  # as above
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "full_name"]

    class Meta:
        verbose_name = "使用者"

    def __str__(self) -> str:
        return self.full_name or self.username

    @property
    def display_name(self) -> str:
        """The name shown in histories."""
        return self.full_name or self.username

    def held_roles(self) -> frozenset[tuple[str, int]]:
        """(role code, organisation id) pairs in force; read once per request."""
        cached: frozenset[tuple[str, int]] | None = self.__dict__.get("_held_roles")
        if cached is None:
            cached = _roles_in_force(self.pk)
            self.__dict__["_held_roles"] = cached
        return cached

    def holds(self, role: str, organisation_id: int | None = None) -> bool:
        """Whether the person holds the role, in that organisation or (None) in any."""
        if not self.is_active:
            return False
        return any(held == role and organisation_id in (None, held_in) for held, held_in in self.held_roles())

    def organisations_as(self, *roles: str) -> list[int]:
        """Ids of the organisations in which the person holds one of the roles."""
        return sorted({organisation for role, organisation in self.held_roles() if role in roles})


@remembered("accounts_roleassignment")
def _roles_in_force(user_id: int) -> frozenset[tuple[str, int]]:
    rows = RoleAssignment.objects.filter(user=user_id, ended_at=None)
    return frozenset(rows.values_list("role_id", "organisation_id"))


def display_name(user: User) -> str:
    """The name shown for a person (setting ACCOUNT_USER_DISPLAY)."""
    return user.display_name


class RoleAssignment(models.Model):
    """A person holds a role in an organisation, from one moment to another. Rows end; they are not deleted."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="assignments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assignments")
    given_at = models.DateTimeField("賦予時間")
    ended_at = models.DateTimeField("解除時間", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=Q(ended_at=None),
                name="role_held_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("given_at")),
                name="role_ends_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.organisation}"


class PersonProfile(models.Model):
    """Facts on a person that recusal and assignment need; disclosed by the person, seen by few."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, primary_key=True, related_name="profile")
    title = models.CharField("職稱", max_length=60, blank=True)
    mail_language = models.CharField(
        "郵件語言", max_length=7, choices=[("zh-hant", "正體中文"), ("en", "English")], default="zh-hant"
    )

    def __str__(self) -> str:
        return str(self.user)


class FailedSignIn(models.Model):
    """A sign-in that failed: by the name that was typed (folded) and the address it came from."""

    name = models.CharField(max_length=254)
    address = models.CharField(max_length=45)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["name", "at"]), models.Index(fields=["address", "at"])]

    def __str__(self) -> str:
        return f"{self.name} {self.address} {self.at}"


class KeptForm(models.Model):
    """What somebody typed and sent after their session had ended; offered to the same person after sign-in."""

    key = models.CharField(max_length=43, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="kept_forms")
    action = models.CharField(max_length=500)
    page = models.CharField(max_length=500)
    fields = models.JSONField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user} {self.action}"


class MailChoice(models.Model):
    """How a person wants the mails of one family of events; without a row, at once."""

    class How(models.TextChoices):
        NOW = "now", "即時寄送"
        DIGEST = "digest", "每日彙整"
        NONE = "none", "不寄送"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="mail_choices")
    family = models.CharField(max_length=40)
    how = models.CharField(max_length=6, choices=How)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "family"], name="mail_choice_once_per_family")]

    def __str__(self) -> str:
        return f"{self.user} {self.family} {self.how}"


def secret_hash(secret: str) -> str:
    """What is kept of a secret address: 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


class CalendarFeed(models.Model):
    """A person's secret address of their deadlines; only the hash of its secret is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="calendar_feed")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user)


def is_in_force(first: date, last: date | None, on: date) -> bool:
    """Whether a validity from ``first`` to ``last`` (both included; None: open) holds ``on``."""
    return first <= on and (last is None or on <= last)
