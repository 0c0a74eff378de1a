"""The decision on the mark in class 2 (point 33 II; annex 12): by a person who did not review; the grant is registered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from smilemark.accounts.models import Organisation
from smilemark.accreditation import queries as accreditation
from smilemark.certification.actions import class2, closing, grant_letters, issue, notices, refusal
from smilemark.certification.actions.review import filed_on
from smilemark.certification.legal import grant as legal
from smilemark.certification.models import Case, CaseProduct, Decision, GrantSheet
from smilemark.certification.permissions import must_be_able
from smilemark.certification.states import ProductState
from smilemark.foundation import moves
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import cleaned

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from smilemark.accounts.models import User
    from smilemark.certification.legal.grant import Judged
    from smilemark.certification.models import CertificateVersion, Label
    from smilemark.foundation.models import StoredFinding

BASIS = "臺灣製MIT微笑產品驗證制度推動及管理要點第三十三點第二項及附件十二"
STALE = "審查結果於您開啟頁面之後已變更，您的決定尚未送出；請重新檢視後再決定。"


# ---- the decision ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Discretion:
    """Whether to agree despite a dispute (得不同意: it may be refused), and why."""

    agrees: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of each product, decided together."""

    granted: tuple[Judged, ...]
    refused: tuple[tuple[Judged, tuple[dict[str, str], ...]], ...]
    discretion: tuple[str, ...]

    @property
    def move(self) -> str:
        """The case is granted where at least one product is; the others are refused by themselves."""
        return "grant_mark" if self.granted else "refuse_mark"


def decide(*, case_id: int, choices: Mapping[int, Discretion], by: User, at: datetime) -> Decision:
    """授予或不同意授予: as annex 12 says of each product; where it leaves it open, as ``choices`` say.

    Args:
        case_id: the case.
        choices: by product, where a major dispute lets the authority refuse (annex 12 point 2 II).
        by: a person of the authority who neither reviewed nor visited.
        at: now; its day is the day of the review.

    Raises:
        Refused: something of a sheet is open or in doubt, a choice or its reason is missing, not competent, recused,
            not separate, or the authority has no head to sign.
    """
    on = timezone.localdate(at)
    move = outcome(Case.objects.get(pk=case_id), choices, on).move
    with moves.moving(Case, case_id, move, by=by, at=at) as case:
        must_be_able(case, by, move, on)
        found = outcome(case, choices, on)
        if found.move != move:
            raise Refused(STALE)
        findings = {one.product.pk: _stored(one, at) for one in [*found.granted, *(one for one, _why in found.refused)]}
        labels = [_grant(case, one, on, by=by, at=at) for one in found.granted]
        for one, _why in found.refused:
            _withhold(one.product, by=by, at=at)
        decision, version = _decide(case, found, labels, findings, by=by, at=at)
        case.closed_at = at
        moves.note(
            case,
            decision=decision.pk,
            **_registered(case, version, labels, on),
            text={"理由": "；".join(found.discretion)},
        )
        closing.close_rest(case, by=by, at=at)
    return decision


def outcome(case: Case, choices: Mapping[int, Discretion], on: date) -> Outcome:
    """What the sheets lead to on the day.

    Raises:
        Refused: a sheet is not complete, or a choice is missing.
    """
    granted, refused, words = [], [], []
    for product in case.products.filter(state=ProductState.OPEN).order_by("pk"):
        product.case = case
        sheet = GrantSheet.objects.filter(product=product).first()
        if (reason := legal.why_not_complete(product, sheet)) is not None:
            raise Refused(reason, field="product")
        sheet = sheet or GrantSheet(product=product)
        found = legal.judge(product, sheet, applied_on=filed_on(case), on=on)
        if found.decision == legal.GRANT:
            granted.append(found)
        elif found.decision == legal.REFUSE:
            refused.append((found, tuple(found.reasons())))
        else:
            choice = _chosen(product, choices)
            words.append(f"產品「{product}」{'同意' if choice.agrees else '不同意'}授權：{choice.reason}")
            if choice.agrees:
                granted.append(found)
            else:
                refused.append((found, (_disputed(product, sheet, choice),)))
    if not granted and not refused:
        raise Refused("本案已無審查中之產品。")
    return Outcome(tuple(granted), tuple(refused), tuple(words))


