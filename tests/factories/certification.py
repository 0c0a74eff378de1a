"""Cases on their way, each made through the real actions. Load the scheme and build a ``World`` first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.factories.accreditation import make_assessor, make_body, make_laboratory
from tests.factories.companies import make_applicant, make_factory, make_firm, make_person
from tests.factories.governance import industry, load_scheme

from smilemark.accounts import roles
from smilemark.certification import actions
from smilemark.certification.legal import intake as legal
from smilemark.certification.models import Case
from smilemark.governance.models import OpenItem

if TYPE_CHECKING:
    from smilemark.accounts.models import User
    from smilemark.accreditation.models import Body, Laboratory
    from smilemark.companies.models import Factory, Firm
    from smilemark.governance.models import Industry

NOON = datetime(2025, 6, 2, 4, 0, tzinfo=UTC)
"""2025-06-02 (Monday), noon in Taipei."""

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
)

PRODUCT: dict[str, Any] = {
    "model": "TW-100（白）",
    "brand": "和美",
    "function_spec": "吸水性佳，70×140公分",
    "process_text": "織造、染整、裁剪、縫製、包裝",
    "materials_text": "精梳棉紗20支，吸水速度60秒以下",
    "labelling_text": "商品名稱、成分：棉100%、製造商、產地：臺灣",
    "declared_price": "120",
}
ROWS = [
    {"name": "棉紗", "hs_code": "520524", "origin": "IN", "cif_price": "30", "is_key_material": True},
    {"name": "染料", "hs_code": "320416", "origin": "TW", "cif_price": "5", "is_key_material": False},
]
ITEMS = {"015": ("015-1", "630260"), "301": ("301-1", "900410"), "027": ("027-1", "660191")}


@dataclass
class World:
    """A firm, the body it applies to, and the people of both."""

    industry: Industry
    firm: Firm
    applicant: User
    factories: list[Factory]
    body: Body
    reviewer: User
    decider: User
    assessor: User
    laboratory: Laboratory
    tester: User


def make_world(code: str = "015", *, factories: int = 1) -> World:
    """Everybody a case of the industry needs; loads the scheme for it."""
    load_scheme([code])
    kind = industry(code)
    firm = make_firm()
    body = make_body(industries=[code]) if kind.product_class == 1 else make_body(product_class=kind.product_class)
    laboratory = make_laboratory(industries=[code])
    return World(
        industry=kind,
        firm=firm,
        applicant=make_applicant(firm),
        factories=[make_factory(firm) for _ in range(factories)],
        body=body,
        reviewer=make_person(roles.REVIEWER, body, "審查員甲"),
        decider=make_person(roles.DECIDER, body, "核定員乙"),
        assessor=make_assessor(body, "評核員丙"),
        laboratory=laboratory,
        tester=make_person(roles.LABORATORY, laboratory, "檢驗員丁"),
    )


def pdf(name: str = "文件.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    """An upload that is a PDF."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def png(name: str = "相片.png") -> SimpleUploadedFile:
    """An upload that is a picture."""
    return SimpleUploadedFile(name, PNG, content_type="image/png")


def make_draft(
    world: World,
    *,
    products: int = 1,
    at: datetime = NOON,
    role: str = "maker",
    papers: bool = True,
    product_values: dict[str, Any] | None = None,
) -> Case:
    """A draft filled in completely, so that it could be submitted; every factory makes every product.

    ``papers=False`` leaves the required papers out.
    """
    by = world.applicant
    case = actions.start_draft(firm_id=world.firm.pk, kind="new", by=by, at=at)
    _section(case, "contact", {"contact_name": "林經理", "contact_phone": "04-7551234"}, by, at)
    _section(case, "role", {"maker_role": role, "is_manufactured": True}, by, at)
    _section(case, "scope", {"industry": world.industry.pk, "body": world.body.pk}, by, at)
    rows = [actions.add_factory(case_id=case.pk, factory_id=factory.pk, by=by, at=at) for factory in world.factories]
    for number in range(1, products + 1):
        add_filled_product(case, world, f"素色毛巾{number}", [row.pk for row in rows], at=at, **(product_values or {}))
    if papers:
        attach_papers(case, by=by, at=at)
    _section(case, "declaration", {"declared_true": True}, by, at)
    return Case.objects.get(pk=case.pk)


def _section(case: Case, section: str, values: dict[str, Any], by: User, at: datetime) -> None:
    revision = Case.objects.values_list("revision", flat=True).get(pk=case.pk)
    actions.save_section(case_id=case.pk, section=section, values=values, revision=revision, by=by, at=at)


def add_filled_product(
    case: Case, world: World, name: str, factory_rows: list[int], *, at: datetime = NOON, **values: Any
) -> Any:
    """A further product with all its data, made in the given factories of the case."""
    code, hs_code = ITEMS.get(world.industry.code, ("", "630260"))
    item = OpenItem.objects.filter(code=code).first()
    product = actions.add_product(case_id=case.pk, name=name, by=world.applicant, at=at)
    given = PRODUCT | {"item": item.pk if item else None, "hs_code": hs_code, "bill_of_materials": ROWS}
    revision = Case.objects.values_list("revision", flat=True).get(pk=case.pk)
    return actions.save_product(
        case_id=case.pk,
        product_id=product.pk,
        values=given | {"factories": factory_rows} | values,
        revision=revision,
        by=world.applicant,
        at=at,
    )


def attach_papers(case: Case, *, by: User, at: datetime) -> None:
    """Every paper point 23 asks for in this case, and nothing else."""
    later = timezone.localdate(at) + timedelta(days=300)
    for paper in legal.papers(Case.objects.get(pk=case.pk)):
        actions.attach(
            case_id=case.pk,
            kind=paper.kind,
            upload=png() if "photo" in paper.kind else pdf(),
            product_id=paper.product_id,
            factory_id=paper.factory_id,
            valid_until=later if paper.kind in legal.VALID_UNTIL_NEEDED else None,
            by=by,
            at=at,
        )


def make_submitted(world: World, *, at: datetime = NOON, **how: Any) -> Case:
    """A case submitted to the body; waits for the eligibility check."""
    case = make_draft(world, at=at, **how)
    return actions.submit(
        case_id=case.pk, revision=case.revision, submission_key=f"key-{case.number}", by=world.applicant, at=at
    )


def make_accepted(world: World, *, at: datetime = NOON, **how: Any) -> Case:
    """A case in document review."""
    case = make_submitted(world, at=at, **how)
    return actions.accept(case_id=case.pk, manufactured_confirmed=True, by=world.reviewer, at=at)


def make_verifying(world: World, *, at: datetime = NOON, **how: Any) -> Case:
    """A case whose papers are complete: origin, factories and tests are open."""
    case = make_accepted(world, at=at, **how)
    return actions.documents_complete(case_id=case.pk, by=world.reviewer, at=at)


def day(text: str) -> date:
    """A day from its ISO form."""
    return date.fromisoformat(text)
