"""Monthly approval lists of a body (annex 14 point 3(4)), and the day of the month on which it compiles them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from smilemark.accounts import roles
from smilemark.mark.models.orders import NOBODY
from smilemark.mark.states import lists as states

WHO = settings.AUTH_USER_MODEL
LAST_LIST_DAY = 28  # every month has it


class ApprovalList(models.Model):
    """核准清單: the approved orders of a body, closed once a month; the secretariat sends it to the printing body."""

    number = models.CharField("清單編號", max_length=20, unique=True)
    state = models.CharField("狀態", max_length=10, choices=states.ListState)
    body = models.ForeignKey("accreditation.Body", on_delete=models.PROTECT, related_name="+")
    month = models.DateField("月份")
    """The first day of its month; one list per body and month."""
    compiled_at = models.DateTimeField("編製時間")
    compiled_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """Empty: compiled by the system on the body's day."""
    words = models.JSONField("內容")
    document = models.ForeignKey("foundation.StoredDocument", on_delete=models.PROTECT, related_name="+")
    printing_body = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    received_on = models.DateField("印製執行機構收到日", null=True, blank=True)
    sent_by = models.ForeignKey(WHO, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "核准清單"
        indexes = [models.Index(fields=["state"], name="mark_list_state")]
        constraints = [
            models.UniqueConstraint(fields=["body", "month"], name="approval_list_once_a_month"),
            models.CheckConstraint(
                condition=Q(state="compiled", printing_body=None, received_on=None)
                | ~Q(state="compiled") & Q(printing_body__isnull=False, received_on__isnull=False),
                name="sent_list_says_where_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def organisation_for(self, role: str) -> int | None:
        """The body's people; the printing body it was sent to; the secretariat is one."""
        if role in roles.BODY_ROLES:
            return self.body_id
        if role == roles.PRINTING_BODY:
            return self.printing_body_id or NOBODY
        return None


class ListDay(models.Model):
    """The day of the month on which a body's list is compiled, from a day on (a dated setting; the text says 每月定期)."""

    body = models.ForeignKey("accreditation.Body", on_delete=models.PROTECT, related_name="+")
    day = models.PositiveSmallIntegerField("每月編製日")
    effective_from = models.DateField("生效日")
    set_at = models.DateTimeField("設定時間")
    set_by = models.ForeignKey(WHO, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "核准清單編製日"
        ordering = ["-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["body", "effective_from"], name="list_day_once_per_day"),
            models.CheckConstraint(condition=Q(day__gte=1, day__lte=LAST_LIST_DAY), name="list_day_in_every_month"),
        ]

    def __str__(self) -> str:
        return f"{self.body_id} {self.day}"
