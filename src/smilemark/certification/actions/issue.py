"""Numbers and certificates: numbered after the contract, issued after the lint, each once."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification import documents as words
from smilemark.certification import search_entry
from smilemark.certification.actions import assigning, letters
from smilemark.certification.documents.letters import applied_words
from smilemark.certification.legal import results as legal
from smilemark.certification.models import (
    Case,
    CaseProduct,
    Certificate,
    CertificateVersion,
    Decision,
    Label,
    LabelPeriod,
    Letter,
    ReservedNumber,
)
from smilemark.certification.permissions import must_be_able
from smilemark.certification.permissions.back import latest_report
from smilemark.certification.queries import lint
from smilemark.certification.states import ProductState
from smilemark.foundation import calendar, documents, events, moves, numbering
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from smilemark.accounts.models import User
    from smilemark.foundation.models import StoredFinding
    from smilemark.foundation.moves import Actor

LARGEST_SERIAL = 99_999
BASIS = "臺灣製MIT微笑產品驗證制度推動及管理要點第三十一點第一項、第三十四點"


# ---- numbers (AMB-42) -----------------------------------------------------------------------------------


def certificate_counter(industry_code: str) -> str:
    """Name of the counter of certificate numbers of an industry; an import raises it (``numbering.raise_to``)."""
    return f"certificate:{industry_code}"


def label_counter(certificate_number: str) -> str:
    """Name of the counter of label numbers of a certificate; an import raises it."""
    return f"label:{certificate_number}"


def certificate_for(case: Case) -> Certificate:
    """The certificate of the firm in the industry: the one it has, or one with the next number (AMB-42, AMB-70)."""
    if case.industry is None:
        raise Refused("本案尚未選定產業。")
    held = Certificate.objects.filter(firm=case.firm, industry=case.industry).order_by("is_imported", "pk")
    found = held.first()
    if found is not None:
        return found
    code = case.industry.code
    serial = numbering.next_value(certificate_counter(code))
    # The counter's row is locked now: whoever waited for it sees what the other wrote.
    found = held.all().first()
    if found is not None:
        return found
    return Certificate.objects.create(
        number=f"{code}{_serial(serial)}", firm=case.firm, industry=case.industry, body=case.body
    )


def _serial(value: int) -> str:
    if value > LARGEST_SERIAL:
        raise Refused(f"流水號已用罄（{LARGEST_SERIAL}），請洽本署。")
    return f"{value:05d}"


def reserve_numbers(case: Case, products: Sequence[CaseProduct], at: datetime) -> list[str]:
    """A label number for every product that has none; a renewed one keeps its own (AMB-42)."""
    certificate = case.certificate
    if certificate is None:
        raise Refused("本案尚無驗證書編號。")
    numbers = []
    for product in products:
        if product.label is not None:
            numbers.append(product.label.number)
            continue
        reserved = ReservedNumber.objects.filter(product=product).first()
        if reserved is None:
            serial = numbering.next_value(label_counter(certificate.number))
            reserved = ReservedNumber.objects.create(
                product=product, number=f"{certificate.number}-{_serial(serial)}", reserved_at=at
            )
        numbers.append(reserved.number)
    return numbers


def assign_number(*, case_id: int, by: User, at: datetime) -> Case:
    """編定驗證書編號: after both signed; the certificate's eight digits and a label number per product."""
    with moves.moving(Case, case_id, "assign_number", by=by, at=at) as case:
        must_be_able(case, by, "assign_number", timezone.localdate(at))
        assigning.take(case, roles.DECIDER, by=by, at=at)
        case.certificate = certificate_for(case)
        granted = list(case.products.filter(state=ProductState.PASSED).select_related("label").order_by("pk"))
        numbers = reserve_numbers(case, granted, at)
        moves.note(case, certificate=case.certificate.number, labels=numbers)
    return case


# ---- issue ----------------------------------------------------------------------------------------------


