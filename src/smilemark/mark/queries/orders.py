"""Orders of government-printed labels: who reads them, lists and export, what a form offers, the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification.queries import in_use
from smilemark.certification.queries import results as certification
from smilemark.foundation import calendar, events
from smilemark.mark.models import LabelOrder, Letter, OrderPaper, QuantityObjection
from smilemark.mark.queries.history import history_of
from smilemark.mark.states import orders as states
from smilemark.mark.states.orders import OrderState

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from smilemark.accounts.models import User
    from smilemark.certification.models import Certificate, Label
    from smilemark.mark.queries.history import Sentence

SEES_ALL = (roles.SECRETARIAT, roles.ADMINISTRATION)
NOTICE = "核准數量通知函"
"""The letter from whose receipt the seven days of an objection run (annex 14 point 6(1))."""


def sees_all(user: User) -> bool:
    """Secretariat and administration."""
    return any(user.holds(role) for role in SEES_ALL)


def orders_visible_to(user: User | AnonymousUser) -> QuerySet[LabelOrder]:
    """Orders: the firm its own, the body what was sent to it, and who oversees; figures of sales go to no printing body."""
    rows = LabelOrder.objects.select_related(
        "firm", "body", "certificate__industry", "approval_list", "printing_body", "proposed_by", "decided_by", "form"
    )
    if not user.is_authenticated:
        return rows.none()
    sent = ~Q(state__in=states.NOT_SUBMITTED) & Q(submitted_at__isnull=False)
    if sees_all(user):
        return rows.filter(sent)
    firms, bodies = user.organisations_as(roles.APPLICANT), user.organisations_as(*roles.BODY_ROLES)
    return rows.filter(Q(firm_id__in=firms) | Q(body_id__in=bodies) & sent)


def jobs_visible_to(user: User | AnonymousUser) -> QuerySet[LabelOrder]:
    """Orders at the printer: the printing body those of lists sent to it, the firm and the body their own; who oversees."""
    rows = LabelOrder.objects.filter(state__in=states.AT_PRINTER).select_related(
        "firm", "body", "certificate", "approval_list", "printing_body"
    )
    if not user.is_authenticated:
        return rows.none()
    if sees_all(user):
        return rows
    return rows.filter(
        Q(printing_body_id__in=user.organisations_as(roles.PRINTING_BODY))
        | Q(firm_id__in=user.organisations_as(roles.APPLICANT))
        | Q(body_id__in=user.organisations_as(*roles.BODY_ROLES))
    )


def papers_visible_to(user: User | AnonymousUser) -> QuerySet[OrderPaper]:
    """Files of orders the person reads; the printing body those of errors and deliveries."""
    rows = OrderPaper.objects.select_related("file", "order").filter(removed_at=None)
    if not user.is_authenticated:
        return rows.none()
    of_print = [OrderPaper.Kind.ERROR, OrderPaper.Kind.DELIVERY]
    return rows.filter(
        Q(order__in=orders_visible_to(user).order_by().values("pk"))
        | Q(kind__in=of_print, order__in=jobs_visible_to(user).order_by().values("pk"))
    )


# ---- what a form offers -----------------------------------------------------------------------------------


def certificates_of(user: User, on: date) -> QuerySet[Certificate]:
    """The certificates of the person's firms that have a label in use on the day."""
    held = certification.certificates_visible_to(user).filter(firm_id__in=user.organisations_as(roles.APPLICANT))
    return held.filter(pk__in=in_use.labels_in_use(on).order_by().values("certificate_id")).order_by("number")


def labels_for(certificate: Certificate, on: date) -> QuerySet[Label]:
    """The labels of the certificate in use on the day."""
    return in_use.labels_in_use(on).filter(certificate_id=certificate.pk)


def approved_of(body_id: int) -> list[LabelOrder]:
    """The orders a body has approved and not listed, oldest decision first, with what a list says of them."""
    rows = LabelOrder.objects.filter(body_id=body_id, state=OrderState.APPROVED)
    rows = rows.select_related("firm", "certificate__industry", "body").prefetch_related("lines__label")
    return list(rows.order_by("decided_at", "pk"))


def why_not_list(order: LabelOrder, on: date) -> str | None:
    """Why an approved order may not be listed: a label's right has ended (point 37); None: it may."""
    running = set(labels_for(order.certificate, on).values_list("pk", flat=True))
    gone = [line.label.number for line in order.lines.all() if line.label_id not in running]
    return f"標章 {'、'.join(gone)} 之使用權已終止或屆滿。" if gone else None


def notice_day(order: LabelOrder) -> date | None:
    """The day on which the firm received the notice of the approved quantity (opened it); None: not yet."""
    letter = Letter.objects.filter(stream=events.stream_of(order), kind=NOTICE).first()
    if letter is None or letter.first_opened_at is None:
        return None
    return timezone.localdate(letter.first_opened_at)


# ---- lists ------------------------------------------------------------------------------------------------


def listed(user: User, *, q: str = "", state: str = "") -> QuerySet[LabelOrder]:
    """The orders of the list, filtered, newest first; exactly this is shown and exported."""
    rows = orders_visible_to(user)
    if word := q.strip():
        rows = rows.filter(Q(number__icontains=word) | Q(firm__name__icontains=word) | Q(firm__ubn=word))
    if state in OrderState.values:
        rows = rows.filter(state=state)
    return rows.annotate(asked=Sum("lines__asked"), approved=Sum("lines__approved")).order_by("-pk")


COLUMNS = ("案號", "業者", "統一編號", "驗證機構", "狀態", "申請數量", "核准數量", "送件日", "核准清單")


def exported(rows: Any, user: User) -> list[tuple[str, ...]]:  # noqa: ANN401  # annotated orders
    """The rows of the list as they are shown."""
    return [
        (
            row.number,
            row.firm.name,
            row.firm.ubn or "",
            row.body.name,
            state_words(row, user),
            str(row.asked or 0),
            str(row.approved) if shows_quantity(row, user) and row.approved is not None else "",
            calendar.local_day(row.submitted_at).isoformat() if row.submitted_at else "",
            row.approval_list.number if row.approval_list else "",
        )
        for row in rows
    ]


def is_firm(row: LabelOrder, user: User) -> bool:
    """Whether the person reads the order as its firm."""
    return user.holds(roles.APPLICANT, row.firm_id)


def state_words(row: LabelOrder, user: User) -> str:
    """The state as this person reads it."""
    return row.public_state if is_firm(row, user) else row.get_state_display()


def shows_quantity(row: LabelOrder, user: User) -> bool:
    """The firm reads a quantity once it is decided."""
    undecided = {
        OrderState.DRAFT,
        OrderState.SUBMITTED,
        OrderState.SUPPLEMENT,
        OrderState.PROPOSED,
        OrderState.WITHDRAWN,
    }
    return row.state not in undecided or (row.state == OrderState.PROPOSED and not is_firm(row, user))


# ---- history ----------------------------------------------------------------------------------------------


INNER = frozenset({"propose", "send_back"})
"""Steps inside a body the firm does not read."""
_FILLING = frozenset({"fill"})


def order_history(order: LabelOrder, *, inner: bool) -> list[Sentence]:
    """What happened to an order and to its objection, oldest first; entries of the form being filled in are left out."""
    hidden = _FILLING if inner else _FILLING | INNER
    found = history_of(order, states.ORDER_MOVES, beginning="建立申請", hidden=hidden)
    objection = QuantityObjection.objects.filter(order=order).first()
    if objection is not None:
        found += history_of(objection, states.OBJECTION_MOVES, beginning="提出異議")
    return sorted(found, key=lambda line: line.at)
