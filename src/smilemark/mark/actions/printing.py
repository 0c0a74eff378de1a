"""自行印製申請 by the certified firm: opened, amended, sent in, withdrawn; its runs recorded once it is registered."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.certification.queries import in_use
from smilemark.certification.queries import results as certification
from smilemark.companies import queries as companies
from smilemark.foundation import documents, files, moves
from smilemark.foundation.moves import Refused
from smilemark.mark.actions import notices, runs
from smilemark.mark.actions.texts import number_for, text_of
from smilemark.mark.documents.printing import form_words
from smilemark.mark.legal import printing as legal
from smilemark.mark.models import Consent, PrintApplication, PrintSample
from smilemark.mark.models.runs import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User
    from smilemark.accreditation.models import Body
    from smilemark.certification.models import Certificate, Label
    from smilemark.mark.models import PrintRun

MOST_SAMPLES = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the firm wants to print.

    Attributes:
        labels: label numbers of one certificate; at least one.
        shape: tag, sticker or package. size_text: size and material.
        printer: ``self`` or ``association``; then ``association`` names it.
        sample_copies: samples sent to the body, two of each (annex 14 point 5(1)).
        contact, phone: whom the body asks. consent: letter number of the administration's consent (point 35), if any.
    """

    labels: Sequence[str]
    shape: str
    printer: str = "self"
    association: str = ""
    size_text: str = ""
    sample_copies: int = 2
    contact: str = ""
    phone: str = ""
    consent: str = ""


def open_application(
    *, certificate: str, wanted: Wanted, by: User, at: datetime, body_id: int | None = None, key: str = ""
) -> PrintApplication:
    """擬具自行印製申請, a draft of the firm.

    Args:
        certificate: its number; class 1 or 3.
        wanted: what is to be printed.
        by: who acts for the firm.
        at: now.
        body_id: the body, where the certificate names none (it came in from the published register).
        key: of the form, so that a second click opens nothing.

    Raises:
        Refused: not the firm's certificate, class 2 (its scheme decides), banned, or a field is wrong (named).
    """
    on = timezone.localdate(at)
    with transaction.atomic():
        if key and (known := PrintApplication.objects.filter(submission_key=key).first()) is not None:
            return known
        row = _certificate(certificate, by)
        product_class = row.industry.product_class
        route = legal.route(product_class)
        if not legal.decided_by_body(route):
            raise Refused(route.sentence, field="certificate")
        if (banned := companies.why_banned(row.firm, on)) is not None:
            raise Refused(banned)
        application = PrintApplication(
            number=number_for("P", at),
            firm=row.firm,
            body=_body(row, body_id, on),
            certificate=row,
            product_class=product_class,
            opened_at=at,
            opened_by=by,
            submission_key=key or None,
        )
        labels = _fill(application, wanted, on)
        moves.begin(application, "open", by=by, at=at, certificate=row.number, labels=[each.number for each in labels])
        application.labels.set(labels)
    return application


def _certificate(number: str, by: User) -> Certificate:
    rows = certification.certificates_visible_to(by).filter(firm_id__in=by.organisations_as(roles.APPLICANT))
    found = rows.filter(number=number.strip()).first()
    if found is None:
        raise Refused("驗證書：請選擇貴業者之驗證書。", field="certificate")
    return found


def _body(certificate: Certificate, body_id: int | None, on: date) -> Body:
    if certificate.body is not None:
        return certificate.body
    rows = accreditation.bodies_for(certificate.industry.product_class, certificate.industry, on)
    found = rows.filter(pk=body_id).first() if body_id is not None else None
    if found is None:
        raise Refused("驗證機構：這份驗證書未載驗證機構，請選擇經認證辦理此產業之驗證機構。", field="body")
    return found


def _fill(application: PrintApplication, wanted: Wanted, on: date) -> list[Label]:
    """Put what is wanted into the row; answers with the labels.

    Raises:
        Refused: a field is wrong (named).
    """
    if wanted.shape not in Shape.values:
        raise Refused("種類：請選擇吊牌、貼紙或產品包裝。", field="shape")
    if wanted.printer not in PrintApplication.Printer.values:
        raise Refused("印製方式：請選擇自行印製或委由公（協）會印製。", field="printer")
    entrusted = wanted.printer == PrintApplication.Printer.ASSOCIATION
    application.shape, application.printer = wanted.shape, wanted.printer
    application.association = (
        text_of(wanted.association, field="association", label="公（協）會名稱", most=120) if entrusted else ""
    )
    application.size_text = text_of(wanted.size_text, field="size_text", label="尺寸及材質", required=False, most=200)
    application.sample_copies = wanted.sample_copies
    application.contact = text_of(wanted.contact, field="contact", label="聯絡人", required=False, most=80)
    application.phone = text_of(wanted.phone, field="phone", label="聯絡電話", required=False, most=40)
    application.consent = _consent(application, wanted.consent, on)
    return _labels(application, wanted.labels, on)


def _consent(application: PrintApplication, number: str, on: date) -> Consent | None:
    if not number.strip():
        return None
    rows = Consent.objects.filter(licensee_id=application.firm_id, ended_on=None, first_day__lte=on)
    found = rows.filter(letter_number=number.strip()).first()
    if found is None:
        raise Refused("同意函文號：查無本署同意貴業者變更圖樣之紀錄（第三十五點）。", field="consent")
    return found


def _labels(application: PrintApplication, numbers: Sequence[str], on: date) -> list[Label]:
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        raise Refused("產品：請至少選擇一項產品。", field="labels")
    rows = in_use.labels_in_use(on).filter(certificate_id=application.certificate_id, number__in=wanted)
    found = {label.number: label for label in rows}
    if missing := [number for number in wanted if number not in found]:
        raise Refused(f"標章 {'、'.join(missing)} 不屬於這份驗證書，或已不得使用（第三十四點）。", field="labels")
    return [found[number] for number in wanted]


