"""What an application still lacks before it can be submitted, section by section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.accreditation import queries as accreditation
from smilemark.certification.legal import intake as legal
from smilemark.certification.legal import results

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from smilemark.certification.models import Attachment, Case, CaseProduct

SECOND_CLASS = 2
SECTION_NAMES: dict[str, str] = {
    "contact": "業者及聯絡人",
    "role": "申請角色",
    "scope": "產業、類別及驗證機構",
    "scheme": "採認之特定產品驗證制度",
    "change": "申請事項",
    "factories": "製造商（工廠）",
    "products": "申請產品",
    "documents": "應備文件",
    "declaration": "聲明",
}
_VERIFIED = ("contact", "role", "scope", "factories", "products", "documents", "declaration")
_SECOND = ("contact", "role", "scope", "scheme", "factories", "products", "documents", "declaration")
_CHANGE = ("contact", "change", "documents", "declaration")
_SHORT = ("contact", "change", "declaration")


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing still to do: in which section, which field, in words; the row it is about."""

    section: str
    field: str
    text: str
    row_id: int | None = None


def sections(case: Case) -> tuple[str, ...]:
    """Codes of the sections of the application, in order."""
    if case.kind in {"change", "reissue", "end"}:
        known = case.certificate is not None and case.certificate.body_id is not None
        found = _CHANGE if case.kind == "change" else _SHORT
        return found if known else (found[0], "scope", *found[1:])
    return _SECOND if case.product_class == SECOND_CLASS else _VERIFIED


def missing(case: Case, on: date) -> list[Missing]:
    """Everything still lacking on the day, in the order of the sections."""
    wanted = sections(case)
    return [found for section in wanted for found in _CHECKS[section](case, on)]


def _contact(case: Case, _on: date) -> Iterator[Missing]:
    if not case.contact_name:
        yield Missing("contact", "contact_name", "請填聯絡人。")
    if not (case.contact_phone or case.contact_email):
        yield Missing("contact", "contact_phone", "請填聯絡電話或電子郵件。")


def _role(case: Case, _on: date) -> Iterator[Missing]:
    if not case.maker_role:
        yield Missing("role", "maker_role", "請選申請角色（第二十二點第二項）。")
    if case.is_manufactured is None:
        yield Missing("role", "is_manufactured", "請說明是否為製造或加工之產品（第四點）。")


def _scope(case: Case, on: date) -> Iterator[Missing]:
    if case.industry is None:
        yield Missing("scope", "industry", "請選產業。")
    if case.body is None:
        yield Missing("scope", "body", "請選驗證機構（第二十六點第一項）。")
    elif case.industry is not None and case.product_class is not None:
        reason = accreditation.why_not_in_scope(case.body, case.product_class, case.industry, on)
        if reason is not None:
            yield Missing("scope", "body", reason)


def _scheme(case: Case, on: date) -> Iterator[Missing]:
    if not (case.scheme_name and case.scheme_certificate):
        yield Missing("scheme", "scheme_name", "請填採認之特定產品驗證制度及驗證字號（第三十三點）。")
    if case.scheme_valid_until is None:
        yield Missing("scheme", "scheme_valid_until", "請填該制度之驗證效期（附件十二第二點）。")
    elif case.scheme_valid_until < on:
        yield Missing("scheme", "scheme_valid_until", "該制度之驗證已逾有效期限（附件十二第二點）。")


def _change(case: Case, on: date) -> Iterator[Missing]:
    request = case.change_request
    if case.kind == "change" and not any(request.get(key) for key in ("name", "address", "responsible_person")):
        yield Missing("change", "change_request", "請填變更後之名稱、地址或負責人，至少一項（第三十二點第一項）。")
    if case.kind == "reissue" and request.get("reason") not in {"lost", "damaged"}:
        yield Missing("change", "change_request", "請選遺失或毀損（第三十二點第三項）。")
    if case.kind == "end" and not request.get("labels"):
        yield Missing("change", "change_request", "請選擬終止使用之標章（第四十二點第一項第一款）。")
    del on


