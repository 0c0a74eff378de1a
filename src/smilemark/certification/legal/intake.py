"""Law of the first half: who may apply, with which papers, in which class, until when a supplement is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.accreditation import queries as accreditation
from smilemark.companies import queries as companies
from smilemark.foundation import calendar, findings
from smilemark.law.citation import PROCEDURE_ACT, annex, article, point
from smilemark.law.finding import Finding, Reason
from smilemark.law.mit_smile.point_04_product_classes import product_class
from smilemark.law.mit_smile.point_22_applicants import Entity, MakerRole, applicant_eligibility
from smilemark.law.mit_smile.point_23_application_documents import (
    DOCUMENT_NAMES,
    ApplicationCase,
    ApplicationDocument,
    application_documents,
)
from smilemark.law.mit_smile.point_41_reapplication_ban import PLACE, EndedUnder
from smilemark.law.periods import Effect, Unit, period_end
from smilemark.law.verification_fee import FeeCase, verification_fee

if TYPE_CHECKING:
    from datetime import date, datetime

    from smilemark.certification.models import Case, CaseProduct
    from smilemark.companies.models import Ban
    from smilemark.foundation.models import StoredFinding
    from smilemark.law.mit_smile.point_04_product_classes import ClassOfProduct
    from smilemark.law.mit_smile.point_23_application_documents import ApplicationDocuments
    from smilemark.law.periods import PeriodEnd
    from smilemark.law.verification_fee import VerificationFee

ROLES: dict[str, MakerRole] = {
    "maker": MakerRole.INDEPENDENT_MAKER,
    "joint": MakerRole.JOINT_MAKERS,
    "brand": MakerRole.BRAND_MARKETER,
}
_ENTITIES: dict[str, Entity] = {
    "sole_proprietorship": Entity.SOLE_PROPRIETORSHIP,
    "partnership": Entity.PARTNERSHIP,
    "company": Entity.COMPANY,
}
VERIFIED_KINDS = frozenset({"new", "renewal"})
ANNEX_12 = annex(12, 1)
POINT_12, POINT_21, POINT_26 = point(12), point(21, 1), point(26, 1)
BAN_POINTS = point(41, 2)


@dataclass(frozen=True, slots=True)
class Check:
    """One question of the eligibility check: its name, the facts as they were, the answer."""

    rule: str
    facts: dict[str, Any]
    finding: Finding[Any]


def eligibility(case: Case, on: date) -> list[Check]:
    """The questions of 資格審查 (annex 6; R-A6.1, R-22.1, R-22.1c, R-21.1, AMB-57), answered for the day ``on``.

    Class 2 is asked by annex 12 point 1. Change, reissue and end need no verification (point 32 II), so nothing is asked.
    """
    if case.kind not in VERIFIED_KINDS:
        return []
    applicant = _second_class_applicant(case) if case.product_class == 2 else _applicant(case)  # noqa: PLR2004  # 第二類
    return [applicant, _bans(case, on), _scope(case, on), *_open_items(case, on)]


def store(case: Case, checks: list[Check], at: datetime) -> list[StoredFinding]:
    """Keep the answers with the facts as they were."""
    answers = [findings.Answer(case, check.rule, check.facts, check.finding) for check in checks]
    return findings.store_all(answers, at)


def _applicant(case: Case) -> Check:
    facts: dict[str, Any] = {
        "entity": _ENTITIES.get(case.firm.entity_kind, Entity.OTHER).value,
        "lawfully_registered": case.firm.is_registered,
        "role": ROLES[case.maker_role].value if case.maker_role else MakerRole.INDEPENDENT_MAKER.value,
        "applicants": 1,  # one firm stands on one case, whatever its role (R-22.p2b)
        "manufactured_or_processed": case.is_manufactured is True,
    }
    finding = applicant_eligibility(
        entity=Entity(facts["entity"]),
        lawfully_registered=case.firm.is_registered,
        role=MakerRole(facts["role"]),
        applicants=1,
        manufactured_or_processed=case.is_manufactured is True,
    )
    return Check("applicant-eligibility", facts, finding)


def _second_class_applicant(case: Case) -> Check:
    facts = {
        "entity": _ENTITIES.get(case.firm.entity_kind, Entity.OTHER).value,
        "lawfully_registered": case.firm.is_registered,
        "manufactured_or_processed": case.is_manufactured is True,
    }
    unmet = []
    if not is_lawful_business(case):
        unmet.append(Reason("業者非依法登記之獨資、合夥事業或公司。", "Not a lawfully registered business.", ANNEX_12))
    if not facts["manufactured_or_processed"]:
        unmet.append(Reason("申請產品非製造或加工之產品。", "Not a manufactured or processed product.", point(4)))
    met = Reason("業者為依法登記之獨資、合夥事業或公司，申請製造或加工之產品。", "May apply.", ANNEX_12)
    return _own_check("intake-class-2-applicant", facts, *(unmet or [met]), passed=not unmet)


def is_lawful_business(case: Case) -> bool:
    """Whether the applicant is a lawfully registered sole proprietorship, partnership or company (annex 12 point 1)."""
    return bool(case.firm.is_registered and _ENTITIES.get(case.firm.entity_kind, Entity.OTHER) != Entity.OTHER)


def _bans(case: Case, on: date) -> Check:
    held = companies.bans_on(case.firm, on)
    bans = [
        {"first_day": ban.first_day.isoformat(), "last_day": ban.last_day.isoformat(), "cite": ban.cite} for ban in held
    ]
    none = Reason("申請日無不得重新申請之情形。", "No ban on the day.", BAN_POINTS)
    reasons = tuple(_banned(ban) for ban in held) or (none,)
    return _own_check("intake-no-ban", {"on": on.isoformat(), "bans": bans}, *reasons, passed=not bans)


def _banned(ban: Ban) -> Reason:
    """Each ban under the point it rests on: 41 II, 42 II or 43 III."""
    first, last = calendar.roc(ban.first_day), calendar.roc(ban.last_day)
    return Reason(
        f"業者自{first}起至{last}止不得重新申請使用MIT微笑標章。",
        "Banned from re-applying on the day.",
        PLACE[EndedUnder(ban.point)],
    )


def _scope(case: Case, on: date) -> Check:
    why = None
    if case.body is None or case.industry is None or case.product_class is None:
        why = "尚未選定驗證機構及產業。"
    else:
        why = accreditation.why_not_in_scope(case.body, case.product_class, case.industry, on)
    facts = {
        "on": on.isoformat(),
        "body": case.body_id,
        "product_class": case.product_class,
        "industry": case.industry.code if case.industry else None,
    }
    reason = Reason(
        why or "驗證機構於申請日具該類別及產業之有效認證。",
        "The body is not accredited for this."
        if why
        else "The body is accredited for this class and industry on the day.",
        POINT_26,
    )
    return _own_check("intake-body-scope", facts, reason, passed=why is None)


def _open_items(case: Case, on: date) -> list[Check]:
    if case.product_class == 2:  # noqa: PLR2004  # 第二類依採認之制度
        return []
    return [_open_item(product, case, on) for product in case.products.select_related("item__announcement")]


def _open_item(product: CaseProduct, case: Case, on: date) -> Check:
    item = product.item
    is_open = (
        item is not None and item.announcement.industry_id == case.industry_id and is_in_force(item.announcement, on)
    )
    facts = {"on": on.isoformat(), "product": product.pk, "item": item.code if item else None, "open": is_open}
    reason = Reason(
        f"「{product}」之項目「{item}」為公告開放驗證之產品項目。"
        if is_open
        else f"「{product}」不屬申請日公告開放驗證之產品項目。",
        "An announced open product item." if is_open else "Not an open product item on the day.",
        POINT_21,
    )
    return _own_check("intake-open-item", facts, reason, passed=is_open)


def _own_check(rule: str, facts: dict[str, Any], *reasons: Reason, passed: bool) -> Check:
    return Check(rule, facts, Finding(rule, {"met": passed}, reasons, passed=passed))


def is_in_force(announcement: Any, on: date) -> bool:  # noqa: ANN401  # governance.Announcement, typed there
    """Whether the announcement applies on the day (both days included; AMB-01 does not touch validity)."""
    return bool(
        announcement.effective_from is not None
        and announcement.effective_from <= on
        and (announcement.effective_until is None or on <= announcement.effective_until)
    )


# ---- papers (point 23) ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RequiredPaper:
    """A paper the applicant uploads: its kind, for which product or factory, why, and whether it must be there."""

    kind: str
    name: str
    cite: str
    product_id: int | None = None
    factory_id: int | None = None
    about: str = ""
    must: bool = True
    why: str = ""


PAPER_NAMES: dict[str, str] = {
    "product_photo": "產品相片",
    "product_labelling": "申請產品商品標示",
    "makers_mandate_evidence": DOCUMENT_NAMES[ApplicationDocument.MAKERS_MANDATE_EVIDENCE],
    "qms_certificate": DOCUMENT_NAMES[ApplicationDocument.QMS_CERTIFICATE],
    "test_proof": DOCUMENT_NAMES[ApplicationDocument.TEST_PROOF],
    "scheme_certificate": "特定產品驗證制度之驗證證明",
    "materials_and_flow": "產品物料清單及加工製造流程圖",
    "recent_trade": "最近六個月採購材料、配方或出貨之證明",
    "registration_change": "主管機關核准變更登記之證明文件",
    "registration": "公司或商業登記證明文件",
    "price_evidence": "產品價格及物料價格之佐證",
    "other": "其他文件",
}
CITE_FORM, CITE_PHOTO, CITE_LABELLING = point(23, 1, 1).zh, point(23, 1, 3).zh, point(23, 1, 4).zh
CITE_SCHEME = "推動及管理要點附件十二第三點"
CITE_REGISTER = "推動及管理要點附件六（第二類）、附件十三第六點"
CITE_CHANGE = point(32, 2).zh
CITE_REPLACEMENT = point(32).zh
VALID_UNTIL_NEEDED = frozenset({"qms_certificate", "test_proof"})


def papers(case: Case) -> list[RequiredPaper]:
    """Every paper the case needs to upload, by role and circumstance, with the place in the law that asks for it."""
    if case.kind in {"reissue", "end"}:
        return []
    if case.kind == "change":
        return [_paper("registration_change", CITE_CHANGE, why="變更登記免申請產品驗證，但應附主管機關核准之證明。")]
    if case.product_class == 2:  # noqa: PLR2004  # 第二類
        photos = [_paper("product_photo", CITE_REGISTER, product_id=p.pk, about=str(p)) for p in case.products.all()]
        return [
            _paper(kind, CITE_SCHEME) for kind in ("scheme_certificate", "materials_and_flow", "recent_trade")
        ] + photos
    return [*_case_papers(case), *_factory_papers(case), *_product_papers(case)]


def _paper(kind: str, cite: str, **more: Any) -> RequiredPaper:  # noqa: ANN401  # fields of the dataclass
    return RequiredPaper(kind, PAPER_NAMES[kind], cite, **more)


def _case_papers(case: Case) -> list[RequiredPaper]:
    if not case.maker_role or ROLES[case.maker_role] == MakerRole.INDEPENDENT_MAKER:
        return []
    return [
        _paper("makers_mandate_evidence", point(23, 2, 1).zh, why="協同製造或統合製造者，應附受託製造業者出具之佐證。")
    ]


def _factory_papers(case: Case) -> list[RequiredPaper]:
    return [
        _paper(
            "qms_certificate",
            point(23, 2, 2).zh,
            factory_id=row.pk,
            about=row.factory.name,
            why="主張以採認之品質管理系統驗證視同符合者，應附有效證明。",
        )
        for row in case.factories.select_related("factory")
        if row.qms_standard
    ]


def _product_papers(case: Case) -> list[RequiredPaper]:
    found = []
    for product in case.products.all():
        found.append(_paper("product_photo", CITE_PHOTO, product_id=product.pk, about=str(product)))
        found.append(
            _paper(
                "product_labelling",
                CITE_LABELLING,
                product_id=product.pk,
                about=str(product),
                must=not product.labelling_text.strip(),
                why="標示內容已填文字者，得免附圖檔。",
            )
        )
        if product.tested_elsewhere:
            found.append(
                _paper(
                    "test_proof",
                    point(23, 2, 3).zh,
                    product_id=product.pk,
                    about=str(product),
                    why="應施檢驗品目檢驗合格，或已依國家標準、法規、其他制度檢測合格者，應附有效證明。",
                )
            )
    return found


def documents_finding(
    *, kind: str, role: str, has_qms: bool, mandatory_passed: bool, other_passed: bool
) -> Finding[ApplicationDocuments]:
    """Point 23 as the law package answers it (for the self-check and the case file)."""
    return application_documents(
        case=ApplicationCase.RENEWAL if kind == "renewal" else ApplicationCase.APPLICATION,
        role=ROLES[role],
        factory_has_adopted_qms_certificate=has_qms,
        mandatory_inspection_passed=mandatory_passed,
        other_test_passed=other_passed,
    )


def document_name(document: ApplicationDocument) -> str:
    """The statute's name of a document."""
    return DOCUMENT_NAMES[document]


