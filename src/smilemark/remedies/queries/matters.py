"""Which orders, cases, objections, batches, letters and files a person may read; ``*_visible_to`` is where every path starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from smilemark.accounts import roles
from smilemark.foundation import calendar, events
from smilemark.remedies import states
from smilemark.remedies.models import (
    Batch,
    Decision,
    EndingCase,
    ImprovementOrder,
    Letter,
    Objection,
    Paper,
)
from smilemark.remedies.models.papers import MATTERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Model, QuerySet

    from smilemark.accounts.models import User
    from smilemark.foundation.models import Event

SEES_ALL = (roles.SECRETARIAT, roles.ADMINISTRATION)
STAFF = (*sorted(roles.BODY_ROLES), roles.SCHEME_AUTHORITY)


def sees_all(user: User) -> bool:
    """The secretariat tracks (point 10), the administration reviews (point 49)."""
    return any(user.holds(role) for role in SEES_ALL)


def _of(user: User) -> tuple[list[int], list[int]]:
    return user.organisations_as(roles.APPLICANT), user.organisations_as(*STAFF)


def orders_visible_to(user: User | AnonymousUser) -> QuerySet[ImprovementOrder]:
    """Orders: the firm those that were sent to it, the authority its own; and who oversees."""
    rows = ImprovementOrder.objects.select_related("firm", "authority", "certificate__industry")
    if not user.is_authenticated:
        return rows.none()
    if sees_all(user):
        return rows
    firms, authorities = _of(user)
    sent = ~Q(state__in=states.NOT_SENT)
    return rows.filter(Q(firm_id__in=firms) & sent | Q(authority_id__in=authorities))


def cases_visible_to(user: User | AnonymousUser) -> QuerySet[EndingCase]:
    """Ending cases: the firm once a letter went out to it, the authority its own; and who oversees."""
    rows = EndingCase.objects.select_related("firm", "authority", "certificate__industry", "order")
    if not user.is_authenticated:
        return rows.none()
    if sees_all(user):
        return rows
    firms, authorities = _of(user)
    told = Exists(Letter.objects.filter(case=OuterRef("pk")))
    return rows.filter(Q(Q(firm_id__in=firms), told) | Q(authority_id__in=authorities))


def objections_visible_to(user: User | AnonymousUser) -> QuerySet[Objection]:
    """Objections: the firm its own, the authority those against its decisions; and who oversees."""
    rows = Objection.objects.select_related(
        "firm", "authority", "decision__order", "decision__case", "decision__determination", "verification__case"
    )
    if not user.is_authenticated:
        return rows.none()
    if sees_all(user):
        return rows
    firms, authorities = _of(user)
    return rows.filter(Q(firm_id__in=firms) | Q(authority_id__in=authorities))


def batches_visible_to(user: User | AnonymousUser) -> QuerySet[Batch]:
    """Batches: a body its own; those who oversee all of them; no firm."""
    rows = Batch.objects.select_related("authority", "opened_by", "executed_by")
    if not user.is_authenticated:
        return rows.none()
    if sees_all(user):
        return rows
    return rows.filter(authority_id__in=user.organisations_as(*roles.BODY_ROLES))


def letters_visible_to(user: User | AnonymousUser) -> QuerySet[Letter]:
    """Letters: addressee, sender, the authority whose decision was reviewed, and who oversees."""
    rows = Letter.objects.select_related(
        "firm", "authority", "decision", "document", "order", "case", "determination", "objection__authority"
    )
    if not user.is_authenticated:
        return rows.none()
    if sees_all(user):
        return rows
    firms, authorities = _of(user)
    return rows.filter(
        Q(firm_id__in=firms) | Q(authority_id__in=authorities) | Q(objection__authority_id__in=authorities)
    )


def decisions_visible_to(user: User | AnonymousUser) -> QuerySet[Decision]:
    """Decisions of the matters a person may read; the firm reads one once it was served."""
    rows = Decision.objects.select_related(
        "order__firm", "case__firm", "determination__firm", "objection__firm", "letter", "decided_by"
    )
    if not user.is_authenticated:
        return rows.none()
    if sees_all(user):
        return rows
    firms, authorities = _of(user)
    served = Q(served_on__isnull=False)
    allowed = Q()
    for matter in MATTERS:
        allowed |= Q(**{f"{matter}__firm_id__in": firms}) & served | Q(**{f"{matter}__authority_id__in": authorities})
    return rows.filter(allowed)


def papers_visible_to(user: User | AnonymousUser) -> QuerySet[Paper]:
    """Files: the firm those it gave, and evidence of a case it has been told of; the authority its matters' files."""
    rows = Paper.objects.select_related("file", "order", "case", "objection")
    if not user.is_authenticated:
        return rows.none()
    return rows.filter(
        Q(order__in=orders_visible_to(user).order_by().values("pk"))
        | Q(case__in=cases_visible_to(user).order_by().values("pk"))
        | Q(objection__in=objections_visible_to(user).order_by().values("pk"))
    )


