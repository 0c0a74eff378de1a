"""Which periods of printed labels run (annex 14): objection to the quantity, its explanation, delivery, reprint, supplement."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.foundation import calendar
from smilemark.foundation.deadlines import Kind, Running, Source
from smilemark.mark.legal import orders as legal
from smilemark.mark.models import Delivery, LabelOrder, Letter, PrintApplication, QuantityObjection
from smilemark.mark.states.orders import ObjectionState, OrderState
from smilemark.mark.states.printing import PrintState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

OBJECTION = "附件十四第六點第一款"
KINDS: Final = (
    Kind("D7", "核准數量之異議（七日）", OBJECTION, "Objection to the approved quantity of labels (7 days)"),
    Kind("D8", "核准數量異議之書面說明（七日）", OBJECTION, "Explanation on an objection to the quantity (7 days)"),
    Kind("D9", "標章之印製送交（七日）", "附件十四第三點第四款", "Delivery of printed labels (7 days)"),
    Kind("D10", "標章之重新印製送交（十五日）", "附件十四第六點第二款", "Reprint of labels (15 days)"),
    Kind("LABELS", "補正標章印製申請", "附件十四第三點", "Supplement to an application for labels"),
)
APPLICANT: Final = frozenset({roles.APPLICANT})
LONGEST: Final = timedelta(days=40)
"""No period of seven days that began earlier still runs, however long the holidays at its end."""
QUANTITY_NOTICE: Final = "核准數量通知函"


def _of(pk: str) -> list[int]:
    return [int(pk)]


def _orders(day: date, ids: list[Any] | None) -> Iterator[Running]:
    rows = LabelOrder.objects.filter(state=OrderState.SUPPLEMENT, supplement_until__isnull=False)
    for row in (rows if ids is None else rows.filter(pk__in=ids)).select_related("firm"):
        assert row.supplement_until is not None  # noqa: S101  # as filtered
        last, is_estimated = calendar.moved(row.supplement_until)
        yield _order(row, "supplement", "LABELS", "補件", last, is_estimated=is_estimated)
    running = Delivery.objects.filter(delivered_on=None, order__state__in=(OrderState.PRINTING, OrderState.REPRINTING))
    for each in (running if ids is None else running.filter(order__in=ids)).select_related("order__firm"):
        last, is_estimated = calendar.moved(each.due_on)
        kind, words = ("D9", "印製並送交標章") if each.is_first else ("D10", "重新印製並送交標章")
        yield _order(
            each.order, f"delivery-{each.round}", kind, words, last, is_estimated=is_estimated, since=each.began_on
        )
    yield from _quantities(day, ids)


def _order(  # what differs between the lines of one order
    row: LabelOrder, code: str, kind: str, words: str, last: date, *, is_estimated: bool, since: date | None = None
) -> Running:
    printed = kind in {"D9", "D10"}
    return Running(
        stream=f"mark.labelorder:{row.pk}",
        code=code,
        kind=kind,
        title=f"{words}：{row.firm.name}",
        number=row.number,
        url=reverse("mark:delivery" if printed else "mark:order", args=[row.number]),
        started_on=since,
        last_day=last,
        is_estimated=is_estimated,
        is_right=kind == "D7",
        organisation_id=row.printing_body_id if printed else row.firm_id,
        body_id=row.body_id,
        roles=frozenset({roles.PRINTING_BODY}) if printed else APPLICANT,
    )


def _quantities(day: date, ids: list[Any] | None) -> Iterator[Running]:
    """Quantities the firm was told of (it opened the notice) and has not objected to."""
    letters = Letter.objects.filter(
        kind=QUANTITY_NOTICE, first_opened_at__date__gte=day - LONGEST, stream__startswith="mark.labelorder:"
    )
    if ids is not None:
        letters = letters.filter(stream__in=[f"mark.labelorder:{pk}" for pk in ids])
    told = {letter.stream.partition(":")[2]: letter.first_opened_at for letter in letters}
    rows = LabelOrder.objects.filter(pk__in=list(told), objection=None).filter(~Q(approval_list=None))
    for row in rows.select_related("firm"):
        opened = told[str(row.pk)]
        if opened is None:
            continue
        since = timezone.localdate(opened)
        due = legal.objection_until(since)
        if due.last_day >= day:
            words = "就核准數量提出異議"
            yield _order(row, "objection", "D7", words, due.last_day, is_estimated=due.is_estimated, since=since)


def _explanations(day: date, ids: list[Any] | None) -> Iterator[Running]:  # noqa: ARG001  # the shape of a source
    rows = QuantityObjection.objects.filter(state=ObjectionState.FILED).select_related("order__firm")
    for row in rows if ids is None else rows.filter(pk__in=ids):
        last = legal.reply(row.filed_on, sent_on=None, on=row.filed_on).result.deadline
        yield Running(
            stream=f"mark.quantityobjection:{row.pk}",
            code="explain",
            kind="D8",
            title=f"說明核准數量異議：{row.order.firm.name}",
            number=row.number,
            url=reverse("mark:order", args=[row.order.number]),
            started_on=row.filed_on,
            last_day=last,
            is_estimated=legal.is_estimated(last),
            organisation_id=row.order.body_id,
            body_id=row.order.body_id,
            roles=frozenset({roles.REVIEWER, roles.DECIDER}),
        )


def _applications(day: date, ids: list[Any] | None) -> Iterator[Running]:  # noqa: ARG001  # as above
    rows = PrintApplication.objects.filter(state=PrintState.SUPPLEMENT, supplement_until__isnull=False)
    for row in (rows if ids is None else rows.filter(pk__in=ids)).select_related("firm"):
        assert row.supplement_until is not None  # noqa: S101  # as filtered
        last, is_estimated = calendar.moved(row.supplement_until)
        yield Running(
            stream=f"mark.printapplication:{row.pk}",
            code="supplement",
            kind="LABELS",
            title=f"補正自行印製申請：{row.firm.name}",
            number=row.number,
            url=reverse("mark:printing", args=[row.number]),
            last_day=last,
            is_estimated=is_estimated,
            organisation_id=row.firm_id,
            body_id=row.body_id,
            roles=APPLICANT,
        )


def _order_of_letter(pk: str) -> list[int]:
    streams = Letter.objects.filter(pk=int(pk), stream__startswith="mark.labelorder:").values_list("stream", flat=True)
    return [int(stream.partition(":")[2]) for stream in streams]


def _order_of_objection(pk: str) -> list[int]:
    return list(QuantityObjection.objects.filter(pk=int(pk)).values_list("order_id", flat=True))


SOURCES: Final = (
    Source(
        "mark.labelorder:",
        _orders,
        {"mark.labelorder": _of, "mark.letter": _order_of_letter, "mark.quantityobjection": _order_of_objection},
    ),
    Source("mark.quantityobjection:", _explanations, {"mark.quantityobjection": _of}),
    Source("mark.printapplication:", _applications, {"mark.printapplication": _of}),
)
