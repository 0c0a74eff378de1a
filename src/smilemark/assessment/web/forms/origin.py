"""Forms of the origin page: the product and its bill of materials, the assessor's facts, evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from smilemark.assessment import actions, legal
from smilemark.assessment.models import OriginDetermination, OriginEvidence
from smilemark.assessment.web.forms.fields import YES_NO, AskedForm, said, yes_no
from smilemark.foundation.web.row_ids import row_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from smilemark.assessment.models import OriginInput
    from smilemark.governance.models import SpecialOriginCondition

SPARE_ROWS = 3


class ProductForm(AskedForm):
    """Tariff code and price of the product."""

    asked = frozenset({"fob_price"})
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    hs_code = forms.CharField(
        label="產品稅則號列",
        max_length=20,
        help_text="6、8、10 或 11 位；比對前六位碼（第五條第一項第一款）。",
    )
    fob_price = forms.CharField(label="產品價格（每單位）", max_length=20, required=False)
    price_basis = forms.ChoiceField(
        label="價格基礎", choices=OriginDetermination.PriceBasis.choices, widget=forms.RadioSelect
    )

    @staticmethod
    def initial_of(row: OriginDetermination) -> dict[str, Any]:
        """What stands now."""
        price = "" if row.fob_price is None else format(row.fob_price.normalize(), "f")
        return {
            "revision": row.revision,
            "hs_code": row.hs_code,
            "fob_price": price,
            "price_basis": row.price_basis,
        }


class InputForm(AskedForm):
    """One row of the bill of materials; the prefix is ``inputs-<row>``."""

    asked = frozenset({"name", "hs_code", "origin", "cif_price"})
    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="物料名稱", max_length=120, required=False)
    hs_code = forms.CharField(label="稅則號列", max_length=20, required=False)
    origin = forms.CharField(label="原產地", max_length=10, required=False)
    cif_price = forms.CharField(label="耗用金額（C.I.F.）", max_length=20, required=False)
    is_key_material = forms.BooleanField(label="關鍵物料", required=False)

    @property
    def is_done(self) -> bool:
        """A stored row with nothing to fill in: the page folds it. After a refusal all rows lie open."""
        named = ("id", "name", "hs_code", "origin", "cif_price")
        return not self.is_bound and all(self[name].value() for name in named)

    @staticmethod
    def initial_of(entry: OriginInput) -> dict[str, Any]:
        """What stands now."""
        return {
            "id": entry.pk,
            "name": entry.name,
            "hs_code": entry.hs_code,
            "origin": entry.origin,
            "cif_price": format(entry.cif_price.normalize(), "f"),
            "is_key_material": entry.is_key_material,
        }


def input_forms(entries: Iterable[OriginInput], data: Mapping[str, Any] | None = None) -> list[InputForm]:
    """The stored rows and spare ones; or, with ``data``, the rows as typed."""
    if data is not None:
        typed = (row_id(key.split("-")[1]) for key in data if key.startswith("inputs-"))
        rows = sorted({number for number in typed if number is not None})
        return [InputForm(data, prefix=f"inputs-{number}") for number in rows[:300]]
    known = [InputForm(prefix=f"inputs-{n}", initial=InputForm.initial_of(entry)) for n, entry in enumerate(entries)]
    spare = [InputForm(prefix=f"inputs-{len(known) + n}", initial={"origin": ""}) for n in range(SPARE_ROWS)]
    return known + spare


class FactsForm(AskedForm):
    """What the assessor found; the result follows by law."""

    asked = frozenset(
        {
            "final_transformation_in_taiwan",
            "operations",
            "other_processing",
            "authority_decision",
            "reasoning",
            "wholly_obtained_head",
            "important_process_met",
        }
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    wholly_obtained_head = forms.ChoiceField(
        label="完全取得或完全生產（第四條）",
        required=False,
        choices=[
            ("", "否"),
            *((str(number), f"第{number}款　{words}") for number, words in legal.WHOLLY_OBTAINED_HEADS.items()),
        ],
    )
    final_transformation_in_taiwan = forms.ChoiceField(
        label="最終實質轉型在我國境內（第三條第一項第二款）",
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    operations = forms.MultipleChoiceField(
        label="在我國境內從事之作業（第五條第三項各款，僅從事者視為非實質轉型）",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(str(number), f"第{number}款　{words}") for number, words in legal.MINIMAL_OPERATIONS.items()],
    )
    other_processing = forms.ChoiceField(
        label="另有前述各款以外之加工或製造", choices=YES_NO, widget=forms.RadioSelect, required=False
    )
    important_process_met = forms.ChoiceField(
        label="符合貿易署公告之重要製程（第五條第一項第二款）",
        choices=YES_NO,
        widget=forms.RadioSelect,
        required=False,
    )
    important_process_text = forms.CharField(label="重要製程公告及查核情形", max_length=300, required=False)
    authority_decision = forms.ChoiceField(
        label="貿易署另為認定（第五條第一項）",
        choices=OriginDetermination.AuthorityDecision.choices,
        required=False,
    )
    authority_reference = forms.CharField(label="另為認定之文號", max_length=120, required=False)
    reasoning = forms.CharField(
        label="認定說明（查核依據及情形）", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    @staticmethod
    def initial_of(row: OriginDetermination) -> dict[str, Any]:
        """What stands now."""
        return {
            "revision": row.revision,
            "wholly_obtained_head": "" if row.wholly_obtained_head is None else str(row.wholly_obtained_head),
            "final_transformation_in_taiwan": yes_no(row.final_transformation_in_taiwan),
            "operations": [str(number) for number in row.minimal_operations],
            "other_processing": yes_no(row.other_processing),
            "important_process_met": yes_no(row.important_process_met),
            "important_process_text": row.important_process_text,
            "authority_decision": row.authority_decision,
            "authority_reference": row.authority_reference,
            "reasoning": row.reasoning,
        }

    def record(
        self, special: Mapping[str, Mapping[str, str]], exclusions: tuple[actions.Exclusion, ...]
    ) -> actions.OriginRecord:
        """What the action takes."""
        given = self.cleaned_data
        head = given["wholly_obtained_head"]
        return actions.OriginRecord(
            wholly_obtained_head=int(head) if head else None,
            minimal_operations=tuple(int(number) for number in given["operations"]),
            other_processing=said(given["other_processing"]),
            final_transformation_in_taiwan=said(given["final_transformation_in_taiwan"]),
            important_process_met=said(given["important_process_met"]),
            important_process_text=given["important_process_text"],
            authority_decision=given["authority_decision"] or "none",
            authority_reference=given["authority_reference"],
            reasoning=given["reasoning"],
            special_results=special,
            exclusions=exclusions,
        )


class SpecialForm(AskedForm):
    """The result of one special condition; the prefix is ``special-<code>``."""

    asked = frozenset({"result"})
    result = forms.ChoiceField(
        label="查核結果",
        required=False,
        widget=forms.RadioSelect,
        choices=[("met", "符合"), ("unmet", "不符合"), ("not_applicable", "不適用本產品")],
    )
    note = forms.CharField(label="查核情形或理由", max_length=300, required=False)

    def __init__(self, *args: Any, condition: SpecialOriginCondition, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        kwargs["prefix"] = f"special-{condition.code}"
        super().__init__(*args, **kwargs)
        self.condition = condition


class ExclusionForm(forms.Form):
    """Leave one input out of the comparison of headings; the prefix is ``exclusion-<id>``."""

    is_excluded = forms.BooleanField(label="不列入號列比對", required=False)
    reason = forms.CharField(label="不列入之理由", max_length=200, required=False)

    def __init__(self, *args: Any, entry: OriginInput, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        kwargs["prefix"] = f"exclusion-{entry.pk}"
        super().__init__(*args, **kwargs)
        self.entry = entry


class EvidenceForm(forms.Form):
    """A paper the finding rests on."""

    subject = forms.ChoiceField(label="佐證事項", choices=OriginEvidence.Subject.choices)
    label = forms.CharField(label="說明", max_length=120, required=False)
    file = forms.FileField(label="檔案", help_text="PDF、圖片、ODT 或 ODS。")