def issue(*, case_id: int, by: User, at: datetime) -> CertificateVersion:
    """核發驗證書: only when every line of the lint passes, over the data as locked now; pressed twice, issued once.

    Raises:
        Refused: each line that failed, with its article.
    """
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, "issue", by=by, at=at) as case:
        must_be_able(case, by, "issue", on)
        assigning.take(case, roles.DECIDER, by=by, at=at)
        _must_pass_lint(case, by, on)
        law = lint.issue_answer(case, latest_report(case), on).store(case, at)
        granted = list(case.products.filter(state=ProductState.PASSED).select_related("label", "reserved_number"))
        labels, findings = [], [law]
        for product in granted:
            label, finding = _grant(case, product, on, at)
            certify(product, label, "certify", by=by, at=at)
            labels.append(label)
            findings.append(finding)
        version = new_version(case, version_kind(case), on, at=at)
        decision = _decide(case, labels, findings, by=by, at=at)
        _tell(case, decision, version, by=by, at=at)
        case.closed_at = at
        moves.note(
            case,
            version=version.version,
            certificate=version.certificate.number,
            labels=[label.number for label in labels],
            findings=[finding.pk for finding in findings],
        )
    return version


def _must_pass_lint(case: Case, by: User, on: date) -> None:
    failed = [line for line in lint.lint(case, decider=by, on=on) if not line.passed]
    if failed:
        raise Refused(
            "不得核發：" + "；".join(f"{''.join(line.failures).rstrip('。')}（{line.cite}）" for line in failed)
        )


def _grant(case: Case, product: CaseProduct, on: date, at: datetime) -> tuple[Label, StoredFinding]:
    if product.label is not None:
        return _renew(case, product.label, on, at)
    answer = legal.first_period(case.product_class or 0, issued_on=on)
    label = first_label(case, product, on, answer.result.last_valid_day, at)
    return label, answer.store(label, at)


def first_label(case: Case, product: CaseProduct, on: date, last_valid_day: date, at: datetime) -> Label:
    """A new label with its first period; in the search, and in the register from today."""
    if case.certificate is None:
        raise Refused("本案尚無驗證書編號。")
    label = Label.objects.create(
        number=product.reserved_number.number,
        certificate=case.certificate,
        product_name=product.name,
        product_model=product.model,
        brand=product.brand,
        certified_on=on,
        valid_until=last_valid_day,
        last_modified=at,
    )
    LabelPeriod.objects.create(label=label, case=case, first_day=on, last_day=last_valid_day, granted_on=on)
    search_entry.index_label(label)
    return label


def _renew(case: Case, label: Label, on: date, at: datetime) -> tuple[Label, StoredFinding]:
    """The new period follows the old last day directly, whenever it is granted (point 34; AMB-06)."""
    if label.renewal_filed_on is None:
        raise Refused(f"標章 {label.number} 沒有審查中之展延申請（第三十四點）。")
    answer = legal.renewed_period(
        last_valid_day=label.valid_until,
        filed_on=label.renewal_filed_on,
        previous_renewals=max(label.periods.count() - 1, 0),
    )
    first, last = answer.result.new_first_day, answer.result.new_last_valid_day
    if first is None or last is None:
        raise Refused(f"標章 {label.number} 未於期間內申請展延，不得展延（第三十四點）。")
    finding = answer.store(label, at)
    extend(label, case, first, last, on, at)
    return label, finding


def extend(label: Label, case: Case, first: date, last: date, on: date, at: datetime) -> None:
    """A further period of a label, from the day after the old last day; its renewal is no longer pending."""
    LabelPeriod.objects.create(label=label, case=case, first_day=first, last_day=last, granted_on=on)
    label.valid_until, label.renewal_filed_on, label.last_modified = last, None, at
    label.save(update_fields=["valid_until", "renewal_filed_on", "last_modified"])


def certify(product: CaseProduct, label: Label, move: str, *, by: User, at: datetime) -> None:
    """The product is certified under its label."""
    with moves.moving(CaseProduct, product.pk, move, by=by, at=at) as row:
        row.label = label
        moves.note(row, label=label.number, valid_until=label.valid_until.isoformat())
    events.record(
        label, "grant", by=by, at=at, data={"case": product.case.number, "valid_until": label.valid_until.isoformat()}
    )


