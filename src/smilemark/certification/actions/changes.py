"""Change and reissue (point 32), and the early end on request (point 42 I(1)): decided without product verification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification.actions import assigning, closing, issue, letters
from smilemark.certification.documents.letters import grounds
from smilemark.certification.legal import results as legal
from smilemark.certification.models import Case, CertificateVersion, Decision, Label, Letter
from smilemark.certification.permissions import must_be_able
from smilemark.companies import actions as companies
from smilemark.foundation import calendar, moves
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from smilemark.accounts.models import User
    from smilemark.foundation.models import StoredFinding

CHANGES = {
    "name": (legal.CertificateEvent.OPERATOR_NAME_CHANGED, legal.Change.OPERATOR_NAME, "名稱"),
    "address": (legal.CertificateEvent.ADDRESS_CHANGED, legal.Change.REGISTERED_ADDRESS, "地址"),
    "responsible_person": (legal.CertificateEvent.REPRESENTATIVE_CHANGED, legal.Change.REPRESENTATIVE_NAME, "負責人"),
}
"""The three data of point 32 I, by their field in ``case.change_request``."""

LOST = {"lost": legal.CertificateEvent.LOST, "damaged": legal.CertificateEvent.DAMAGED}
BASIS = "臺灣製MIT微笑產品驗證制度推動及管理要點第三十二點"
END_BASIS = "臺灣製MIT微笑產品驗證制度推動及管理要點第四十二點第一項第一款"


def replace(*, case_id: int, by: User, at: datetime) -> CertificateVersion:
    """換（補）發驗證書: number and expiry stay, 換發 or 補發 and the date are printed; a change is entered for the firm.

    Raises:
        Refused: no label of the certificate may be used any more, or no proof of the registered change.
    """
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, "replace", by=by, at=at) as case:
        must_be_able(case, by, "replace", on)
        assigning.take(case, roles.DECIDER, by=by, at=at)
        changed = _changes(case)
        findings = _findings(case, changed, on, at)
        if changed:
            _must_be_proved(case)
            wanted = {field: value for field, value in changed.items() if getattr(case.firm, field) != value}
            if wanted:
                companies.change_firm(firm_id=case.firm_id, ordered_by=case.number, by=by, at=at, **wanted)
                Label.objects.filter(certificate__firm_id=case.firm_id).update(last_modified=at)
            case.firm.refresh_from_db()
        word = "換發" if changed else "補發"
        kind = CertificateVersion.Kind.REPLACEMENT if changed else CertificateVersion.Kind.REISSUE
        version = issue.new_version(case, kind, on, at=at, annotation=f"{calendar.roc(on)}{word}")
        decision = _decide(case, changed, word, findings, by=by, at=at)
        _tell(case, decision, version, word, by=by, at=at)
        case.closed_at = at
        moves.note(
            case,
            certificate=version.certificate.number,
            version=version.version,
            findings=[finding.pk for finding in findings],
            changed=sorted(changed),
        )
    return version


def _changes(case: Case) -> dict[str, str]:
    if case.kind != Case.Kind.CHANGE:
        return {}
    changed = {field: str(value).strip() for field, value in case.change_request.items() if field in CHANGES}
    changed = {field: value for field, value in changed.items() if value}
    if not changed:
        raise Refused("變更案未載明變更之名稱、地址或負責人（第三十二點第一項）。")
    return changed


def _must_be_proved(case: Case) -> None:
    if not case.attachments.filter(replaced_at=None).exists():
        raise Refused("應檢具主管機關核准變更登記之證明文件（第三十二點第二項）。")


def _findings(case: Case, changed: Mapping[str, str], on: date, at: datetime) -> list[StoredFinding]:
    certificate = case.certificate
    if certificate is None:
        raise Refused("本案未載明驗證書。")
    labels = issue.living_labels(certificate, on)
    if not labels:
        raise Refused(
            f"驗證書 {certificate.number} 已無使用期間內之標章，不得換（補）發（第三十二點第四項、第三十四點）。"
        )
    last = max(label.valid_until for label in labels)
    events = [CHANGES[field][0] for field in changed] or [LOST[case.change_request.get("reason", "lost")]]
    stored = [
        legal.reprint(event, number=certificate.number, last_valid_day=last, issued_on=on).store(case, at)
        for event in events
    ]
    for field in changed:
        answer = legal.classify_change(CHANGES[field][1], function_or_spec_differs=False)
        stored.append(answer.store(case, at))
    return stored


def _decide(
    case: Case, changed: Mapping[str, str], word: str, findings: list[StoredFinding], *, by: User, at: datetime
) -> Decision:
    reasons = [
        {"text": f"{CHANGES[field][2]}變更為「{value}」。", "citation": "推動及管理要點第三十二點第一項"}
        for field, value in changed.items()
    ] or [{"text": f"原驗證書{_lost_words(case)}。", "citation": "推動及管理要點第三十二點第三項"}]
    reasons.append(
        {
            "text": f"沿用原驗證書編號及有效期限，並註明{word}年月日及{word}字樣。",
            "citation": "推動及管理要點第三十二點第四項",
        }
    )
    decision = Decision.objects.create(
        case=case, kind=Decision.Kind.REPLACEMENT, legal_basis=BASIS, reasons=reasons, decided_by=by, decided_at=at
    )
    decision.findings.set({finding.pk for finding in findings})
    return decision


def _lost_words(case: Case) -> str:
    return "毀損" if case.change_request.get("reason") == "damaged" else "遺失"


def _tell(case: Case, decision: Decision, version: CertificateVersion, word: str, *, by: User, at: datetime) -> None:
    letters.write(
        case=case,
        kind=Letter.Kind.RESULT,
        subject=f"貴業者申請{word}驗證書（案件編號 {case.number}），准予{word}，請查照。",
        explanation=[
            f"依{BASIS}辦理，免申請產品驗證。",
            *grounds(decision.reasons),
            f"驗證書編號 {version.certificate.number}，第 {version.version} 版。",
        ],
        by=by,
        at=at,
        decision=decision,
        attachments="MIT微笑產品驗證書及附件 1 份",
    )


# ---- early end ------------------------------------------------------------------------------------------


def labels_to_end(case: Case) -> list[Label]:
    """The labels the firm asks to end: those named, else all of the certificate that have not ended."""
    certificate = case.certificate
    if certificate is None:
        return []
    rows = certificate.labels.filter(ended_on=None).order_by("number")
    named = case.change_request.get("labels") or []
    return list(rows.filter(number__in=named) if named else rows)


def end_use(*, case_id: int, by: User, at: datetime) -> Decision:
    """依申請廢止標章使用權: must be granted (應), brings no ban, and takes effect when the decision is served.

    Raises:
        Refused: none of the labels is still in use.
    """
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, "end_use", by=by, at=at) as case:
        must_be_able(case, by, "end_use", on)
        assigning.take(case, roles.DECIDER, by=by, at=at)
        labels = labels_to_end(case)
        if not labels:
            raise Refused("所申請終止之標章均已終止，或不屬於本驗證書（第四十二點第一項第一款）。")
        decision = Decision.objects.create(
            case=case,
            kind=Decision.Kind.CANCELLATION,
            legal_basis=END_BASIS,
            reasons=[
                {
                    "text": f"標章 {label.number}「{label.product_name}」經業者申請終止使用，應予廢止。",
                    "citation": "推動及管理要點第四十二點第一項第一款",
                    "label": label.number,
                }
                for label in labels
            ],
            decided_by=by,
            decided_at=at,
        )
        letters.write(
            case=case,
            kind=Letter.Kind.RESULT,
            subject=f"貴業者申請終止使用MIT微笑標章（案件編號 {case.number}），准予廢止標章使用權，請查照。",
            explanation=[
                f"依{END_BASIS}辦理。",
                *grounds(decision.reasons),
                "廢止自本函送達之日起生效；依申請廢止者，不受不得重新申請期間之限制（第四十二點第二項）。",
            ],
            by=by,
            at=at,
            decision=decision,
        )
        case.closed_at = at
        moves.note(case, labels=[label.number for label in labels], decision=decision.pk)
        closing.close_rest(case, by=by, at=at)
    return decision
