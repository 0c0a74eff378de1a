"""文件齊備: opening the on-site work and the tests that the verification consists of (annex 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.accounts import roles
from smilemark.assessment import actions as assessment
from smilemark.certification.actions import assigning, notices
from smilemark.certification.legal import intake as legal
from smilemark.certification.models import (
    Case,
    CaseFactory,
    CaseProduct,
    ProductTest,
)
from smilemark.certification.permissions import must_be_able
from smilemark.certification.queries import completeness
from smilemark.foundation import findings, moves

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.accounts.models import User
    from smilemark.accreditation.models import Body
    from smilemark.assessment.models import OriginDetermination
    from smilemark.foundation.moves import Actor
    from smilemark.governance.models import Industry


def documents_complete(*, case_id: int, by: User, at: datetime) -> Case:
    """文件齊備: opens an origin determination and a test per product and an assessment per factory, all or nothing.

    Raises:
        Refused: a required paper is missing or no longer valid on the day (AMB-20), or the guard says no.
    """
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, "documents_complete", by=by, at=at) as case:
        must_be_able(case, by, "documents_complete", on)
        if lacking := [item for item in completeness.missing(case, on) if item.section in {"documents", "factories"}]:
            raise moves.Refused(
                "文件尚未齊備：" + " ".join(item.text for item in lacking) + "請通知補件（附件六書面審查）。"
            )
        store_documents_finding(case, at)
        opened_factories = [
            open_factory_of(case, row, by=by, at=at) for row in case.factories.select_related("factory")
        ]
        opened = [_open_product(case, product, by=by, at=at) for product in case.products.filter(state="open")]
        assigning.take(case, roles.REVIEWER, by=by, at=at)
        moves.note(
            case,
            origins=[origin for origin, _test in opened],
            tests=[test for _origin, test in opened],
            factories=opened_factories,
        )
        notices.tell_firm(case, "文件齊備", f"申請案 {case.number} 文件齊備，將安排現場評核及產品檢驗。", at=at)
    return case


def store_documents_finding(case: Case, at: datetime) -> None:
    """Keep which papers point 23 asked for in this case."""
    tested = [product for product in case.products.select_related("item") if product.tested_elsewhere]
    mandatory = any(product.item is not None and product.item.mandatory_inspection for product in tested)
    other = any(product.item is None or not product.item.mandatory_inspection for product in tested)
    has_qms = case.factories.exclude(qms_standard="").exists()
    finding = legal.documents_finding(
        kind=case.kind, role=case.maker_role, has_qms=has_qms, mandatory_passed=mandatory, other_passed=other
    )
    facts = {
        "case": "renewal" if case.kind == Case.Kind.RENEWAL else "application",
        "role": legal.ROLES[case.maker_role].value,
        "factory_has_adopted_qms_certificate": has_qms,
        "mandatory_inspection_passed": mandatory,
        "other_test_passed": other,
    }
    findings.store(case, "application-documents", facts, finding, at)


def _body_and_industry(case: Case) -> tuple[Body, Industry]:
    """Whoever submitted named both (constraint ``submitted_case_is_complete``)."""
    if case.body is None or case.industry is None:
        raise moves.Refused("本案尚未選定驗證機構及產業。")
    return case.body, case.industry


def open_factory_of(case: Case, row: CaseFactory, *, by: Actor, at: datetime) -> int:
    """Open the assessment of a factory of the case; gives its id."""
    body, industry = _body_and_industry(case)
    opened = assessment.open_factory(
        case_number=case.number,
        body=body,
        firm=case.firm,
        factory=row.factory,
        industry=industry,
        process=row.process,
        qms_standard=row.qms_standard,
        qms_certificate=row.qms_certificate,
        qms_valid_until=row.qms_valid_until,
        by=by,
        at=at,
    )
    row.assessment = opened
    row.save(update_fields=["assessment"])
    return opened.pk


def _open_product(case: Case, product: CaseProduct, *, by: User, at: datetime) -> tuple[int, int]:
    origin = open_origin_of(case, product, by=by, at=at)
    test = moves.begin(ProductTest(product=product), "open", by=by, at=at, case=case.number)
    return origin.pk, test.pk


def open_origin_of(case: Case, product: CaseProduct, *, by: Actor, at: datetime) -> OriginDetermination:
    """Open the origin determination of a product of the case."""
    criteria = case.pins.filter(announcement__subject="criteria").select_related("announcement").first()
    body, industry = _body_and_industry(case)
    origin = assessment.open_origin(
        case_number=case.number,
        body=body,
        firm=case.firm,
        product_name=str(product),
        industry=industry,
        announcement=criteria.announcement if criteria is not None else None,
        hs_code=product.hs_code,
        factories=[row.factory for row in product.factories.select_related("factory")],
        inputs=product.bill_of_materials,
        fob_price=product.declared_price,
        by=by,
        at=at,
    )
    product.origin = origin
    product.save(update_fields=["origin"])
    return origin