def amend_application(*, application_id: int, wanted: Wanted, by: User, at: datetime) -> PrintApplication:
    """修改申請: a draft, or one that is to be supplemented.

    Raises:
        Refused: already sent in, not the firm's, or a field is wrong (named).
    """
    with moves.moving(PrintApplication, application_id, "amend", by=by, at=at) as application:
        labels = _fill(application, wanted, timezone.localdate(at))
        application.labels.set(labels)
        application.revision += 1
        moves.note(application, labels=[each.number for each in labels])
    return application


def attach_sample(
    *, application_id: int, caption: str, uploads: Sequence[UploadedFile[Any]], by: User, at: datetime
) -> list[PrintSample]:
    """附加標章樣本: pictures or drawings of the tag, sticker or package.

    Raises:
        Refused: no file, too many, a wrong one, or already sent in.
    """
    if not uploads:
        raise Refused("標章樣本：請選擇檔案。", field="samples")
    with moves.moving(PrintApplication, application_id, "attach", by=by, at=at) as application:
        if application.samples.filter(removed_at=None).count() + len(uploads) > MOST_SAMPLES:
            raise Refused(f"標章樣本：至多 {MOST_SAMPLES} 個檔案。", field="samples")
        said = text_of(caption, field="caption", label="說明", required=False, most=120)
        found = [
            PrintSample.objects.create(
                application=application,
                caption=said,
                file=files.store(upload, by=by, at=at, field="samples"),
                added_at=at,
                added_by=by,
            )
            for upload in uploads
        ]
        application.revision += 1
        moves.note(application, samples=[sample.pk for sample in found])
    return found


def remove_sample(*, application_id: int, sample_id: int, by: User, at: datetime) -> PrintApplication:
    """移除標章樣本: one the firm replaces; the file itself is kept.

    Raises:
        Refused: no such sample, or already sent in.
    """
    with moves.moving(PrintApplication, application_id, "detach", by=by, at=at) as application:
        sample = application.samples.filter(pk=sample_id, removed_at=None).first()
        if sample is None:
            raise Refused("找不到這個標章樣本。")
        sample.removed_at = at
        sample.save(update_fields=["removed_at"])
        application.revision += 1
        moves.note(application, sample=sample.pk)
    return application


def submit(*, application_id: int, by: User, at: datetime) -> PrintApplication:
    """送件: the form is drawn for both sides; form and samples, two of each, must be complete (annex 14 point 5(1)).

    Raises:
        Refused: papers are missing, or a product may no longer carry the mark.
    """
    on = timezone.localdate(at)
    with moves.moving(PrintApplication, application_id, "submit", by=by, at=at) as application:
        if not application.samples.filter(removed_at=None).exists():
            raise Refused(
                "標章樣本：請附加吊牌、貼紙或產品包裝之樣本檔案（附件十四第五點第一款第二目）。", field="samples"
            )
        complete = legal.papers(sample_copies=application.sample_copies, on=on)
        if not complete.passed:
            raise Refused(complete.sentence, field="sample_copies")
        labels = _labels(application, list(application.labels.values_list("number", flat=True)), on)
        complete.store(application, at)
        application.submitted_at = at
        application.reviewed_by = None
        application.revision += 1
        words = asdict(form_words(application, labels, on))
        application.form = documents.draw(
            "mark/print_form", words, title=f"自行印製申請書（{application.number}）", at=at
        )
        moves.note(application, labels=[each.number for each in labels])
    notices.tell(
        application.body_id,
        roles.REVIEWER,
        subject=f"自行印製申請：{application.number}",
        text=f"{application.firm.name}申請自行印製MIT微笑標章，請審查。",
        url=reverse("mark:printing", args=[application.number]),
        at=at,
    )
    return application


def withdraw_application(*, application_id: int, by: User, at: datetime) -> PrintApplication:
    """撤回申請, before it is decided.

    Raises:
        Refused: already decided, or not the firm's.
    """
    with moves.moving(PrintApplication, application_id, "withdraw", by=by, at=at) as application:
        application.closed_at = at
        application.revision += 1
    return application


def print_tags(
    *, application_id: int, label: str, quantity: int, printed_on: date, by: User, at: datetime, key: str = ""
) -> PrintRun:
    """登錄印製: the run gets its serials; every tag then carries the product's label number and one of them.

    Args:
        application_id: an application that was approved and registered.
        label: number of one of its products.
        quantity: how many.
        printed_on: the day of printing, not before the approval.
        by: who acts for the firm (also where the association prints).
        at: now.
        key: of the form, so that a second click records nothing.

    Raises:
        Refused: not approved by that day (point 43 I(2)), the right of use has ended, or a field is wrong.
    """
    with moves.moving(PrintApplication, application_id, "print", by=by, at=at) as application:
        if not application.labels.filter(number=label).exists():
            raise Refused("產品：請選擇申請所列之產品。", field="label")
        found = _labels(application, [label], timezone.localdate(at))[0]
        entrusted = application.printer == PrintApplication.Printer.ASSOCIATION
        order = legal.run_in_order(
            registered_on=application.registered_on, printed_on=printed_on, by_association=entrusted
        )
        if not order.passed:
            raise Refused(order.sentence, field="printed_on")
        printing = runs.Printing(
            label=found,
            kind=application.printer,
            shape=application.shape,
            quantity=quantity,
            source=application.number,
            printed_by=application.association or application.firm.name,
            printed_on=printed_on,
            key=key,
        )
        run = runs.record_run(printing=printing, by=by, at=at)
        order.store(run, at)
        moves.note(application, run=run.number, first=run.first_serial, last=run.last_serial)
    return run
