"""Class 2 (points 5, 33; annex 6-2): accepted, examined under the adopted scheme, registered with its days.

While the ministry's delegation is in force, the body registers and numbers, and the authority grants (``actions/grant``).
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.certification.actions import assigning, issue, letters, notices, refusal
from smilemark.certification.actions.review import filed_on
from smilemark.certification.documents.letters import applied_words
from smilemark.certification.legal import intake as eligibility
from smilemark.certification.legal import results as legal
from smilemark.certification.models import Case, CertificateVersion, Decision, Letter
from smilemark.certification.permissions import must_be_able
from smilemark.certification.states import ProductState
from smilemark.foundation import calendar, moves
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import within

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from smilemark.accounts.models import User
    from smilemark.certification.models import CaseProduct, Certificate, Label
    from smilemark.certification.queries.products import Reason
    from smilemark.foundation.models import StoredFinding

SECOND_CLASS = 2
BASIS = "臺灣製MIT微笑產品驗證制度推動及管理要點第三十三點、第三十四點及附件六（第二類）"


def accept_scheme(*, case_id: int, by: User, at: datetime) -> Case:
    """受理申請（第二類）: examined from now on as the adopted scheme says.

    Raises:
        Refused: not lawfully registered (annex 12 point 1), a ban, a body out of scope, or another class.
    """
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, "accept_scheme", by=by, at=at) as case:
        must_be_able(case, by, "accept_scheme", on)
        assigning.take(case, roles.REVIEWER, by=by, at=at)
        checks = eligibility.eligibility(case, filed_on(case))
        if failed := [check for check in checks if not check.finding.passed]:
            said = "；".join(f"{why.text}（{why.citation.zh}）" for check in failed for why in check.finding.because)
            raise Refused(f"資格不符，不能受理，應予核駁：{said}")
        stored = eligibility.store(case, checks, at)
        moves.note(case, scheme=case.scheme_name, findings=[finding.pk for finding in stored])
    return case


def fail(*, case_id: int, reasons: Sequence[Reason], by: User, at: datetime) -> Decision:
    """採認制度審查未通過: refused with the scheme's reasons."""
    return refusal.refuse_case(case_id=case_id, move="scheme_failed", reasons=reasons, findings=[], by=by, at=at)


def register(
    *, case_id: int, scheme_certificate: str, scheme_valid_until: date, by: User, at: datetime
) -> CertificateVersion:
    """登錄並編號（第二類）: operator, product names and photos, product numbers, with the days the scheme states.

    Args:
        case_id: the case, examined under the scheme.
        scheme_certificate: number of the scheme's certificate.
        scheme_valid_until: the last valid day it states; the mark may be used until then (point 34, last sentence).
        by: the decider.
        at: now.

    Raises:
        Refused: no certificate number, a day that has passed, or a product without a photo.
    """
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, "register", by=by, at=at) as case:
        must_be_able(case, by, "register", on)
        assigning.take(case, roles.DECIDER, by=by, at=at)
        certificate = _enter(case, scheme_certificate, scheme_valid_until, on)
        granted = list(case.products.filter(state=ProductState.OPEN).select_related("label").order_by("pk"))
        numbers = issue.reserve_numbers(case, granted, at)
        labels, findings = [], []
        for product in granted:
            label, finding = grant_label(case, product, on, at)
            findings.append(finding)
            issue.certify(product, label, "register", by=by, at=at)
            labels.append(label)
        version = issue.new_version(case, issue.version_kind(case), on, at=at)
        decision = issue.decide(case, Decision.Kind.REGISTRATION, BASIS, labels, findings, by=by, at=at)
        _tell(case, decision, version, by=by, at=at)
        case.closed_at = at
        moves.note(case, certificate=certificate.number, labels=numbers, version=version.version)
    return version