def _factories(case: Case, on: date) -> Iterator[Missing]:
    rows = list(case.factories.select_related("factory"))
    if not rows:
        yield Missing("factories", "factory", "請列出各製造商（第二十三點第一項第二款）。")
    for row in rows:
        if not row.process:
            yield Missing("factories", "process", f"「{row.factory}」：請填負責製程。", row.pk)
        if row.qms_standard and (not row.qms_certificate or row.qms_valid_until is None):
            yield Missing(
                "factories", "qms_certificate", f"「{row.factory}」：請填品質管理系統證書字號及效期。", row.pk
            )
        elif row.qms_standard and row.qms_valid_until is not None and row.qms_valid_until < on:
            yield Missing("factories", "qms_valid_until", f"「{row.factory}」：品質管理系統證書已逾期。", row.pk)


_PRODUCT_TEXTS = (
    ("hs_code", "稅則號列"),
    ("function_spec", "功能規格"),
    ("process_text", "生產製程"),
    ("materials_text", "關鍵物料或配方之功能規格"),
)


def _products(case: Case, on: date) -> Iterator[Missing]:
    products = list(case.products.select_related("item__announcement"))
    if not products:
        yield Missing("products", "name", "請至少列一項申請產品（第二十三點第一項第三款）。")
    for product in products:
        yield from _product(case, product, on)


def _product(case: Case, product: CaseProduct, on: date) -> Iterator[Missing]:
    if not product.factories.exists():
        yield Missing("products", "factories", f"「{product}」：請選製造之工廠。", product.pk)
    if case.kind == "renewal" and product.label is not None and (why := results.why_not_renew(product.label, on)):
        yield Missing("products", "name", f"「{product}」：{why}", product.pk)
    if case.product_class == SECOND_CLASS:
        return
    if product.item is None or not legal.is_in_force(product.item.announcement, on):
        yield Missing("products", "item", f"「{product}」：請選開放驗證之產品項目（第二十一點）。", product.pk)
    for field, label in _PRODUCT_TEXTS:
        if not getattr(product, field):
            yield Missing("products", field, f"「{product}」：請填{label}。", product.pk)
    if product.declared_price is None:
        yield Missing("products", "declared_price", f"「{product}」：請填產品價格。", product.pk)
    if not product.bill_of_materials:
        yield Missing("products", "bill_of_materials", f"「{product}」：請填產品物料清單。", product.pk)


def _documents(case: Case, on: date) -> Iterator[Missing]:
    given = current_papers(case)
    for paper in legal.papers(case):
        attachment = given.get((paper.kind, paper.product_id, paper.factory_id))
        about = f"（{paper.about}）" if paper.about else ""
        if attachment is None:
            if paper.must:
                yield Missing("documents", paper.kind, f"請附{paper.name}{about}（{paper.cite}）。")
        elif attachment.valid_until is not None and attachment.valid_until < on:
            yield Missing("documents", paper.kind, f"{paper.name}{about}已逾有效期限。")


def current_papers(case: Case) -> dict[tuple[str, int | None, int | None], Attachment]:
    """The papers that count now, by kind, product and factory."""
    rows = case.attachments.filter(replaced_at=None).select_related("file", "product", "factory__factory")
    return {(row.kind, row.product_id, row.factory_id): row for row in rows}


def _declaration(case: Case, _on: date) -> Iterator[Missing]:
    if not case.declared_true:
        yield Missing("declaration", "declared_true", "請聲明所附文件及填報內容均屬真實。")


_CHECKS = {
    "contact": _contact,
    "role": _role,
    "scope": _scope,
    "scheme": _scheme,
    "change": _change,
    "factories": _factories,
    "products": _products,
    "documents": _documents,
    "declaration": _declaration,
}
