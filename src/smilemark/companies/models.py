"""Firms, their factories, the people around them, and the ledger of bans."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from smilemark.accounts.models import Organisation, User


class Firm(Organisation):
    """A firm (業者). ``ubn`` may be empty or an old style id for imported rows; a firm is never merged by name."""

    class EntityKind(models.TextChoices):
        SOLE = "sole_proprietorship", "獨資"
        PARTNERSHIP = "partnership", "合夥"
        COMPANY = "company", "公司"
        OTHER = "other", "其他"
        UNKNOWN = "unknown", "未載明"

    class Source(models.TextChoices):
        OWN = "own", "本系統登錄"
        IMPORTED = "imported", "開放資料匯入"

    ubn = models.CharField("統一編號", max_length=12, null=True, blank=True, db_index=True)
    entity_kind = models.CharField("組織型態", max_length=20, choices=EntityKind)
    is_registered = models.BooleanField("已依法登記", default=True)
    responsible_person = models.CharField("負責人", max_length=80, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    county = models.CharField("縣市", max_length=10, blank=True)
    source = models.CharField("來源", max_length=10, choices=Source, default=Source.OWN)

    class Meta:
        verbose_name = "業者"
        constraints = [
            models.UniqueConstraint(
                fields=["ubn"], condition=Q(source="own") & Q(ubn__isnull=False), name="firm_ubn_once"
            ),
            models.CheckConstraint(
                condition=Q(source="imported") | Q(ubn__isnull=False) & ~Q(ubn=""), name="own_firm_has_ubn"
            ),
        ]


class Factory(models.Model):
    """A factory of a firm, or one that makes for it."""

    class NumberKind(models.TextChoices):
        GENERAL = "general", "一般工廠"
        TEMPORARY = "temporary", "臨時工廠"
        MANAGED = "managed", "納管工廠"
        SPECIFIC = "specific", "特定工廠"
        NONE = "none", "免辦登記"

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="factories")
    name = models.CharField("工廠名稱", max_length=200)
    number = models.CharField("工廠登記編號", max_length=8, blank=True)
    number_kind = models.CharField("登記類別", max_length=10, choices=NumberKind)
    no_number_reason = models.CharField("未登記之理由", max_length=300, blank=True)
    address = models.CharField("工廠地址", max_length=200)
    county = models.CharField("縣市", max_length=10)
    processes = models.CharField("負責製程", max_length=300, blank=True)
    is_active = models.BooleanField("營運中", default=True)

    class Meta:
        verbose_name = "工廠"
        constraints = [
            models.CheckConstraint(
                condition=Q(number_kind="none", number="") & ~Q(no_number_reason="")
                | ~Q(number_kind="none") & ~Q(number=""),
                name="factory_number_or_reason",
            ),
            models.UniqueConstraint(fields=["firm", "number"], condition=~Q(number=""), name="factory_once_per_firm"),
        ]

    def __str__(self) -> str:
        return self.name


class Relation(models.Model):
    """A declared relation of a person to a firm, for recusal (point 15): who, in which ground, how near, since when.

    ``related_person`` stands in the ``ground`` to the firm or the matter: the person's cousin (blood, degree 4) is a
    party; the person's spouse is employed by the firm. Corrected rows end; they are not deleted.
    """

    class Ground(models.TextChoices):
        PARTY = "party", "為申請業者之負責人或事件當事人"
        JOINT = "joint_right_or_duty", "與當事人有共同權利人或共同義務人之關係"
        AGENT = "agent_or_assistant", "為當事人之代理人或輔佐人"
        EMPLOYED = "employment_or_mandate", "與申請業者有僱傭或委任關係"

    class Person(models.TextChoices):
        SELF = "self", "本人"
        SPOUSE = "spouse", "配偶"
        FORMER_SPOUSE = "former_spouse", "前配偶"
        BLOOD = "blood_relative", "血親"
        AFFINE = "affine", "姻親"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="relations")
    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="relations")
    ground = models.CharField("事由", max_length=24, choices=Ground)
    related_person = models.CharField("何人", max_length=16, choices=Person)
    kin = models.CharField("親屬稱謂", max_length=40, blank=True)
    degree = models.PositiveSmallIntegerField("親等", null=True, blank=True)
    kinship_ended = models.BooleanField("親屬關係已消滅", default=False)
    still_current = models.BooleanField("關係仍存續", default=True)
    declared_at = models.DateTimeField("揭露時間")
    ended_at = models.DateTimeField("更正時間", null=True, blank=True)

    class Meta:
        verbose_name = "利害關係揭露"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    related_person__in=["blood_relative", "affine"],
                    degree__isnull=False,
                    degree__gte=1,
                    degree__lte=20,
                )
                | ~Q(related_person__in=["blood_relative", "affine"]) & Q(degree=None, kinship_ended=False),
                name="relation_degree_for_kin_only",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("declared_at")),
                name="relation_ends_after_it_was_declared",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} - {self.firm}: {self.get_ground_display()}"


class Ban(models.Model):
    """No re-application between two days, both included (points 41 II, 42 II, 43 III), as the decision says.

    ``source_stream`` is the chain of the decision it follows from; one decision makes at most one ban.
    """

    firm = models.ForeignKey(Firm, on_delete=models.PROTECT, related_name="bans")
    first_day = models.DateField("起日")
    last_day = models.DateField("迄日")
    point = models.CharField("依據", max_length=8)
    cite = models.CharField("依據", max_length=80)
    source_stream = models.CharField(max_length=100, blank=True)
    lifted_on = models.DateField("解除日", null=True, blank=True)
    """The day the decision was set aside (point 49): from then on the ban was never there; the row stays."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="ban_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["firm", "source_stream"], condition=~Q(source_stream=""), name="ban_once_per_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firm} {self.first_day}-{self.last_day}"