def version_kind(case: Case) -> str:
    """發證種類: 展延, 加發 where the certificate was issued before, else 初發."""
    if case.kind == Case.Kind.RENEWAL:
        return CertificateVersion.Kind.RENEWAL
    has_versions = case.certificate is not None and case.certificate.versions.exists()
    return CertificateVersion.Kind.ADDITIONAL if has_versions else CertificateVersion.Kind.FIRST


def living_labels(certificate: Certificate, on: date) -> list[Label]:
    """The labels a new version lists: not ended, and not expired without a renewal pending."""
    usable = (legal.VALID, legal.RENEWAL_PENDING)
    rows = certificate.labels.order_by("number")
    return [label for label in rows if legal.label_status(label, on) in usable]


def new_version(case: Case, kind: str, on: date, *, at: datetime, annotation: str = "") -> CertificateVersion:
    """The next version of the case's certificate: words frozen, paper drawn by a job.

    Raises:
        Refused: no label of it may be used any more.
    """
    if case.certificate is None:
        raise Refused("本案尚無驗證書編號。")
    certificate = (
        Certificate.objects.select_for_update(of=("self",))
        .select_related("firm", "industry", "body")
        .get(pk=case.certificate.pk)
    )
    labels = living_labels(certificate, on)
    if not labels:
        raise Refused(f"驗證書 {certificate.number} 已無使用期間內之標章，不得發給（第三十四點）。")
    number = certificate.versions.count() + 1
    text = asdict(words.certificate_words(certificate, labels, version=number, issued_on=on, annotation=annotation))
    paper = documents.draw("certification/certificate", text, title=f"MIT微笑產品驗證書 {certificate.number}", at=at)
    return CertificateVersion.objects.create(
        certificate=certificate,
        case=case,
        version=number,
        kind=kind,
        issued_on=on,
        annotation=annotation,
        words=text,
        document=paper,
    )


def _decide(
    case: Case, labels: Sequence[Label], findings: Sequence[StoredFinding], *, by: User, at: datetime
) -> Decision:
    kind = Decision.Kind.RENEWAL if case.kind == Case.Kind.RENEWAL else Decision.Kind.GRANT
    return decide(case, kind, BASIS, labels, findings, by=by, at=at)


def decide(
    case: Case,
    kind: str,
    basis: str,
    labels: Sequence[Label],
    findings: Sequence[StoredFinding],
    *,
    by: Actor,
    at: datetime,
) -> Decision:
    """A favourable decision that names its labels and their last days."""
    decision = Decision.objects.create(
        case=case,
        kind=kind,
        legal_basis=basis,
        reasons=[
            {
                "text": f"標章 {label.number}「{label.product_name} {label.product_model}".strip()
                + f"」，使用期間至{calendar.roc(label.valid_until)}。",
                "citation": "推動及管理要點第三十四點",
                "label": label.number,
            }
            for label in labels
        ],
        decided_by_id=by.pk,
        decided_at=at,
    )
    decision.findings.set({finding.pk for finding in findings})
    return decision


def _tell(case: Case, decision: Decision, version: CertificateVersion, *, by: User, at: datetime) -> None:
    applied = timezone.localdate(case.submitted_at) if case.submitted_at else decision.decided_at.date()
    refused = case.products.filter(state=ProductState.REFUSED)
    explanation = [
        f"依{BASIS}辦理。",
        applied_words(case, applied),
        f"核發驗證書 {version.certificate.number}（第 {version.version} 版），產品如下：",
        *(f"　{reason['text']}" for reason in decision.reasons),
        *(f"　產品「{product}」未通過，另以核駁通知書通知。" for product in refused),
        "標章使用期間屆滿前二個月起至屆滿日止得申請展延；期限屆滿未申請展延者，不得繼續使用（第三十四點）。",
    ]
    verb = "准予展延" if case.kind == Case.Kind.RENEWAL else "審查通過，核發驗證書"
    letters.write(
        case=case,
        kind=Letter.Kind.RESULT,
        subject=f"貴業者申請產品驗證（案件編號 {case.number}），{verb}，請查照。",
        explanation=explanation,
        by=by,
        at=at,
        decision=decision,
        attachments="MIT微笑產品驗證書及附件 1 份",
    )
