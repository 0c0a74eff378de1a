"""公告停止受理: the administration may stop the intake of government-printed labels (annex 14 point 7)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from smilemark.mark.states import stops as states

WHO = settings.AUTH_USER_MODEL


class IntakeStop(models.Model):
    """One announcement; ``last_day`` empty: until intake is reopened."""

    class Ground(models.TextChoices):
        BUDGET_USED_UP = "budget_used_up", "年度標章印製經費用罄"
        BUDGET_FROZEN_OR_CUT = "budget_frozen_or_cut", "標章印製相關經費遭立法院凍結或刪除"
        POLICY = "policy", "因政府政策，有調整標章印製經費需要"

    number = models.CharField("公告文號", max_length=60, unique=True)
    state = models.CharField("狀態", max_length=10, choices=states.StopState)
    ground = models.CharField("事由", max_length=24, choices=Ground)
    text = models.TextField("公告內容", blank=True)
    first_day = models.DateField("停止受理起日")
    last_day = models.DateField("停止受理迄日", null=True, blank=True)
    announced_at = models.DateTimeField("公告時間")
    announced_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")
    end_number = models.CharField("恢復或撤回公告文號", max_length=60, blank=True)
    end_text = models.TextField("恢復或撤回說明", blank=True)
    ended_at = models.DateTimeField("恢復或撤回公告時間", null=True, blank=True)
    ended_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "停止受理公告"
        ordering = ["-first_day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")), name="stop_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def organisation_for(self, role: str) -> int | None:  # noqa: ARG002  # the administration is one
        """The administration is one."""
        return None
