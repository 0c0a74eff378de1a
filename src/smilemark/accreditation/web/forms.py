"""Forms of the registers of bodies, laboratories and assessors. The actions judge; the forms only read."""

from __future__ import annotations

from django import forms

from smilemark.accreditation import queries
from smilemark.governance.queries import industries


def _day(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}), help_text=help_text)


def _head_title() -> forms.CharField:
    return forms.CharField(
        label="代表人職稱",
        max_length=40,
        help_text="例如董事長、主任。印於本機構所發之函（行政程序法第九十六條第一項第四款）。",
    )


def _head_name() -> forms.CharField:
    return forms.CharField(label="代表人姓名", max_length=80)


class OrganisationForm(forms.Form):
    """What a body or laboratory is called and how it is reached."""

    name = forms.CharField(label="名稱", max_length=200)
    name_en = forms.CharField(label="英文名稱", max_length=200, required=False)
    email = forms.EmailField(label="電子郵件", required=False)
    phone = forms.CharField(label="電話", max_length=40, required=False)


class BodyForm(OrganisationForm):
    """A body has a short name too, and a head who signs."""

    short_name = forms.CharField(label="簡稱", max_length=20, required=False)
    head_title = _head_title()
    head_name = _head_name()


class ChangeBodyForm(forms.Form):
    """Who signs for a body, and how it is reached."""

    head_title = _head_title()
    head_name = _head_name()
    email = forms.EmailField(label="電子郵件", required=False)
    phone = forms.CharField(label="電話", max_length=40, required=False)


class AccreditForm(forms.Form):
    """One accreditation."""

    product_class = forms.TypedChoiceField(
        label="產品類別", choices=[("", "請選擇"), (1, "第一類"), (2, "第二類"), (3, "第三類")], coerce=int
    )
    industry = forms.ModelChoiceField(
        label="產業別",
        queryset=industries(product_class=1),
        required=False,
        empty_label="（不分產業別）",
        help_text="第一類依產業別核發；第二類、第三類不分產業別。",
    )
    certificate_number = forms.CharField(label="認證書編號", max_length=40)
    first_day = _day("取得認證之日", "當日起算三年（第十三點第一項）。")


class RecogniseForm(forms.Form):
    """One recognition."""

    industry = forms.ModelChoiceField(
        label="產業別", queryset=industries().exclude(product_class=2), empty_label="請選擇"
    )
    announcement_number = forms.CharField(label="公告文號", max_length=80)
    first_day = _day("生效日")


class EndForm(forms.Form):
    """An accreditation, recognition or certificate ends."""

    ended_on = _day("廢止日", "自該日起失其效力。")
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea({"rows": 3}))


class CertifyForm(forms.Form):
    """An assessor's certificate; the person is named by user name or mail address."""

    person = forms.CharField(label="人員之使用者名稱或電子郵件", max_length=254)
    number = forms.CharField(label="證書字號", max_length=40)
    issued_on = _day("核發日", "有效二年，核發日不計（附件十第七點）。")


class AuthorityForm(forms.Form):
    """The authority of an adopted class-2 scheme, and its head who signs."""

    name = forms.CharField(label="名稱", max_length=200)
    name_en = forms.CharField(label="英文名稱", max_length=200, required=False)
    head_title = forms.CharField(
        label="首長職稱", max_length=40, help_text="印於該機關所發之函（行政程序法第九十六條第一項第四款）。"
    )
    head_name = forms.CharField(label="首長姓名", max_length=80)
    email = forms.EmailField(label="電子郵件", required=False)


class ChangeAuthorityForm(forms.Form):
    """Who signs for an authority, and how it is reached."""

    head_title = forms.CharField(label="首長職稱", max_length=40)
    head_name = forms.CharField(label="首長姓名", max_length=80)
    email = forms.EmailField(label="電子郵件", required=False)
    phone = forms.CharField(label="電話", max_length=40, required=False)


class DelegateForm(forms.Form):
    """One delegation: who, to whom, by which announcement, from when, for which industry."""

    authority = forms.ModelChoiceField(label="受託主管機關", queryset=queries.authorities(), empty_label="請選擇")
    industry = forms.ModelChoiceField(
        label="產業別", queryset=industries(product_class=2), empty_label="請選擇", help_text="第二類之產業別。"
    )
    delegated_by = forms.CharField(label="委託機關", max_length=80, initial="經濟部")
    number = forms.CharField(
        label="委託公告文號", max_length=80, help_text="委託事項及法規依據應公告（行政程序法第十五條第三項）。"
    )
    delegated_on = _day("委託日期")
    first_day = _day("生效日", "自該日起由受託機關審查授予。")
    last_day = forms.DateField(
        label="末日", widget=forms.DateInput({"type": "date"}), required=False, help_text="未定期限者免填。"
    )
