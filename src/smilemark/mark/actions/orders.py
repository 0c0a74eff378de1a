"""申請本署印製 (annex 14 points 2(2), 3(4), 5(2)): filled in by the firm, sent, supplemented, taken back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.foundation import documents, files, moves
from smilemark.foundation.moves import Refused
from smilemark.mark.actions import notices
from smilemark.mark.actions.texts import number_for, text_of
from smilemark.mark.documents import orders as papers
from smilemark.mark.legal import orders as legal
from smilemark.mark.models import LabelOrder, OrderLine, OrderPaper
from smilemark.mark.models.orders import MOST_PIECES, ORDERED_SHAPES
from smilemark.mark.permissions.orders import must_be_current
from smilemark.mark.queries import orders as queries
from smilemark.mark.queries import stops

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User
    from smilemark.certification.models import Certificate

MOST_LINES = 200
MOST_FILES = 20


@dataclass(frozen=True, slots=True)
class Shipping:
    """Where the labels go, and for how many months they are to last."""

    months: int
    recipient: str
    phone: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """One product of an order, as the firm says; pieces of labels, pieces of the product in twelve months."""

    label: str
    shape: str
    print_format: str
    asked: int
    sold_in_year: int
    capacity_of_year: int
    at_hand: int
    safety_stock: int


# ---- drafts -----------------------------------------------------------------------------------------------


def start_order(*, certificate: str, key: str, by: User, at: datetime) -> LabelOrder:
    """Begin an application; the same page sent twice begins one.

    Args:
        certificate: number of a class 1 certificate of the firm.
        key: of the page.
        by: who acts for the firm.
        at: now.

    Raises:
        Refused: not the firm's certificate, not class 1, no label in use, no body in scope, or intake is stopped.
    """
    today = timezone.localdate(at)
    with transaction.atomic():
        if key and (known := LabelOrder.objects.filter(submission_key=key, opened_by=by).first()) is not None:
            return known
        found = queries.certificates_of(by, today).filter(number=certificate.strip()).first()
        if found is None:
            raise Refused("請選擇貴業者有仍有效標章之驗證書。", field="certificate")
        _must_be_open(found, today)
        order = LabelOrder(
            number=number_for("G", at),
            firm=found.firm,
            certificate=found,
            body=_body(found, today),
            recipient=by.display_name,
            phone=found.firm.phone,
            address=found.firm.address,
            submission_key=key or None,
            opened_at=at,
            opened_by=by,
        )
        return moves.begin(order, "start", by=by, at=at, certificate=found.number)


def _must_be_open(certificate: Certificate, on: date) -> legal.Answer[Any]:
    stop = stops.in_force(on)
    answer = legal.route(certificate.industry.product_class, stopped=stop is not None)
    if not answer.passed:
        named = stop is not None and certificate.industry.product_class == 1
        more = f"公告文號：{stop.number}。" if stop is not None and named else ""
        raise Refused(f"{answer.sentence}。{more}", field="certificate")
    return answer


def _body(certificate: Certificate, on: date) -> Any:  # noqa: ANN401  # an accreditation.Body; other apps' models only for typing
    industry = certificate.industry
    if certificate.body is not None:
        reason = accreditation.why_not_in_scope(certificate.body, industry.product_class, industry, on)
        if reason is not None:
            raise Refused(reason, field="certificate")
        return certificate.body
    found = accreditation.bodies_for(industry.product_class, industry, on).first()
    if found is None:
        raise Refused("此產業目前沒有經認證之驗證機構，請洽秘書處（第十二點）。", field="certificate")
    return found


def fill_order(*, order_id: int, shipping: Shipping, by: User, at: datetime, revision: int | None = None) -> LabelOrder:
    """Where the labels go and for how long they are to last.

    Raises:
        Refused: no longer open to change, changed since, or a field is wrong (named).
    """
    if not 1 <= shipping.months <= 12:  # noqa: PLR2004  # a year
        raise Refused("預計使用月數：請填 1 至 12 個月。", field="months")
    with moves.moving(LabelOrder, order_id, "fill", by=by, at=at) as order:
        must_be_current(order, revision)
        order.months = shipping.months
        order.recipient = text_of(shipping.recipient, field="recipient", label="收件人", most=80)
        order.phone = text_of(shipping.phone, field="phone", label="收件電話", most=40)
        order.address = text_of(shipping.address, field="address", label="送交地址", most=200)
        order.note = text_of(shipping.note, field="note", label="說明", required=False)
        order.revision += 1
    return order


def set_line(*, order_id: int, wish: Wish, by: User, at: datetime) -> OrderLine:
    """Add a product, or change what was said of it; one line per label number and kind.

    Raises:
        Refused: not a label of the certificate in use, a number that cannot be, too many lines, or not open to change.
    """
    with moves.moving(LabelOrder, order_id, "fill", by=by, at=at) as order:
        on = timezone.localdate(at)
        label = queries.labels_for(order.certificate, on).filter(number=wish.label.strip()).first()
        if label is None:
            raise Refused("標章編號：請選擇本驗證書仍有效之標章。", field="label")
        if wish.shape not in {code for code, _name in ORDERED_SHAPES}:
            raise Refused("種類：請選擇吊牌或貼紙。", field="shape")
        values: dict[str, Any] = {
            "print_format": text_of(wish.print_format, field="print_format", label="印製格式", most=60),
            "asked": pieces(wish.asked, field="asked", label="申請數量", least=1),
            "sold_in_year": pieces(wish.sold_in_year, field="sold_in_year", label="近一年銷售數量"),
            "capacity_of_year": pieces(wish.capacity_of_year, field="capacity_of_year", label="年產能"),
            "at_hand": pieces(wish.at_hand, field="at_hand", label="現有標章數量"),
            "safety_stock": pieces(wish.safety_stock, field="safety_stock", label="安全存量"),
        }
        line, is_new = OrderLine.objects.update_or_create(order=order, label=label, shape=wish.shape, defaults=values)
        if is_new and order.lines.count() > MOST_LINES:
            raise Refused(f"每一申請最多 {MOST_LINES} 項。", field="label")
        order.revision += 1
        moves.note(order, label=label.number, shape=wish.shape, asked=wish.asked)
    return line


def pieces(value: int, *, field: str, label: str, least: int = 0) -> int:
    """A number of pieces.

    Raises:
        Refused: too few or too many.
    """
    if not least <= value <= MOST_PIECES:
        raise Refused(f"{label}：請填 {least} 至 {MOST_PIECES:,}。", field=field)
    return value


def remove_line(*, order_id: int, line_id: int, by: User, at: datetime) -> LabelOrder:
    """Take a product out of the application.

    Raises:
        Refused: no longer open to change, or not a line of it.
    """
    with moves.moving(LabelOrder, order_id, "fill", by=by, at=at) as order:
        line = order.lines.select_related("label").filter(pk=line_id).first()
        if line is None:
            raise Refused("這一項已移除。")
        moves.note(order, removed=line.label.number, shape=line.shape)
        line.delete()
        order.revision += 1
    return order


def add_proof(
    *, order_id: int, label: str, uploads: Sequence[UploadedFile[Any]], by: User, at: datetime
) -> list[OrderPaper]:
    """標章申請數量證明文件: order, invoice, voucher of purchase, tax data ... (annex 14 point 5(2)2).

    Raises:
        Refused: no file, a wrong file, too many, or no longer open to change.
    """
    with moves.moving(LabelOrder, order_id, "fill", by=by, at=at) as order:
        kept = keep(order, uploads, kind=OrderPaper.Kind.PROOF, label=label, by=by, at=at)
        order.revision += 1
        moves.note(order, papers=[paper.pk for paper in kept])
    return kept


def keep(
    order: LabelOrder,
    uploads: Sequence[UploadedFile[Any]],
    *,
    kind: str,
    label: str,
    by: User,
    at: datetime,
    required: bool = True,
) -> list[OrderPaper]:
    """Keep files of an order, inside the caller's move.

    Raises:
        Refused: none though required, too many, or a file that is empty, too large or of another type.
    """
    if required and not uploads:
        raise Refused("請選擇要上傳的檔案。", field="files")
    if order.papers.filter(kind=kind, removed_at=None).count() + len(uploads) > MOST_FILES:
        raise Refused(f"檔案最多 {MOST_FILES} 個，請合併後再上傳。", field="files")
    name = text_of(label, field="label", label="說明", required=False, most=120)
    return [
        OrderPaper.objects.create(
            order=order,
            kind=kind,
            label=name or OrderPaper.Kind(kind).label,
            file=files.store(upload, by=by, at=at, field="files"),
            added_at=at,
            added_by=by,
        )
        for upload in uploads
    ]


def remove_proof(*, order_id: int, paper_id: int, by: User, at: datetime) -> LabelOrder:
    """Take a proof away before the application is sent; what was sent once stays on file.

    Raises:
        Refused: no longer open to change, not there, or already read by the body.
    """
    with moves.moving(LabelOrder, order_id, "fill", by=by, at=at) as order:
        paper = order.papers.filter(pk=paper_id, kind=OrderPaper.Kind.PROOF, removed_at=None).first()
        if paper is None:
            raise Refused("這個檔案已移除。")
        if order.submitted_at is not None and paper.added_at <= order.submitted_at:
            raise Refused("已送件之文件不得移除，請另行補送。")
        paper.removed_at = at
        paper.save(update_fields=["removed_at"])
        order.revision += 1
        moves.note(order, removed_paper=paper.pk)
    return order


# ---- sent -------------------------------------------------------------------------------------------------


def submit_order(*, order_id: int, by: User, at: datetime, revision: int | None = None) -> LabelOrder:
    """送件 at any time of actual need (annex 14 point 3(4)); refused while intake is stopped (point 7).

    Raises:
        Refused: incomplete, a label no longer in use, intake stopped, or changed since the page was read.
    """
    with moves.moving(LabelOrder, order_id, "submit", by=by, at=at) as order:
        must_be_current(order, revision)
        route = _must_be_open(order.certificate, timezone.localdate(at))
        found = [route.store(order, at), *_check(order, at)]
        _send(order, at)
        moves.note(order, findings=[finding.pk for finding in found])
    _tell_body(order, "收到本署印製標章之申請", at)
    return order


def supplement_order(*, order_id: int, by: User, at: datetime, revision: int | None = None) -> LabelOrder:
    """補件送出. A stop of intake does not touch what had come in before.

    Raises:
        Refused: as ``submit_order``, but for the stop.
    """
    with moves.moving(LabelOrder, order_id, "supplement", by=by, at=at) as order:
        must_be_current(order, revision)
        found = _check(order, at)
        _send(order, at)
        moves.note(order, findings=[finding.pk for finding in found])
    _tell_body(order, "業者補件", at)
    return order


def _check(order: LabelOrder, at: datetime) -> list[Any]:
    """Lines, shipping and papers are there, every label is in use; the findings, stored."""
    on = timezone.localdate(at)
    if not order.lines.exists():
        raise Refused("請至少填一項產品。", field="label")
    if not (order.recipient and order.phone and order.address):
        raise Refused("請先填寫收件人、電話及送交地址。", field="recipient")
    must_be_in_use(order, on)
    scans = order.papers.filter(kind=OrderPaper.Kind.PROOF, removed_at=None).count()
    papers_there = legal.papers(copies=0, scans=scans, on=on)
    if not papers_there.passed:
        raise Refused(f"{papers_there.sentence}。", field="files")
    return [papers_there.store(order, at)]


def must_be_in_use(order: LabelOrder, on: date) -> None:
    """Labels are printed for products whose right runs.

    Raises:
        Refused: a label's right has ended or expired (named).
    """
    running = set(queries.labels_for(order.certificate, on).values_list("pk", flat=True))
    gone = [line.label.number for line in order.lines.select_related("label") if line.label_id not in running]
    if gone:
        raise Refused(
            f"標章 {'、'.join(dict.fromkeys(gone))} 之使用權已終止或屆滿，不得印製（第三十七點）。", field="label"
        )


def _send(order: LabelOrder, at: datetime) -> None:
    order.submitted_at = at
    order.revision += 1
    words = asdict(papers.form_words(order, timezone.localdate(at)))
    order.form = documents.draw("mark/order_form", words, title=f"本署印製MIT微笑標章申請書（{order.number}）", at=at)


def _tell_body(order: LabelOrder, subject: str, at: datetime) -> None:
    notices.tell(
        order.body_id,
        roles.REVIEWER,
        subject=f"{subject}：{order.number}",
        text=f"{order.firm.name}申請本署印製標章，請審查數量。",
        url=reverse("mark:order", args=[order.number]),
        at=at,
    )


def withdraw_order(*, order_id: int, reason: str, by: User, at: datetime) -> LabelOrder:
    """撤回申請, before anything is proposed.

    Raises:
        Refused: not the firm's, or too far.
    """
    with moves.moving(LabelOrder, order_id, "withdraw", by=by, at=at) as order:
        order.revision += 1
        moves.note(order, text={"reason": text_of(reason, field="reason", label="理由", required=False)})
    return order


def tell_firm(order: LabelOrder, subject: str, text: str, at: datetime) -> None:
    """Tell everybody who acts for the firm."""
    url = reverse("mark:order", args=[order.number])
    notices.tell(order.firm_id, roles.APPLICANT, subject=f"{subject}：{order.number}", text=text, url=url, at=at)
