"""Forms of announcements. The actions judge; the forms only read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.models import fields_for_model

from smilemark.governance.models import Announcement, Industry
from smilemark.governance.parts import PARTS

if TYPE_CHECKING:
    from django.db.models import Model


class DraftForm(forms.Form):
    """What a new draft is about."""

    subject = forms.ChoiceField(label="公告事項", choices=[("", "請選擇"), *Announcement.Subject.choices])
    industry = forms.ModelChoiceField(
        label="產業別",
        queryset=Industry.objects.all(),
        required=False,
        empty_label="（全部產業）",
        help_text="產品項目、特殊條件、檢驗基準及款式認定原則應依產業別公告。",
    )
    title = forms.CharField(label="標題", max_length=200)
    copy = forms.BooleanField(label="複製現行公告之全部內容", required=False)
    is_sample = forms.BooleanField(label="示範資料（非官方公告）", required=False)


class TitleForm(forms.Form):
    """What may be changed of the draft itself."""

    title = forms.CharField(label="標題", max_length=200)
    is_sample = forms.BooleanField(label="示範資料（非官方公告）", required=False)


class AnnounceForm(forms.Form):
    """What makes a draft an announcement."""

    number = forms.CharField(label="公告文號", max_length=80)
    announced_on = forms.DateField(label="公告日期", widget=forms.DateInput({"type": "date"}))
    effective_from = forms.DateField(
        label="生效日",
        widget=forms.DateInput({"type": "date"}),
        help_text="不得早於公告日期；前一公告自生效日起停止適用。",
    )


class FundForm(forms.Form):
    """From when to when the government bears the costs of an industry (point 38 I)."""

    number = forms.CharField(label="核定文號", max_length=80)
    first_day = forms.DateField(label="適用首日", widget=forms.DateInput({"type": "date"}))
    last_day = forms.DateField(
        label="適用末日", widget=forms.DateInput({"type": "date"}), required=False, help_text="未定者免填。"
    )


class EndFundingForm(forms.Form):
    """The government stops bearing the costs."""

    last_day = forms.DateField(
        label="適用末日", widget=forms.DateInput({"type": "date"}), help_text="次日起回復使用者付費。"
    )
    reason = forms.CharField(label="停止理由", max_length=500, widget=forms.Textarea({"rows": 3}))


def part_form(part: str) -> type[forms.Form]:
    """The form of one row of an announcement, from the columns of its table."""
    kind = PARTS[part]
    fields: dict[str, Any] = dict(fields_for_model(kind.model, kind.fields))
    if "hs_prefixes" in fields:
        fields["hs_prefixes"] = forms.CharField(
            label="對應稅則號列", max_length=400, help_text="前2至11碼，多個號列以逗號分隔，例如 630260, 630291。"
        )
    if "part" in fields:
        fields["part"].label = "構面"
    return type("PartForm", (forms.Form,), fields)


def values_of(part: str, row: Model) -> dict[str, Any]:
    """The present values of a row, as its form shows them."""
    values = {field: getattr(row, field) for field in PARTS[part].fields}
    if "hs_prefixes" in values:
        values["hs_prefixes"] = ", ".join(values["hs_prefixes"])
    return values
