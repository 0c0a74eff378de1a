"""印製批次: every printed tag carries its product's label number and a serial; serials are given once, by a locked counter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from smilemark.foundation import events, numbering
from smilemark.foundation.models import Counter
from smilemark.foundation.moves import Refused
from smilemark.mark.models import PrintRun
from smilemark.mark.models.runs import Shape
from smilemark.mark.permissions.runs import why_not_void

if TYPE_CHECKING:
    from datetime import date, datetime

    from smilemark.accounts.models import User
    from smilemark.certification.models import Label
    from smilemark.foundation.moves import Actor

ROC_YEAR_ZERO = 1911
MOST_TAGS = 10_000_000  # of one run
LAST_SERIAL = 999_999_999
LONGEST_REASON = 300
LONGEST_PRINTER = 200


@dataclass(frozen=True, slots=True)
class Printing:
    """What is printed.

    Attributes:
        label: the product's label, with its certificate.
        kind: one of ``PrintRun.Kind``.
        shape: tag, sticker or package.
        quantity: how many, 1 to 10 million.
        source: number of the self-printing application, or of the order of government-printed labels.
        printed_by: who prints: the firm, the association, the printing body.
        printed_on: the day.
        key: of the form, so that a second click records nothing; empty: none.
    """

    label: Label
    kind: str
    shape: str
    quantity: int
    source: str
    printed_by: str
    printed_on: date
    key: str = ""


def record_run(*, printing: Printing, by: Actor, at: datetime) -> PrintRun:
    """登錄印製批次: number it and give it the next serials of its label, inside the caller's transaction.

    Who may, and whether application or order allow it, is for the caller to know.

    Raises:
        Refused: quantity, printer or day is wrong, or the label's serials are used up.
    """
    _must_be_printable(printing, timezone.localdate(at))
    with transaction.atomic():
        counter = _locked_counter(printing.label.number)
        # Asked behind the lock: of two clicks the second finds the run of the first.
        if printing.key and (known := PrintRun.objects.filter(submission_key=printing.key).first()) is not None:
            return known
        first = _take(counter, printing.quantity)
        year = timezone.localdate(at).year - ROC_YEAR_ZERO
        run = PrintRun.objects.create(
            number=f"N{year}-{numbering.next_value(f'mark-N-{year}'):06d}",
            label=printing.label,
            firm=printing.label.certificate.firm,
            kind=printing.kind,
            shape=printing.shape,
            first_serial=first,
            last_serial=first + printing.quantity - 1,
            source=printing.source,
            printed_by=printing.printed_by.strip(),
            printed_on=printing.printed_on,
            submission_key=printing.key or None,
            recorded_at=at,
            recorded_by_id=by.pk,
        )
        facts = {
            "label": printing.label.number,
            "first": run.first_serial,
            "last": run.last_serial,
            "source": run.source,
            "kind": str(run.kind),
        }
        events.record(run, "record", by=by, at=at, data=facts)
    return run


def _must_be_printable(printing: Printing, today: date) -> None:
    if not 1 <= printing.quantity <= MOST_TAGS:
        raise Refused(f"印製數量：請填 1 至 {MOST_TAGS:,}。", field="quantity")
    if printing.shape not in Shape.values:
        raise Refused("種類：請選擇吊牌、貼紙或產品包裝。", field="shape")
    if not printing.printed_by.strip() or len(printing.printed_by.strip()) > LONGEST_PRINTER:
        raise Refused(f"印製者：請填寫，且勿超過 {LONGEST_PRINTER} 字。", field="printed_by")
    if printing.printed_on > today:
        raise Refused("印製日不得在今日之後。", field="printed_on")


def _locked_counter(label: str) -> Counter:
    name = f"mark-serial-{label}"
    Counter.objects.get_or_create(name=name)
    return Counter.objects.select_for_update().get(name=name)


def _take(counter: Counter, quantity: int) -> int:
    if counter.value + quantity > LAST_SERIAL:
        raise Refused("這個標章編號之流水號已用罄，請洽驗證機構。", field="quantity")
    first = counter.value + 1
    counter.value += quantity
    counter.save(update_fields=["value"])
    return first


def void_run(*, run_id: int, reason: str, by: User, at: datetime) -> PrintRun:
    """作廢: the tags were destroyed or never printed; their serials are never given again.

    Raises:
        Refused: no reason, too long, already void, or not allowed.
    """
    with transaction.atomic():
        run = PrintRun.objects.select_for_update(of=("self",)).select_related("label__certificate").get(pk=run_id)
        if (why := why_not_void(by, run)) is not None:
            raise Refused(why)
        if run.voided_at is not None:
            raise Refused("這個批次已作廢。")
        if not reason.strip() or len(reason.strip()) > LONGEST_REASON:
            raise Refused(f"作廢理由：請填寫，且勿超過 {LONGEST_REASON} 字。", field="reason")
        run.void_reason, run.voided_at = reason.strip(), at
        run.save(update_fields=["void_reason", "voided_at"])
        events.record(run, "void", by=by, at=at, data={}, text={"reason": run.void_reason})
    return run