def send_to_grant(*, case_id: int, scheme_certificate: str, scheme_valid_until: date, by: User, at: datetime) -> Case:
    """登錄並編號，送請授予審查: under a delegation the body registers and numbers, the authority grants (point 33 II).

    Args:
        case_id: the case, examined under the scheme.
        scheme_certificate: number of the scheme's certificate.
        scheme_valid_until: the last valid day it states.
        by: the decider.
        at: now.

    Raises:
        Refused: no delegation is in force for the industry, or as ``register``.
    """
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, "send_to_grant", by=by, at=at) as case:
        must_be_able(case, by, "send_to_grant", on)
        assigning.take(case, roles.DECIDER, by=by, at=at)
        certificate = _enter(case, scheme_certificate, scheme_valid_until, on)
        products = list(case.products.filter(state=ProductState.OPEN).select_related("label").order_by("pk"))
        numbers = issue.reserve_numbers(case, products, at)
        held = accreditation.delegation_on(case.industry, on)
        moves.note(case, certificate=certificate.number, labels=numbers, delegation=held.pk if held else None)
        if held is not None:
            notices.tell_granters(case, held.authority_id, at=at)
    return case


def _enter(case: Case, scheme_certificate: str, scheme_valid_until: date, on: date) -> Certificate:
    """Enter the scheme's certificate and its last day; the case has its certificate number, every product a photo."""
    if not scheme_certificate.strip():
        raise Refused("請填採認制度之驗證字號（附件六第二類）。", field="scheme_certificate")
    if scheme_valid_until < on:
        raise Refused("該制度之驗證已逾有效期限（附件十二第二點第一項第一款）。", field="scheme_valid_until")
    case.scheme_certificate = within(scheme_certificate, field="scheme_certificate", label="驗證字號", limit=80)
    case.scheme_valid_until = scheme_valid_until
    case.certificate = certificate = issue.certificate_for(case)
    _must_have_photos(case)
    return certificate


def grant_label(case: Case, product: CaseProduct, on: date, at: datetime) -> tuple[Label, StoredFinding]:
    """Until the day the scheme states; a renewed label keeps its number, its next period follows the old one."""
    answer = legal.first_period(SECOND_CLASS, issued_on=on, scheme_last_valid_day=case.scheme_valid_until)
    last = answer.result.last_valid_day
    if product.label is None:
        product.refresh_from_db()
        label = issue.first_label(case, product, on, last, at)
        return label, answer.store(label, at)
    label = product.label
    if last <= label.valid_until:
        raise Refused(
            f"該制度之驗證有效期限未逾標章 {label.number} 之原使用期限{calendar.roc(label.valid_until)}，不得展延"
            "（第三十四點）。",
            field="scheme_valid_until",
        )
    issue.extend(label, case, label.valid_until + timedelta(days=1), last, on, at)
    return label, answer.store(label, at)


def _must_have_photos(case: Case) -> None:
    for product in case.products.filter(state=ProductState.OPEN):
        if not case.attachments.filter(product=product, kind__contains="photo", replaced_at=None).exists():
            raise Refused(f"產品「{product}」尚無產品相片，不能登錄（附件六第二類）。")


def _tell(case: Case, decision: Decision, version: CertificateVersion, *, by: User, at: datetime) -> None:
    applied = timezone.localdate(case.submitted_at) if case.submitted_at else timezone.localdate(at)
    until = calendar.roc(case.scheme_valid_until) if case.scheme_valid_until else ""
    letters.write(
        case=case,
        kind=Letter.Kind.RESULT,
        subject=f"貴業者申請第二類產品登錄（案件編號 {case.number}），業已登錄並編號，請查照。",
        explanation=[
            f"依{BASIS}辦理。",
            applied_words(case, applied),
            f"採認之制度：{case.scheme_name}（驗證字號 {case.scheme_certificate}），使用期間依該制度至{until}止。",
            f"登錄之驗證書編號 {version.certificate.number}，產品如下：",
            *(f"　{reason['text']}" for reason in decision.reasons),
        ],
        by=by,
        at=at,
        decision=decision,
        attachments="MIT微笑產品驗證書及附件 1 份",
    )
