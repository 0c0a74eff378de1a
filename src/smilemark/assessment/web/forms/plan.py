"""Forms of the corrective plan: the applicant's answers, the reviewer's receipt, extension and judgement."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone

from smilemark.assessment import actions
from smilemark.assessment.models import CorrectivePlan
from smilemark.assessment.web.forms.fields import AskedForm
from smilemark.foundation.web.days import DayField

if TYPE_CHECKING:
    from smilemark.assessment.models import PlanRow

PAPER_WAYS = [choice for choice in CorrectivePlan.Delivery.choices if choice[0] != CorrectivePlan.Delivery.SYSTEM]


class AnswerForm(AskedForm):
    """One finding answered; the prefix is the item's code."""

    cause = forms.CharField(label="缺失原因", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    correction = forms.CharField(label="缺失矯正方式", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    attachment_label = forms.CharField(label="附件編號", max_length=40, required=False)
    attachment = forms.FileField(label="附件", required=False, help_text="PDF、圖片、ODT 或 ODS。")

    asked = frozenset({"cause", "correction"})

    @staticmethod
    def initial_of(row: PlanRow) -> dict[str, Any]:
        """What stands now."""
        return {"cause": row.cause, "correction": row.correction, "attachment_label": row.attachment_label}

    def answer(self) -> actions.PlanAnswer:
        """What the action takes."""
        given = self.cleaned_data
        return actions.PlanAnswer(
            str(self.prefix),
            given["cause"],
            given["correction"],
            given["attachment_label"],
            given["attachment"],
        )


class ReceiveForm(forms.Form):
    """A plan that came on paper."""

    delivery = forms.ChoiceField(label="送件方式", choices=PAPER_WAYS, widget=forms.RadioSelect)
    sent_on = DayField(label="業者送件日期（郵寄者為郵戳日期）", required=False)
    received_on = DayField(label="驗證機構收件日期", required=False)
    transmitted_day = DayField(label="傳送日期（傳真、電子郵件）", required=False)
    transmitted_time = forms.TimeField(
        label="傳送時間",
        required=False,
        help_text="例如 16:30",
        input_formats=["%H:%M"],
        error_messages={"invalid": "請填如 16:30。"},
    )
    scan = forms.FileField(label="矯正計畫掃描檔", required=False)

    def paper(self) -> actions.PaperDelivery:
        """What the action takes."""
        given = self.cleaned_data
        day, time = given["transmitted_day"], given["transmitted_time"]
        moment = None
        if day is not None and time is not None:
            moment = datetime.combine(day, time, tzinfo=timezone.get_current_timezone())
        return actions.PaperDelivery(given["delivery"], given["sent_on"], given["received_on"], moment, given["scan"])

    def clean(self) -> dict[str, Any]:
        """A time of transmission needs its day, and the day its time."""
        given: dict[str, Any] = super().clean() or {}
        for name, other, words in (
            ("transmitted_time", "transmitted_day", "請填寫傳送時間。"),
            ("transmitted_day", "transmitted_time", "請填寫傳送日期。"),
        ):
            if given.get(other) is not None and given.get(name) is None and name not in self.errors:
                self.add_error(name, words)
        return given


class ExtendForm(forms.Form):
    """A later last day."""

    plan_due_on = DayField(label="展延後之期限")
    reason = forms.CharField(label="展延理由", widget=forms.Textarea(attrs={"rows": 2}))


class JudgeForm(forms.Form):
    """The judgement, with a check of the execution where one was made."""

    checked_on = DayField(label="赴廠查核日", required=False)
    check_text = forms.CharField(label="查核情形", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    check_refused = forms.BooleanField(label="業者拒絕查核執行情形（判定不通過）", required=False)
