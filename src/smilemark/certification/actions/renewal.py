"""Renewal (point 34): a full verification again. Opened inside its window; the new period is granted by ``issue``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.certification.legal import results as legal
from smilemark.certification.models import Case, CaseProduct
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from datetime import date

SPEC_FIELDS = {"function_spec": "功能規格"}
MAKING_FIELDS = {
    "process_text": (legal.Change.PROCESS, "生產製程"),
    "materials_text": (legal.Change.MATERIAL, "使用材料或配方"),
}


def must_be_same_product(case: Case) -> None:
    """A renewal whose process, material or formula changed so that function or specification differ is a new application.

    Raises:
        Refused: naming the product and what differs (point 31 II).
    """
    for product in case.products.select_related("label"):
        before = last_certified(product)
        if before is None:
            continue
        changed = [
            (change, name)
            for field, (change, name) in MAKING_FIELDS.items()
            if _words(product, field) != _words(before, field)
        ]
        differs = any(_words(product, field) != _words(before, field) for field in SPEC_FIELDS)
        for change, name in changed:
            answer = legal.classify_change(change, function_or_spec_differs=differs)
            if answer.result.separate_application:
                raise Refused(
                    f"產品「{product}」之{name}改變致功能或規格不同，不得以展延或變更辦理，應另提出申請"
                    "（推動及管理要點第三十一點第二項）。",
                    field=f"products-{product.pk}",
                )


def _words(product: CaseProduct, field: str) -> str:
    return "".join(str(getattr(product, field)).split())


def last_certified(product: CaseProduct) -> CaseProduct | None:
    """The application under which the product's label was last granted."""
    if product.label_id is None:
        return None
    rows = CaseProduct.objects.filter(label_id=product.label_id, state="certified").exclude(case_id=product.case_id)
    return rows.order_by("-pk").first()


def renewable(case: Case, on: date) -> list[str]:
    """Why labels of the case may not be renewed on the day, one sentence each; empty when all may."""
    reasons = []
    for product in case.products.select_related("label"):
        reason = legal.why_not_renew(product.label, on) if product.label is not None else None
        if reason is not None:
            reasons.append(reason)
    return reasons