# ---- lists ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of matter: its word, the address of one, and the rows a person may read."""

    code: str
    label: str
    view: str
    rows: Any
    choices: Any


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("endings", "撤銷廢止案", "remedies:ending", cases_visible_to, states.EndingState),
        Kind("orders", "限期改善命令", "remedies:order", orders_visible_to, states.OrderState),
        Kind("objections", "異議", "remedies:objection", objections_visible_to, states.ObjectionState),
    )
}


def listed(user: User, kind: str, *, q: str = "", state: str = "") -> QuerySet[Any]:
    """The rows of one list, filtered, newest first; exactly this is shown and exported."""
    chosen = KINDS[kind]
    rows = chosen.rows(user)
    if q.strip():
        word = q.strip()
        rows = rows.filter(Q(number__icontains=word) | Q(firm__name__icontains=word) | Q(firm__ubn=word))
    if state in chosen.choices.values:
        rows = rows.filter(state=state)
    found: QuerySet[Any] = rows.order_by("-pk")
    return found


COLUMNS = ("案號", "業者", "統一編號", "辦理機關", "狀態", "立案日")


def exported(rows: Any) -> list[dict[str, str]]:  # noqa: ANN401  # any of the lists
    """The rows of a list as they are shown."""
    return [
        dict(
            zip(
                COLUMNS,
                (
                    row.number,
                    row.firm.name,
                    row.firm.ubn or "",
                    row.authority.name,
                    row.get_state_display(),
                    calendar.local_day(opened_at(row)).isoformat(),
                ),
                strict=True,
            )
        )
        for row in rows
    ]


def opened_at(row: Any) -> Any:  # noqa: ANN401  # an order, a case or an objection
    """When the matter began."""
    return row.filed_at if isinstance(row, Objection) else row.opened_at


# ---- history ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of the history: when, who, what, and what the person said."""

    at: Any
    actor: str
    text: str
    said: str = ""


_TABLES = {
    ImprovementOrder: states.ORDER_MOVES,
    EndingCase: states.ENDING_MOVES,
    Objection: states.OBJECTION_MOVES,
    Batch: states.BATCH_MOVES,
}
_BEGINNINGS = {"remedies.batch.open": "建立批次", "remedies.objection.file": "提出異議"}
INNER = frozenset({"open", "amend", "attach", "propose", "send_back", "drop"})
"""Steps inside an authority the firm does not read."""


def history_of(row: Model, *, inner: bool) -> list[Sentence]:
    """What happened on the matter, oldest first; inner steps are not told to the firm."""
    table = _TABLES[type(row)]
    return [
        _sentence(event, table)
        for event in events.history(row)
        if inner or event.move not in INNER or (isinstance(row, Objection) and event.move in {"file", "attach"})
    ]


def _sentence(event: Event, table: Any) -> Sentence:  # noqa: ANN401  # a table of moves
    words = event.eventtext.text if hasattr(event, "eventtext") else {}
    move = table.get(event.move)
    label = move.label if move is not None else _BEGINNINGS.get(event.kind, "立案")
    cite = f"（{move.cite}）" if move is not None else ""
    data = event.data
    more = "".join(
        f"，{word}{calendar.roc(date.fromisoformat(data[key]))}"
        for key, word in (("served_on", "送達日"), ("due_on", "末日"), ("until", "期限至"), ("effective_on", "生效日"))
        if data.get(key)
    )
    said = "；".join(str(value) for key, value in words.items() if key != "actor" and value)
    return Sentence(event.at, words.get("actor", "（已依規定刪除）"), f"{label}{cite}{more}", said)


def standing_ends(numbers: Iterable[str]) -> set[str]:
    """Which of the ending cases (numbers) ended a right that stays ended.

    In effect and not set aside on an objection; or set aside, and ended anew by the review itself (point 49).
    """
    wanted = set(numbers)
    own, anew = Q(case__number__in=wanted), Q(objection__decision__case__number__in=wanted) & ~Q(new_kind="")
    rows = Decision.objects.filter(own | anew, effective_on__isnull=False, set_aside_on=None)
    pairs = rows.values_list("case__number", "objection__decision__case__number")
    return {number or other for number, other in pairs}