# ---- class, fee, days --------------------------------------------------------------------------------------


def class_finding(
    *, assessed: bool, deliberated: bool, announced: bool, passed_scheme: bool
) -> Finding[ClassOfProduct]:
    """The class of a product (point 4)."""
    return product_class(
        ministry_assessed=assessed,
        task_force_deliberated=deliberated,
        ministry_announced=announced,
        passed_adopted_scheme=passed_scheme,
    )


def applicant_finding(*, entity: str, registered: bool, role: str, manufactured: bool) -> Finding[Any]:
    """Who may apply (points 4, 22)."""
    return applicant_eligibility(
        entity=_ENTITIES.get(entity, Entity.OTHER),
        lawfully_registered=registered,
        role=ROLES[role],
        applicants=1,
        manufactured_or_processed=manufactured,
    )


def fee_finding(*, on: date, exempt_industry: bool) -> Finding[VerificationFee]:
    """The official fee of a new application (class 3 only)."""
    return verification_fee(case_type=FeeCase.NEW, quantity=1, exempt_industry=exempt_industry, on=on)


@dataclass(frozen=True, slots=True)
class DueDay:
    """The last day of a supplement, whether it rests on an estimated calendar, and the finding."""

    day: date
    is_estimated: bool
    finding: Finding[PeriodEnd]
    facts: dict[str, Any]


def supplement_due(on: date, days: int) -> DueDay:
    """Last day of a supplement asked for on the day ``on``: day of the notice not counted, rest day moved (AMB-01, 02)."""
    office = calendar.office()
    finding = period_end(start_date=on, length=days, unit=Unit.DAYS, effect=Effect.ORDINARY, calendar=office)
    day = finding.result.effective_end
    estimated = office.is_estimated(day) or office.is_estimated(finding.result.nominal_end)
    facts = {"start_date": on.isoformat(), "length": days, "unit": "days", "effect": "ordinary"}
    return DueDay(day, estimated, finding, facts)


CITE_REST_DAY = article(PROCEDURE_ACT, 48, 4).zh
CITE_ELIGIBILITY = f"{point(22, 1).zh}、附件六"
