"""Forms of the annex 7 sheet: gate, items, incident, signing; and of the people around it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms

from smilemark.assessment import actions, legal
from smilemark.assessment.models import FactoryAssessment, ItemResult
from smilemark.assessment.web.forms.fields import YES_NO, AskedForm, said, show_day, yes_no
from smilemark.foundation import calendar
from smilemark.foundation.web.days import DayField

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from smilemark.accounts.models import User
    from smilemark.governance.models import AdoptedQms


class GateForm(AskedForm):
    """Annex 7 part I, in its order."""

    asked = frozenset({"licence", "qms_adopted", "previous"})
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    licence = forms.ChoiceField(
        label="1. 特許製造業：工廠已取得中央目的事業主管機關同意之證明文件",
        widget=forms.RadioSelect,
        choices=FactoryAssessment.Licence.choices,
        required=False,
        help_text="農藥、環境用藥、動物用藥等；勾選「否」者評核不通過。",
    )
    licence_number = forms.CharField(label="許可證字號", max_length=60, required=False)
    licence_valid_until = DayField(label="許可證效期", required=False)
    factory_standard_met = forms.ChoiceField(
        label="符合該業別工廠設廠標準", choices=YES_NO, widget=forms.RadioSelect, required=False
    )
    qms_adopted = forms.ChoiceField(
        label="2. 已通過公告採認之品質管理系統驗證並取得有效合格證明文件",
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
        help_text="視同符合工廠品管系統驗證基準（第十九點第二項）。",
    )
    qms_standard = forms.ChoiceField(label="通過標準", required=False)
    qms_certificate = forms.CharField(label="證書字號", max_length=60, required=False)
    qms_valid_until = DayField(label="證書效期", required=False)
    previous = forms.ChoiceField(
        label="3. 前次品質管理系統評核通過日期是否未逾三年",
        widget=forms.RadioSelect,
        required=False,
        choices=FactoryAssessment.Previous.choices,
    )
    previous_passed_on = DayField(label="前次評核通過日期", required=False)
    previous_evidence = forms.CharField(
        label="前次評核之證明", max_length=120, required=False, help_text="本系統查無紀錄、依紙本登錄者填寫。"
    )

    def __init__(self, *args: Any, adopted: Iterable[AdoptedQms] = (), written: str = "", **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        choices = [("", "請選擇"), *((system.name, system.name) for system in adopted)]
        if written and written not in {name for name, _ in choices}:
            choices.append((written, f"{written}（申請時填報）"))
        self.fields["qms_standard"].choices = [*choices, ("未經公告採認", "其他（未經公告採認）")]  # type: ignore[attr-defined]  # a ChoiceField

    @staticmethod
    def initial_of(row: FactoryAssessment) -> dict[str, Any]:
        """What stands now."""
        return {
            "revision": row.revision,
            "licence": row.licence,
            "licence_number": row.licence_number,
            "licence_valid_until": show_day(row.licence_valid_until),
            "factory_standard_met": yes_no(row.factory_standard_met),
            "qms_adopted": yes_no(row.qms_adopted),
            "qms_standard": row.qms_standard,
            "qms_certificate": row.qms_certificate,
            "qms_valid_until": show_day(row.qms_valid_until),
            "previous": row.previous,
            "previous_passed_on": show_day(row.previous_passed_on),
            "previous_evidence": row.previous_evidence,
        }

    def record(self) -> actions.GateRecord:
        """What the action takes."""
        given = dict(self.cleaned_data)
        given.pop("revision", None)
        given.pop("reason", None)
        given["factory_standard_met"] = said(given["factory_standard_met"])
        given["qms_adopted"] = said(given["qms_adopted"])
        return actions.GateRecord(**given)


class WaiveForm(GateForm):
    """The same part I, decided without a visit."""

    reason = forms.CharField(label="免辦評核之說明", max_length=300, required=False)


class ItemForm(AskedForm):
    """One of the eleven items; the prefix is its code."""

    asked = frozenset({"total", "not_executed", "not_executed_basic", "rules", "records", "grade"})
    total = forms.IntegerField(
        label="應執行數", required=False, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    not_executed = forms.IntegerField(
        label="未執行數（含附件八括弧內容）",
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    not_executed_basic = forms.IntegerField(
        label="其中完全未執行數",
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text="不計括弧內容仍未執行者。",
    )
    rules = forms.ChoiceField(
        label="執行規範",
        choices=ItemResult.Papers.choices,
        widget=forms.RadioSelect,
        required=False,
        initial="complete",
    )
    records = forms.ChoiceField(
        label="執行紀錄",
        choices=ItemResult.Papers.choices,
        widget=forms.RadioSelect,
        required=False,
        initial="complete",
    )
    grade = forms.ChoiceField(label="評核結果", choices=[("", "依規定判定"), *ItemResult.Grade.choices], required=False)
    override_reason = forms.CharField(label="與規定判定不同之理由", max_length=300, required=False)
    text = forms.CharField(
        label="項次及缺失內容",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="「符合」以外者（含不適用）應條列敘明。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        if self.prefix in legal.ONE_COUNT:
            del self.fields["not_executed_basic"]
            self.fields["not_executed"].label = "未執行數"

    @staticmethod
    def initial_of(item: ItemResult | None) -> dict[str, Any]:
        """What stands now."""
        if item is None:
            return {}
        names = ("total", "not_executed", "not_executed_basic", "rules", "records", "override_reason", "text")
        grade = item.grade if item.grade != item.proposed_grade else ""
        return {**{name: getattr(item, name) for name in names}, "grade": grade}

    @property
    def is_blank(self) -> bool:
        """Nothing was counted yet."""
        return self.cleaned_data.get("total") is None

    def record(self) -> actions.ItemRecord:
        """What the action takes."""
        given = self.cleaned_data
        missed = given.get("not_executed") or 0
        basic = None if self.prefix in legal.ONE_COUNT else given.get("not_executed_basic") or 0
        return actions.ItemRecord(
            code=str(self.prefix),
            total=given["total"],
            not_executed=missed,
            not_executed_basic=basic,
            rules=given.get("rules") or "complete",
            records=given.get("records") or "complete",
            grade=given.get("grade") or "",
            override_reason=given.get("override_reason") or "",
            text=given.get("text") or "",
        )


class IncidentForm(AskedForm):
    """The factory's incident flag (AMB-14), and the sheet's revision."""

    asked = frozenset({"incident"})
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    incident = forms.ChoiceField(
        label="因設備或製程管理不當，曾造成安全危害或污染事件",
        choices=FactoryAssessment.Incident.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text="尚未完成改善者，記為一項嚴重缺點（第二十八點第二項第一款第二目）。",
    )
    incident_item = forms.ChoiceField(
        label="事件對應項次",
        choices=[("", "—"), *((code, f"{code} {legal.NAMES[code]}") for code in legal.INCIDENT_ITEMS)],
        required=False,
    )
    incident_text = forms.CharField(
        label="事件經過及改善情形", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    @staticmethod
    def initial_of(row: FactoryAssessment) -> dict[str, Any]:
        """What stands now."""
        return {
            "revision": row.revision,
            "incident": row.incident,
            "incident_item": row.incident_item,
            "incident_text": row.incident_text,
        }

    def record(self) -> actions.IncidentRecord:
        """What the action takes."""
        given = self.cleaned_data
        return actions.IncidentRecord(
            given.get("incident") or "none",
            given.get("incident_item") or "",
            given.get("incident_text") or "",
        )


class ConcludeForm(AskedForm):
    """The end of the sheet: day, plan's due day, declarations, signature."""

    asked = frozenset({"declared_true", "consented_personal_data", "representative"})
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    assessed_on = DayField(label="評核日")
    plan_due_on = DayField(label="矯正計畫期限", required=False)
    remark = forms.CharField(label="綜合評定及建議", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    declared_true = forms.BooleanField(
        label="業者代表聲明：本表應檢附之佐證文件內容均已據實提供，並遵守「臺灣製產品MIT微笑標章推動及管理辦法」及「臺灣製MIT微笑產品驗證制度推動及管理要點」之規定，"
        "如有不實或有違法情事，願依刑法偽造文書罪規定受罰。",
        required=False,
    )
    consented_personal_data = forms.BooleanField(
        label="業者代表同意：經濟部產業發展署及受委託之執行機構，於MIT微笑標章推動與管理及產業輔導的特定目的範圍內，得依法使用本人個人資料。",
        required=False,
    )
    representative = forms.CharField(label="業者代表簽名（姓名）", max_length=80, required=False)
    signature = forms.FileField(
        label="業者代表手寫簽名之影像",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        help_text="在平板上簽寫或拍下簽名頁後上傳（PNG、JPEG）。",
    )
    unsigned_reason = forms.CharField(
        label="業者代表未簽名之事由", max_length=200, required=False, help_text="僅於判定不通過時得免簽名。"
    )

    def signing(self) -> actions.Signing:
        """What the action takes."""
        given = self.cleaned_data
        names = (
            "representative",
            "declared_true",
            "consented_personal_data",
            "signature",
            "unsigned_reason",
            "remark",
        )
        return actions.Signing(**{name: given[name] for name in names})


class RefusedEntryForm(forms.Form):
    """The factory refused the body's people."""

    refusal_text = forms.CharField(label="拒絕評核情形", widget=forms.Textarea(attrs={"rows": 3}))


class PhotoForm(forms.Form):
    """A picture straight from the camera."""

    item_code = forms.ChoiceField(
        label="項次",
        required=False,
        choices=[("", "全廠"), *((code, f"{code} {legal.NAMES[code]}") for code in legal.CODES)],
    )
    caption = forms.CharField(label="照片說明", max_length=120, required=False)
    file = forms.FileField(
        label="照片",
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        help_text="PNG 或 JPEG。",
    )


class AssignForm(forms.Form):
    """Who assesses: only those who may on the day are offered."""

    assessor = forms.ChoiceField(
        label="評核人員",
        help_text="僅列出本機構持有效合格證書者（第三十點）；有利害關係者不得指派（第十五點）。",
    )

    def __init__(self, *args: Any, assessors: Iterable[User] = (), **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        offered = [(str(user.pk), user.display_name) for user in assessors]
        self.fields["assessor"].choices = [("", "請選擇"), *offered]  # type: ignore[attr-defined]  # a ChoiceField


class ScheduleForm(forms.Form):
    """The on-site day."""

    scheduled_for = DayField(label="現場評核日")

    @staticmethod
    def initial_of(row: FactoryAssessment) -> dict[str, Any]:
        """What stands now."""
        return {"scheduled_for": show_day(row.scheduled_for)}


def suggested_due(today: date) -> str:
    """At least fourteen days, a working day (AMB-17)."""
    return calendar.roc_short(calendar.moved(today + timedelta(days=actions.SUGGESTED_PLAN_DAYS))[0])
