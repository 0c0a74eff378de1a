"""What a new draft already knows: the firm's data, and for later cases the certificate's products."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.certification.legal import results
from smilemark.certification.models import Case, CaseFactory, CaseProduct, Certificate, Label
from smilemark.foundation import moves
from smilemark.governance import queries as governance

if TYPE_CHECKING:
    from datetime import date, datetime

    from smilemark.accounts.models import User
    from smilemark.governance.models import OpenItem

COPIED = (
    "name",
    "model",
    "brand",
    "hs_code",
    "function_spec",
    "process_text",
    "materials_text",
    "labelling_text",
    "bill_of_materials",
    "declared_price",
    "tested_elsewhere",
)


def from_firm(case: Case) -> None:
    """Contact as the firm's latest case had it, else the firm's own telephone and mail."""
    firm = case.firm
    last = Case.objects.filter(firm=firm).exclude(contact_name="").order_by("-pk").first()
    case.contact_name = last.contact_name if last else ""
    case.contact_phone = last.contact_phone if last else firm.phone
    case.contact_email = last.contact_email if last else firm.email


def from_certificate(case: Case, certificate_id: int | None, *, on: date) -> None:
    """Industry, class and body of the certificate the case is about.

    Raises:
        Refused: no certificate of this firm; or, for a renewal, no label that may be renewed on the day (point 34).
    """
    wanted = -1 if certificate_id is None else certificate_id
    certificate = Certificate.objects.filter(pk=wanted, firm_id=case.firm_id).select_related("industry").first()
    if certificate is None:
        raise moves.Refused("請選擇貴業者之驗證書。", field="certificate")
    case.certificate = certificate
    case.industry, case.body = certificate.industry, certificate.body
    case.product_class = certificate.industry.product_class
    before = case_before(certificate)
    case.maker_role = before.maker_role if before else ""
    case.is_manufactured = before.is_manufactured if before else None
    if case.kind == Case.Kind.RENEWAL and not renewable_labels(certificate, on):
        raise moves.Refused(_why_none_renewable(certificate, on), field="certificate")


def case_before(certificate: Certificate) -> Case | None:
    """The latest verified case of the certificate, whose application is copied."""
    verified = certificate.cases.filter(kind__in=["new", "renewal"], state="certified")
    return verified.order_by("-submitted_at").first()


def renewable_labels(certificate: Certificate, on: date) -> list[Label]:
    """Labels of the certificate that may be renewed on the day."""
    labels = certificate.labels.order_by("number")
    return [label for label in labels if results.why_not_renew(label, on) is None]


def _why_none_renewable(certificate: Certificate, on: date) -> str:
    for label in certificate.labels.order_by("number"):
        reason = results.why_not_renew(label, on)
        if reason is not None:
            return reason
    return "此驗證書沒有可展延之標章（第三十四點）。"


def products_of_certificate(case: Case, *, by: User, at: datetime) -> None:
    """A renewal is a full verification (point 34): its products and factories start as last applied for."""
    if case.kind != Case.Kind.RENEWAL or case.certificate is None:
        return
    factories: dict[int, CaseFactory] = {}
    for label in renewable_labels(case.certificate, timezone.localdate(at)):
        earlier = label.products.filter(state="certified").order_by("-pk").first()
        product = CaseProduct(
            case=case, label=label, name=label.product_name, model=label.product_model, brand=label.brand
        )
        for field in COPIED if earlier is not None else ():
            setattr(product, field, getattr(earlier, field))
        product.item = _same_item(case, earlier, timezone.localdate(at))
        moves.begin(product, "add", by=by, at=at)
        if earlier is not None:
            product.factories.set(_same_factories(case, earlier, factories))


def copy_product(product: CaseProduct, case: Case, *, by: User, at: datetime) -> CaseProduct:
    """A product of a closed case in a draft of its own, with its factories."""
    again = CaseProduct(case=case, label=product.label)
    for field in COPIED:
        setattr(again, field, getattr(product, field))
    again.item = _same_item(case, product, timezone.localdate(at))
    moves.begin(again, "add", by=by, at=at)
    again.factories.set(_same_factories(case, product, {}))
    return again


def _same_item(case: Case, earlier: CaseProduct | None, on: date) -> OpenItem | None:
    """The item of the same code among those open today; None where it is open no more (the applicant chooses)."""
    if earlier is None or earlier.item is None or case.industry is None:
        return None
    code = earlier.item.code
    return next((item for item in governance.open_items(case.industry, on) if item.code == code), None)


def _same_factories(case: Case, earlier: CaseProduct, made: dict[int, CaseFactory]) -> list[CaseFactory]:
    found = []
    for row in earlier.factories.all():
        if row.factory_id not in made:
            made[row.factory_id] = CaseFactory.objects.create(
                case=case,
                factory_id=row.factory_id,
                process=row.process,
                qms_standard=row.qms_standard,
                qms_certificate=row.qms_certificate,
                qms_valid_until=row.qms_valid_until,
            )
        found.append(made[row.factory_id])
    return found
