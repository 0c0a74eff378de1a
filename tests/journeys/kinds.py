"""Addresses of every kind of page over the demo's data, by the reader who opens them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, get_resolver

from smilemark.accounts import roles
from smilemark.accounts.models import RoleAssignment, User
from smilemark.accreditation.models import Body, Laboratory
from smilemark.assessment.models import FactoryAssessment, OriginDetermination
from smilemark.certification import actions as certification
from smilemark.certification.models import Case, Label, Letter, ProductTest
from smilemark.companies.models import Factory
from smilemark.foundation import clock
from smilemark.governance import actions as governance
from smilemark.governance.models import Announcement
from smilemark.registry import actions as registry
from smilemark.registry.actions.reports import ReportWords

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

STATES_OF_A_CASE = (
    "applied", "doc_review", "supplement", "verifying", "report", "report_review", "fee_check", "fee_due", "contract",
    "numbered", "certified", "refused",
)  # fmt: skip
SELF_CHECK = (
    "/apply/check/?industry=015&scheme=no&entity=company&registered=yes&role=maker&manufactured=yes&qms=no"
    "&mandatory=no&tested=no"
)

NOT_PAGES = {
    # what a POST does, and where it leads: the page again, or another one of this list
    "certification:start", "certification:draft_factory_remove", "certification:draft_product_remove",
    "certification:draft_document_remove", "certification:submit", "certification:discard", "certification:drop",
    "certification:accept", "certification:refuse_eligibility", "certification:request_supplement",
    "certification:refuse_documents", "certification:documents_complete", "certification:assign",
    "certification:end_assignment", "assessment:gate", "assessment:items", "assessment:conclude",
    "assessment:refused_entry", "assessment:add_photo", "assessment:remove_photo", "assessment:assign",
    "assessment:schedule", "assessment:waive", "assessment:receive", "assessment:extend", "assessment:judge",
    "assessment:origin_inputs", "assessment:origin_rate", "assessment:origin_facts", "assessment:origin_evidence",
    "assessment:origin_assign", "accreditation:accreditation_end", "accreditation:recognition_end",
    "accreditation:assessor_end", "governance:announce", "governance:drop", "governance:part_remove",
    "companies:factory_close", "companies:factory_reopen", "companies:relation_correct",
    "accounts:discard_kept_form", "accounts:demo_sign_in", "accounts:add_colleague", "accounts:give_role",
    "accounts:end_role", "foundation:notices_read", "site:make_feed", "site:withdraw_feed",
    # files, and answers to programs
    "registry:products_csv", "registry:products_json", "registry:productlist", "certification:cases_export",
    "certification:paper", "certification:report_pdf", "certification:contract_pdf", "certification:letter_pdf",
    "certification:test_report", "certification:certificate_pdf", "assessment:photo", "assessment:signature",
    "assessment:sheet", "assessment:plan_paper", "assessment:plan_scan", "assessment:plan_attachment",
    "assessment:origin_evidence_file", "assessment:origin_paper", "site:check_ubn", "site:check_factory_number",
    "site:check_hs_code", "foundation:healthz", "foundation:progress", "site:replay_table", "assessment:plan_odt",
    "site:calendar_feed", "site:deadlines_export",
    # seen with their own data in tests/accreditation, tests/certification/grants, tests/governance and tests/site
    "accreditation:delegation_end", "accreditation:authority_change",
    "governance:funding_new", "governance:funding_end",
    "registry:report_given", "registry:report_given_photo", "accreditation:accredit", "accreditation:recognise",
    "governance:part_change", "accounts:person", "site:replays", "site:replay",
}  # fmt: skip
APPS = {"site", "registry", "certification", "assessment", "accreditation", "governance", "companies", "accounts"}


def pages() -> set[str]:
    """Names of every kind of page; what is none is listed above, so that a new address cannot be forgotten."""
    return {name for name in _names(get_resolver().url_patterns) if name.partition(":")[0] in APPS} - NOT_PAGES


def _names(patterns: Iterable[URLPattern | URLResolver], within: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else within)
        else:
            yield f"{within}{pattern.name}"


def public(label: Label) -> list[str]:
    """What anybody may read, about a label that is on the register."""
    words = ReportWords(kind="misuse", channel="physical", place="夜市攤位", text="吊牌模糊。")
    report = registry.receive_report(words=words, at=clock.now())
    announcement = Announcement.objects.filter(state="announced").earliest("pk")
    return [
        "/", "/verify/", f"/verify/{label.number}", "/products/", f"/products/?q={label.product_name[:2]}",
        f"/firms/{label.certificate.firm_id}/", "/reports/new", f"/reports/{report.token}", "/open-data/", "/rules/",
        "/rules/at/annex-15/", "/rules/mark-period/?product_class=1", "/apply/check/", SELF_CHECK, "/industries/", "/announcements/",
        f"/announcements/{announcement.pk}/", f"/announcements/{announcement.pk}/compare/", "/bodies/",
        f"/bodies/{Body.objects.earliest('pk').pk}/", "/laboratories/",
        f"/laboratories/{Laboratory.objects.earliest('pk').pk}/", "/about/privacy/", "/about/open-data-terms/",
        "/about/accessibility/", "/about/contact/", "/site-map/",
    ]  # fmt: skip


def by_reader() -> Iterator[tuple[User | None, list[str]]]:
    """Every kind of page of the demo, by who reads it."""
    yield None, public(Label.objects.filter(ended_on=None).earliest("pk"))
    yield from _applicants()
    yield from _of_bodies()
    yield from _of_laboratories()
    yield from _of_the_scheme()


def holder(role: str, within: int) -> User:
    """Who holds the role there."""
    return RoleAssignment.objects.filter(role_id=role, organisation_id=within, ended_at=None).earliest("pk").user


def _applicants() -> Iterator[tuple[User, list[str]]]:
    draft = Case.objects.filter(state="draft", kind="new").earliest("pk")
    own, by = f"/apply/{draft.number}/", holder(roles.APPLICANT, draft.firm_id)
    factory = Factory.objects.filter(firm_id=draft.firm_id).earliest("pk")
    maker = certification.add_factory(case_id=draft.pk, factory_id=factory.pk, by=by, at=clock.now())
    product = certification.add_product(case_id=draft.pk, name="示範產品", by=by, at=clock.now())
    yield (
        by,
        [
            "/home/", "/apply/", own, f"{own}contact/", f"{own}factories/", f"{own}makers/", f"{own}products/", f"{own}documents/",
            f"{own}review/", f"{own}products/{product.pk}/",
            f"{own}factories/{maker.pk}/",
            *(f"{own}{section}/" for section in ("role", "scope", "declaration")),
            "/firm/", "/firm/register/", f"/firm/{draft.firm_id}/", f"/firm/{draft.firm_id}/edit/",
            f"/firm/{draft.firm_id}/factories/new/",
            f"/firm/factories/{factory.pk}/",
            "/notices/", "/accounts/profile/", "/people/",
        ],
    )  # fmt: skip
    asked = Case.objects.filter(state="supplement").earliest("pk")
    yield (
        holder(roles.APPLICANT, asked.firm_id),
        [f"/cases/{asked.number}/", f"/cases/{asked.number}/supplement/", f"/apply/{asked.number}/receipt/"],
    )
    letter = Letter.objects.earliest("pk")
    yield (
        holder(roles.APPLICANT, letter.case.firm_id),
        ["/certificates/", f"/letters/{letter.pk}/", f"/cases/{letter.case.number}/"],
    )
    due = FactoryAssessment.objects.filter(state="plan_due").earliest("pk")
    yield holder(roles.APPLICANT, due.firm_id), [f"/assessments/factory/{due.pk}/plan/"]


def _of_bodies() -> Iterator[tuple[User, list[str]]]:
    for state in STATES_OF_A_CASE:
        case = Case.objects.filter(state=state, body__isnull=False).earliest("pk")
        role = roles.DECIDER if state in {"applied", "report_review", "numbered"} else roles.REVIEWER
        yield holder(role, case.body_id), [f"/cases/{case.number}/"]
    case = Case.objects.filter(state="certified", kind="new", product_class=3).earliest("pk")
    parts = ("tests", "samples", "products", "report", "fee", "contract", "certificate", "letters")
    yield (
        holder(roles.REVIEWER, case.body_id),
        [
            "/home/",
            "/cases/",
            "/dashboard/",
            "/deadlines/",
            "/settings/notifications/",
            "/relations/",
            *(f"/cases/{case.number}/{part}/" for part in parts),
        ],
    )
    sheet = FactoryAssessment.objects.filter(state="planned").earliest("pk")
    origin = OriginDetermination.objects.filter(state="pending").earliest("pk")
    for row, name in ((sheet, "factory"), (origin, "origin")):
        yield holder(roles.ASSESSOR, row.body_id), ["/assessments/", f"/assessments/{name}/{row.pk}/"]


def _of_laboratories() -> Iterator[tuple[User, list[str]]]:
    test = ProductTest.objects.filter(laboratory__isnull=False).latest("pk")
    yield holder(roles.LABORATORY, test.laboratory_id), ["/home/", "/tests/", f"/tests/{test.pk}/"]


def _of_the_scheme() -> Iterator[tuple[User, list[str]]]:
    keeper = RoleAssignment.objects.filter(role_id=roles.SECRETARIAT, ended_at=None).earliest("pk").user
    draft = governance.draft_announcement(
        subject="qms",
        title="採認之品質管理系統驗證",
        parts={"qms": [{"code": "iso-9001", "name": "ISO 9001"}]},
        by=keeper,
        at=clock.now(),
    )
    place = f"/announcements/{draft.pk}/"
    firm = Case.objects.earliest("pk").firm_id
    yield (
        keeper,
        [
            "/home/", "/announcements/drafts/", "/announcements/new/", f"{place}draft/", f"{place}qms/new/",
            "/companies/", f"/companies/{firm}/", "/assessors/",
        ],
    )  # fmt: skip
    administration = RoleAssignment.objects.filter(role_id=roles.ADMINISTRATION, ended_at=None).earliest("pk").user
    body = Body.objects.earliest("pk")
    yield (
        administration,
        [
            "/home/", "/dashboard/", "/assessors/new/", "/bodies/new/", "/laboratories/new/",
            f"/bodies/{body.pk}/change/", "/delegations/", "/delegations/new/", "/authorities/new/",
        ],
    )  # fmt: skip
    master = RoleAssignment.objects.filter(role_id=roles.SYSTEM_ADMIN, ended_at=None).earliest("pk").user
    yield master, ["/people/all/", "/people/new/"]
    granted = f"/cases/{Case.objects.filter(state='grant_review').earliest('pk').number}/"
    authority = RoleAssignment.objects.filter(role_id=roles.SCHEME_AUTHORITY, ended_at=None).earliest("pk").user
    yield authority, ["/home/", granted, f"{granted}grant/", f"{granted}grant/visit/", "/delegations/"]
