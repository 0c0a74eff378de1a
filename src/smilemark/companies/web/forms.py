"""Forms of firms, factories, relations and bans. The actions judge; the forms only read."""

from __future__ import annotations

from django import forms

from smilemark.companies.actions.bans import POINTS
from smilemark.companies.legal import COUPLE, KIN
from smilemark.companies.models import Firm, Relation

COUNTIES = (
    "基隆市", "臺北市", "新北市", "桃園市", "新竹市", "新竹縣", "苗栗縣", "臺中市", "彰化縣", "南投縣", "雲林縣",
    "嘉義市", "嘉義縣", "臺南市", "高雄市", "屏東縣", "宜蘭縣", "花蓮縣", "臺東縣", "澎湖縣", "金門縣", "連江縣",
)  # fmt: skip
_COUNTY_CHOICES = [("", "請選擇"), *((name, name) for name in COUNTIES)]
_KINDS = [(value, label) for value, label in Firm.EntityKind.choices if value != Firm.EntityKind.UNKNOWN]


def _live(url: str) -> dict[str, str]:
    """A check while typing; without script the same check comes with the answer to the form."""
    return {
        "hx-get": url,
        "hx-trigger": "change, keyup changed delay:500ms",
        "hx-target": "next .live",
        "hx-include": "this",
        "autocomplete": "off",
    }


class FirmForm(forms.Form):
    """What a firm says of itself."""

    name = forms.CharField(label="業者名稱", max_length=200, help_text="與公司、商業登記之名稱相同。")
    entity_kind = forms.ChoiceField(
        label="組織型態", choices=[("", "請選擇"), *_KINDS], help_text="獨資、合夥事業或公司得申請驗證（第二十二點）。"
    )
    responsible_person = forms.CharField(label="負責人", max_length=80)
    county = forms.ChoiceField(label="縣市", choices=_COUNTY_CHOICES)
    address = forms.CharField(label="地址", max_length=200)
    phone = forms.CharField(label="電話", max_length=40, required=False)
    email = forms.EmailField(label="電子郵件", required=False)
    name_en = forms.CharField(label="英文名稱", max_length=200, required=False)


class RegisterForm(FirmForm):
    """A firm's first entry."""

    ubn = forms.CharField(
        label="統一編號",
        max_length=20,
        help_text="八位數字。",
        widget=forms.TextInput({"inputmode": "numeric", **_live("/check/ubn/")}),
    )
    field_order = ("ubn",)


class FactoryForm(forms.Form):
    """One factory."""

    name = forms.CharField(label="工廠名稱", max_length=200)
    number = forms.CharField(
        label="工廠登記編號",
        max_length=50,
        required=False,
        help_text="八碼：首碼為數字（一般）或 T（臨時）、P（納管）、S（特定）。第二類產品之工廠必須填寫。",
        widget=forms.TextInput(_live("/check/factory-number/")),
    )
    no_number_reason = forms.CharField(
        label="未登記之理由",
        max_length=300,
        required=False,
        help_text="未填工廠登記編號者，請敘明理由，例如未達應辦登記之規模。",
    )
    county = forms.ChoiceField(label="縣市", choices=_COUNTY_CHOICES)
    address = forms.CharField(label="工廠地址", max_length=200)
    processes = forms.CharField(label="負責製程", max_length=300, required=False, help_text="例如：織造、染整、縫製。")


_WHO = [
    ("", "請選擇"),
    ("本人及配偶", list(COUPLE.items())),
    ("親屬", [(code, kin.label) for code, kin in KIN.items()]),
]


class RelationForm(forms.Form):
    """A relation to a firm (point 15)."""

    firm = forms.CharField(
        label="業者統一編號",
        max_length=20,
        help_text="已登錄於本系統之業者。",
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    who = forms.ChoiceField(label="何人", choices=_WHO, help_text="與該業者有關係之人，是您的什麼人。")
    ground = forms.ChoiceField(label="事由", choices=[("", "請選擇"), *Relation.Ground.choices])
    still_current = forms.BooleanField(label="該關係現仍存續", required=False, initial=True)
    kinship_ended = forms.BooleanField(
        label="曾有此親屬關係，現已消滅", required=False, help_text="僅適用於血親或姻親。"
    )


class BanForm(forms.Form):
    """A decision that may carry a ban."""

    point = forms.ChoiceField(label="依據", choices=[("", "請選擇"), *((point, f"第{point}點") for point in POINTS)])
    effective_on = forms.DateField(
        label="撤銷或廢止生效日",
        widget=forms.DateInput({"type": "date"}),
        help_text="處分送達之日；期間自次日起算。",
    )
    source_stream = forms.CharField(label="處分文號", max_length=100)
