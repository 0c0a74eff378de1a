"""Forms of the application, one per section. They read what was typed; what may be saved is the actions' matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from smilemark.accreditation import queries as accreditation
from smilemark.certification.legal import intake as legal
from smilemark.certification.models import Case
from smilemark.companies import queries as companies
from smilemark.foundation.web.days import DayField
from smilemark.foundation.web.row_ids import row_id
from smilemark.governance import queries as governance

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from smilemark.certification.models import CaseFactory, CaseProduct
    from smilemark.foundation.moves import Refused

YES_NO = [("true", "是"), ("false", "否")]


def add_refusal(form: forms.Form, refusal: Refused) -> None:
    """Show the refusal at its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)


class SectionForm(forms.Form):
    """A section of the application; filled from the row, empty answers allowed (the task list says what is lacking)."""

    def __init__(self, *args: Any, case: Case, today: date, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        self.case, self.today = case, today
        super().__init__(*args, **kwargs)

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return dict(self.cleaned_data)

    @classmethod
    def initial_of(cls, case: Case) -> dict[str, Any]:
        """What stands now."""
        return {name: getattr(case, name) for name in cls.base_fields}


class ContactForm(SectionForm):
    """業者及聯絡人."""

    contact_name = forms.CharField(label="聯絡人", max_length=80, required=False)
    contact_phone = forms.CharField(label="聯絡電話", max_length=40, required=False)
    contact_email = forms.EmailField(label="聯絡電子郵件", required=False)


class RoleForm(SectionForm):
    """申請角色 (point 22 II)."""

    maker_role = forms.ChoiceField(
        label="申請角色",
        choices=Case.MakerRole.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text="數家協同製造者，應由成員委託單一業者代表申請（第二十二點第二項）。",
    )
    is_manufactured = forms.ChoiceField(
        label="申請產品為製造或加工之產品",
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
        help_text="以製造或加工之產品為限（第四點）。",
    )

    def values(self) -> dict[str, Any]:
        """Yes, no, or not yet said."""
        given = {"true": True, "false": False}.get(self.cleaned_data["is_manufactured"])
        return {"maker_role": self.cleaned_data["maker_role"], "is_manufactured": given}

    @classmethod
    def initial_of(cls, case: Case) -> dict[str, Any]:
        """What stands now."""
        said = {True: "true", False: "false", None: ""}[case.is_manufactured]
        return {"maker_role": case.maker_role, "is_manufactured": said}


class ScopeForm(SectionForm):
    """產業、類別及驗證機構: only bodies in scope and valid today."""

    industry = forms.ChoiceField(label="產業", required=False)
    body = forms.ChoiceField(label="驗證機構", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        kinds = [(str(row.pk), f"{row}（{row.get_product_class_display()}）") for row in governance.industries()]
        self.fields["industry"].choices = [("", "請選擇"), *kinds]  # type: ignore[attr-defined]  # a ChoiceField
        wanted = self["industry"].value()
        self.fields["body"].choices = [("", "請選擇"), *bodies(str(wanted or ""), self.today)]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["body"].help_text = (
            "僅列認證範圍包含此產業且在有效期間內之驗證機構（第十三點、第二十六點第一項）。"
            if wanted
            else "選定產業並儲存後，列出可受理之驗證機構。"
        )

    def values(self) -> dict[str, Any]:
        """Ids; None where nothing was chosen."""
        return {name: int(value) if value else None for name, value in self.cleaned_data.items()}

    def clean_body(self) -> str:
        """A body of another industry is let go; the action refuses what is left out of scope."""
        return str(self.cleaned_data["body"])

    @classmethod
    def initial_of(cls, case: Case) -> dict[str, Any]:
        """What stands now."""
        return {"industry": case.industry_id, "body": case.body_id}


def bodies(industry_id: str, today: date) -> list[tuple[str, str]]:
    """Bodies that may take the industry in today."""
    industry = governance.industries().filter(pk=row_id(industry_id) or 0).first()
    if industry is None:
        return []
    found = accreditation.bodies_for(industry.product_class, industry, today)
    return [(str(body.pk), body.name) for body in found]


class SchemeForm(SectionForm):
    """採認之特定產品驗證制度 (class 2; annex 12)."""

    scheme_name = forms.CharField(label="採認之特定產品驗證制度", max_length=120, required=False)
    scheme_certificate = forms.CharField(label="該制度之驗證字號", max_length=80, required=False)
    scheme_valid_until = DayField(label="該制度之驗證效期", required=False)


class DeclarationForm(SectionForm):
    """聲明."""

    declared_true = forms.BooleanField(
        label="本業者聲明：所填內容及所附文件均屬真實，並同意無償提供樣品供檢驗（第二十三點、第二十四點第一項）。",
        required=False,
    )


class ChangeForm(SectionForm):
    """變更: only what changes is filled (point 32 I)."""

    name = forms.CharField(label="變更後之業者名稱", max_length=200, required=False)
    address = forms.CharField(label="變更後之地址", max_length=200, required=False)
    responsible_person = forms.CharField(label="變更後之負責人", max_length=80, required=False)

    def values(self) -> dict[str, Any]:
        """Only what was filled."""
        return {"change_request": {name: value for name, value in self.cleaned_data.items() if value}}

    @classmethod
    def initial_of(cls, case: Case) -> dict[str, Any]:
        """What stands now."""
        return dict(case.change_request)


class ReissueForm(ChangeForm):
    """補發 (point 32 III)."""

    name = address = responsible_person = None  # type: ignore[assignment]  # Django's way to leave fields out
    reason = forms.ChoiceField(
        label="補發事由", choices=[("lost", "遺失"), ("damaged", "毀損")], widget=forms.RadioSelect, required=False
    )
    text = forms.CharField(label="說明", widget=forms.Textarea, max_length=1000, required=False)


class EndForm(ChangeForm):
    """終止使用 (point 42 I(1))."""

    name = address = responsible_person = None  # type: ignore[assignment]  # Django's way to leave fields out
    labels = forms.MultipleChoiceField(label="擬終止使用之標章", widget=forms.CheckboxSelectMultiple, required=False)
    reason = forms.CharField(label="事由", widget=forms.Textarea, max_length=1000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        labels = self.case.certificate.labels.filter(ended_on=None) if self.case.certificate else []
        choices = [(label.number, f"{label.number} {label.product_name} {label.product_model}") for label in labels]
        self.fields["labels"].choices = choices  # type: ignore[attr-defined]  # a MultipleChoiceField


SECTION_FORMS: dict[str, type[SectionForm]] = {
    "contact": ContactForm,
    "role": RoleForm,
    "scope": ScopeForm,
    "scheme": SchemeForm,
    "declaration": DeclarationForm,
}
CHANGE_FORMS: dict[str, type[SectionForm]] = {"change": ChangeForm, "reissue": ReissueForm, "end": EndForm}


def section_form(case: Case, section: str) -> type[SectionForm] | None:
    """The form of a section; None where there is none of its own."""
    return CHANGE_FORMS.get(case.kind) if section == "change" else SECTION_FORMS.get(section)


# ---- factories, products, papers ---------------------------------------------------------------------------


class AddFactoryForm(forms.Form):
    """A factory of the firm's list."""

    factory = forms.ChoiceField(label="工廠")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        named = set(case.factories.values_list("factory_id", flat=True))
        rows = [row for row in companies.active_factories(case.firm) if row.pk not in named]
        choices = [(str(row.pk), f"{row}（{row.number or '免辦登記'}，{row.address}）") for row in rows]
        self.fields["factory"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class NewFactoryForm(forms.Form):
    """A factory not yet on the firm's list; also one that makes for the firm (R-23.2)."""

    name = forms.CharField(label="工廠名稱", max_length=200)
    number = forms.CharField(
        label="工廠登記編號", max_length=20, required=False, help_text="8碼；首碼數字為一般工廠，T臨時、P納管、S特定。"
    )
    no_number_reason = forms.CharField(label="未登記之理由", max_length=300, required=False)
    county = forms.CharField(label="縣市", max_length=10)
    address = forms.CharField(label="工廠地址", max_length=200)
    processes = forms.CharField(label="負責製程", max_length=300, required=False)


class MakerForm(forms.Form):
    """The registration number of another firm's factory."""

    number = forms.CharField(label="工廠登記編號", max_length=20, help_text="8碼，須與該業者登錄者相同。")


class FactoryRowForm(forms.Form):
    """What a factory does for the products, and its adopted QMS certificate (points 19 II, 23 II(2))."""

    process = forms.CharField(label="負責製程", max_length=300, required=False)
    qms_standard = forms.ChoiceField(
        label="採認之品質管理系統驗證",
        required=False,
        help_text="領有經公告採認之驗證者，視同符合工廠品管系統驗證基準（第十九點第二項）。",
    )
    qms_certificate = forms.CharField(label="證書字號", max_length=60, required=False)
    qms_valid_until = DayField(label="證書效期", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        names = [row.name for row in governance.adopted_qms(today)]
        self.fields["qms_standard"].choices = [("", "無"), *((name, name) for name in names)]  # type: ignore[attr-defined]  # a ChoiceField

    @classmethod
    def initial_of(cls, row: CaseFactory) -> dict[str, Any]:
        """What stands now."""
        return {name: getattr(row, name) for name in cls.base_fields}


class AddProductForm(forms.Form):
    """A further product."""

    name = forms.CharField(label="產品名稱", max_length=200)


class ProductForm(forms.Form):
    """One product (R-23.3, R-23.4). The bill of materials stands beside it, row by row."""

    name = forms.CharField(label="產品名稱", max_length=200)
    model = forms.CharField(label="型號（含顏色）", max_length=120, required=False)
    brand = forms.CharField(label="品牌", max_length=80, required=False)
    item = forms.ChoiceField(label="開放驗證產品項目", required=False)
    hs_code = forms.CharField(
        label="稅則號列", max_length=15, required=False, help_text="6、8、10或11位數字，例如 6302.60.00.00-0。"
    )
    factories = forms.MultipleChoiceField(label="製造之工廠", widget=forms.CheckboxSelectMultiple, required=False)
    function_spec = forms.CharField(label="功能規格", widget=forms.Textarea, required=False)
    process_text = forms.CharField(label="生產製程", widget=forms.Textarea, required=False)
    materials_text = forms.CharField(label="關鍵物料或配方之功能規格", widget=forms.Textarea, required=False)
    labelling_text = forms.CharField(label="商品標示內容", widget=forms.Textarea, required=False)
    declared_price = forms.DecimalField(
        label="產品價格（元，每單位）",
        max_digits=15,
        decimal_places=4,
        required=False,
        help_text="出口價格（F.O.B.）；未外銷者填內銷出廠價格。附加價值率依此計算（原產地證明書及加工證明書管理辦法第五條）。",
    )
    tested_elsewhere = forms.BooleanField(
        label="屬應施檢驗品目且檢驗合格，或已依國家標準、法規、其他制度檢測合格（第二十三點第二項第三款）",
        required=False,
    )

    def __init__(self, *args: Any, case: Case, today: date, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        items = governance.open_items(case.industry, today) if case.industry is not None else []
        choices = [("", "請選擇"), *((str(row.pk), row.name) for row in items)]
        self.fields["item"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["item"].help_text = (
            "僅列本日公告開放驗證者（第二十一點）。" if case.industry else "請先於「產業」一節選定產業。"
        )
        rows = case.factories.select_related("factory")
        self.fields["factories"].choices = [(str(row.pk), str(row.factory)) for row in rows]  # type: ignore[attr-defined]  # a MultipleChoiceField

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        given["item"] = int(given["item"]) if given["item"] else None
        return given

    @classmethod
    def initial_of(cls, product: CaseProduct) -> dict[str, Any]:
        """What stands now."""
        found = {name: getattr(product, name) for name in cls.base_fields if name not in {"item", "factories"}}
        makers = [str(pk) for pk in product.factories.values_list("pk", flat=True)]
        return found | {"item": product.item_id, "factories": makers}


ROW_COLUMNS = ("name", "hs_code", "origin", "cif_price", "is_key_material")
BOM_NAME_PARTS = 3  # bom, row number, column


def rows_typed(data: Mapping[str, str]) -> list[dict[str, Any]]:
    """The bill of materials as typed, row by row (``bom-0-name`` ...); nothing is judged here."""
    numbers = sorted(
        {
            number
            for key in data
            if len(part := key.split("-")) == BOM_NAME_PARTS
            and part[0] == "bom"
            and (number := row_id(part[1])) is not None
        }
    )
    rows: list[dict[str, Any]] = [
        {column: data.get(f"bom-{number}-{column}", "") for column in ROW_COLUMNS} for number in numbers
    ]
    for row in rows:
        row["is_key_material"] = row["is_key_material"] == "on"
    return rows


class PaperForm(forms.Form):
    """An upload: which paper, about what."""

    kind = forms.ChoiceField(label="文件種類", choices=list(legal.PAPER_NAMES.items()))
    product = forms.IntegerField(required=False, widget=forms.HiddenInput)
    factory = forms.IntegerField(required=False, widget=forms.HiddenInput)
    valid_until = DayField(label="有效期限", required=False)
    file = forms.FileField(label="檔案", help_text="PDF、PNG、JPEG、ODT、ODS，25 MB 以內。")