def _chosen(product: CaseProduct, choices: Mapping[int, Discretion]) -> Discretion:
    choice = choices.get(product.pk)
    if choice is None:
        raise Refused(
            f"產品「{product}」有重大爭議，得不同意授權：請選擇同意或不同意（附件十二第二點第二項）。",
            field=f"agrees_{product.pk}",
        )
    reason = cleaned(choice.reason, field=f"reason_{product.pk}", label="裁量理由", limit=500)
    return Discretion(choice.agrees, reason)


def _disputed(product: CaseProduct, sheet: GrantSheet, choice: Discretion) -> dict[str, str]:
    text = f"產品「{product}」：有臺灣製原產地廣告不實，致誤導消費者之重大爭議（{sheet.dispute_facts.rstrip('。')}）；{choice.reason}"
    return {"text": text, "citation": legal.DISPUTE.zh}


def _stored(found: Judged, at: datetime) -> list[StoredFinding]:
    return [answer.store(found.product, at) for answer in found.answers]


def _grant(case: Case, found: Judged, on: date, *, by: User, at: datetime) -> Label:
    label, _finding = class2.grant_label(case, found.product, on, at)
    issue.certify(found.product, label, "grant", by=by, at=at)
    return label


def _withhold(product: CaseProduct, *, by: User, at: datetime) -> None:
    with moves.moving(CaseProduct, product.pk, "withhold", by=by, at=at) as row:
        closing.renewal_decided(row, at)


def granter(case: Case, on: date) -> Organisation:
    """The office that decides on the day and signs: the authority delegated, else the administration (point 33 II)."""
    held = accreditation.delegation_on(case.industry, on)
    if held is not None:
        return held.authority
    office = Organisation.objects.filter(kind=Organisation.Kind.ADMINISTRATION).order_by("pk").first()
    if office is None:
        raise Refused("尚未登錄本署，無法發文。")
    return office


def _decide(
    case: Case,
    found: Outcome,
    labels: list[Label],
    findings: Mapping[int, list[StoredFinding]],
    *,
    by: User,
    at: datetime,
) -> tuple[Decision, CertificateVersion | None]:
    """One decision and letter on what is granted; one on the whole case, or on each product, that is not."""
    office = granter(case, timezone.localdate(at))
    if not labels:
        reasons = [reason for _one, why in found.refused for reason in why]
        stored = [one for found_of_it in findings.values() for one in found_of_it]
        decision = refusal.decide(case, Decision.Kind.REFUSAL, BASIS, reasons, stored, by=by, at=at)
        grant_letters.refused(case, decision, office, by=by, at=at)
        return decision, None
    for one, why in found.refused:
        stored = findings[one.product.pk]
        refused = refusal.decide(
            case, Decision.Kind.PRODUCT_REFUSAL, BASIS, why, stored, by=by, at=at, product=one.product
        )
        grant_letters.refused(case, refused, office, by=by, at=at)
    kind = Decision.Kind.RENEWAL if case.kind == Case.Kind.RENEWAL else Decision.Kind.GRANT
    stored = [finding for one in found.granted for finding in findings[one.product.pk]]
    decision = issue.decide(case, kind, BASIS, labels, stored, by=by, at=at)
    version = issue.new_version(case, issue.version_kind(case), timezone.localdate(at), at=at)
    grant_letters.granted(case, decision, version, office, found.discretion, by=by, at=at)
    names = "、".join(f"「{label.product_name}」{label.number}" for label in labels)
    said = f"{office.name}授予{case.firm.name}標章使用權：{names}；已登錄（附件十二第四點）。"
    notices.tell_administration(case, "第二類產品授權登錄", said, at=at)
    return decision, version


def _registered(case: Case, version: CertificateVersion | None, labels: list[Label], on: date) -> dict[str, Any]:
    """What is sent to the administration for registration: operator, items and what else is known (annex 12 point 4)."""
    if version is None:
        return {}
    held = accreditation.delegation_on(case.industry, on)
    return {
        "delegation": held.number if held is not None else None,
        "firm": case.firm.name,
        "ubn": case.firm.ubn,
        "industry": str(case.industry),
        "certificate": version.certificate.number,
        "version": version.version,
        "scheme": case.scheme_name,
        "scheme_certificate": case.scheme_certificate,
        "labels": [label.number for label in labels],
        "products": [
            {
                "number": label.number,
                "product": f"{label.product_name} {label.product_model}".strip(),
                "valid_until": label.valid_until.isoformat(),
            }
            for label in labels
        ],
    }
