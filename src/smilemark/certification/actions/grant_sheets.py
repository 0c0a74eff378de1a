"""The review sheet of annex 12: what was found on each condition for one product, with the facts it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from smilemark.certification.actions.review import filed_on
from smilemark.certification.legal import grant as legal
from smilemark.certification.models import Case, CaseProduct, GrantSheet
from smilemark.certification.permissions import must_be_able
from smilemark.certification.states import ProductState
from smilemark.foundation import moves
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import within

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from smilemark.accounts.models import User

MOST_FACTS = 2000


def review(
    *, case_id: int, product_id: int, condition: str, values: Mapping[str, Any], by: User, at: datetime
) -> GrantSheet:
    """審查: what was found on one condition for one product, with the facts it rests on (annex 12 points 1, 2).

    Args:
        case_id: the case.
        product_id: a product of it that is still open.
        condition: ``registration``, ``origin``, ``factory``, ``activity`` or ``dispute``.
        values: the answer, by the fields of ``GrantSheet``; ``facts`` are always needed.
        by: a person of the authority delegated (or of the administration, where none is).
        at: now.

    Raises:
        Refused: not competent, recused, a field is missing or cannot be (named).
    """
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, "review_grant", by=by, at=at) as case:
        must_be_able(case, by, "review_grant", on)
        product = open_product(case, product_id)
        if condition not in _READERS:
            raise Refused("沒有這個審查項目。", field="condition")
        facts = cleaned_facts(str(values.get("facts", "")), field="facts", label="查核情形")
        given = _READERS[condition](case, product, values)
        sheet, _made = GrantSheet.objects.get_or_create(product=product)
        for field, value in given.items():
            setattr(sheet, field, value)
        setattr(sheet, _FACTS[condition], facts)
        sheet.save()
        sheet.reviewers.add(by)
        said = {field: value if isinstance(value, bool | list) else str(value or "") for field, value in given.items()}
        moves.note(case, product=product.pk, condition=condition, **said, text={"facts": facts})
    return sheet


_FACTS = {
    "registration": "registration_facts",
    "origin": "origin_facts",
    "factory": "factory_facts",
    "activity": "activity_facts",
    "dispute": "dispute_facts",
}


def open_product(case: Case, product_id: int) -> CaseProduct:
    """A product of the case that waits for the grant.

    Raises:
        Refused: there is no such product.
    """
    product = case.products.filter(pk=product_id, state=ProductState.OPEN).first()
    if product is None:
        raise Refused("找不到本案審查中之產品。", field="product")
    return product


def cleaned_facts(text: str, *, field: str, label: str) -> str:
    """A text of several lines that may not be empty.

    Raises:
        Refused: empty, or too long; names the field.
    """
    words = within(text, field=field, label=label, limit=MOST_FACTS)
    if not words:
        raise Refused(f"請填寫「{label}」。", field=field)
    return words


def _yes(values: Mapping[str, Any], field: str, label: str) -> bool:
    if values.get(field) not in {True, False, "yes", "no"}:
        raise Refused(f"請選擇「{label}」。", field=field)
    return values[field] in {True, "yes"}


def _registration(_case: Case, product: CaseProduct, values: Mapping[str, Any]) -> dict[str, Any]:
    answer = _yes(values, "factory_registered", "生產工廠依法辦理工廠登記")
    if answer and (reason := legal.why_not_registered(product)) is not None:
        raise Refused(reason, field="factory_registered")
    return {"factory_registered": answer}


def _origin(_case: Case, _product: CaseProduct, values: Mapping[str, Any]) -> dict[str, Any]:
    if values.get("origin") not in GrantSheet.Origin.values:
        raise Refused("請選擇原產地之審查結果。", field="origin")
    return {"origin": values["origin"]}


def _factory(_case: Case, _product: CaseProduct, values: Mapping[str, Any]) -> dict[str, Any]:
    passed = _yes(values, "factory_passed", "生產工廠經該制度驗證通過")
    other = _yes(values, "other_processing", "另有各款以外之加工或製造作業")
    operations = sorted({str(number) for number in values.get("operations", [])})
    if not set(operations) <= {"1", "2", "3", "4", "5"}:
        raise Refused("非實質轉型作業之款次應為第一款至第五款（第五條第三項）。", field="operations")
    if not operations and not other:
        raise Refused("請勾選工廠所從事之作業（原產地證明書及加工證明書管理辦法第五條第三項）。", field="operations")
    return {"factory_passed": passed, "other_processing": other, "operations": [int(one) for one in operations]}


DAYS = {
    "last_material_purchase_on": "最近採購材料日",
    "last_formula_purchase_on": "最近採購配方日",
    "last_sale_on": "最近出貨銷售日",
}
"""The days one of which must lie within six months before the application."""


def _activity(case: Case, _product: CaseProduct, values: Mapping[str, Any]) -> dict[str, Any]:
    applied = filed_on(case)
    given: dict[str, Any] = {field: values.get(field) for field in DAYS}
    for field, label in DAYS.items():
        if given[field] is not None and given[field] > applied:
            raise Refused(f"「{label}」不得晚於申請日（附件十二第二點第一項第四款）。", field=field)
    return given


def _dispute(_case: Case, _product: CaseProduct, values: Mapping[str, Any]) -> dict[str, Any]:
    return {"dispute": _yes(values, "dispute", "廣告不實致誤導消費者之重大爭議")}


_READERS = {
    "registration": _registration,
    "origin": _origin,
    "factory": _factory,
    "activity": _activity,
    "dispute": _dispute,
}
