"""Writing: a list is proposed, approved by another person, carried out item by item; holds are placed and released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import queries as accounts
from smilemark.accounts import roles
from smilemark.companies import queries as companies
from smilemark.foundation import events, jobs, moves, numbering, outbox, retention
from smilemark.foundation.moves import SYSTEM, Refused
from smilemark.foundation.names import shortened, within
from smilemark.retention import queries
from smilemark.retention.models import DisposalItem, DisposalList, Hold
from smilemark.retention.permissions import must_be_of_an_office
from smilemark.retention.states import ListState
from smilemark.surveillance import actions as surveillance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smilemark.accounts.models import User
    from smilemark.foundation.jobs import Progress
    from smilemark.foundation.retention import Kept

JOB = "retention.dispose"
ROC_YEAR_ZERO = 1911
LONGEST = 2000
MOST_ITEMS = 2000


def propose(*, streams: Sequence[str], reason: str, by: User, at: datetime) -> DisposalList:
    """提出銷毀清冊: of what may go today, and of one body.

    Args:
        streams: the records chosen, as ``queries.may_go`` names them.
        reason: words of the proposer; may be empty.
        by: of the secretariat or the administration.
        at: now.

    Raises:
        Refused: nobody's office, nothing chosen, something that may not go today, or records of two bodies.
    """
    must_be_of_an_office(by)
    text = within(reason, field="reason", label="說明", limit=LONGEST)
    wanted = list(dict.fromkeys(streams))
    if not wanted:
        raise Refused("請選擇要銷毀之紀錄。", field="streams")
    if len(wanted) > MOST_ITEMS:
        raise Refused(f"一份清冊以 {MOST_ITEMS} 項為限。", field="streams")
    day = timezone.localdate(at)
    with transaction.atomic():
        possible = {found.stream: found for found in queries.may_go(day)}
        if strangers := [stream for stream in wanted if stream not in possible]:
            raise Refused(f"有 {len(strangers)} 項紀錄目前不得銷毀，請重新檢視清單。", field="streams")
        chosen = [possible[stream] for stream in wanted]
        if len({found.body_id for found in chosen}) > 1:
            raise Refused("一份清冊以一個機構之紀錄為限。", field="streams")
        year = day.year - ROC_YEAR_ZERO
        row = DisposalList(
            number=f"DL{year}-{numbering.next_value(f'retention-list-{year}'):04d}",
            body_id=chosen[0].body_id,
            reason=text,
            proposed_by=by,
            proposed_at=at,
        )
        moves.begin(row, "propose", by=by, at=at, streams=wanted)
        DisposalItem.objects.bulk_create([_item(row, found) for found in chosen])
        _tell_administration(row, len(chosen), at)
    return row


def _item(row: DisposalList, found: Kept) -> DisposalItem:
    return DisposalItem(
        list=row,
        stream=found.stream,
        kind=found.kind,
        title=shortened(found.title, 200),
        completed_on=found.completed_on,
        keep_through=found.keep_through,
        citation=found.citation,
    )


def _tell_administration(row: DisposalList, number: int, at: datetime) -> None:
    to = [pk for pk in accounts.ids_with_role(roles.ADMINISTRATION) if pk != row.proposed_by_id]
    outbox.notify(
        kind="retention.list",
        to=to,
        subject=f"待核准銷毀清冊：{row.number}",
        text=f"{row.proposed_by.display_name}提出 {number} 項保存期限屆滿之紀錄，請核准。",
        url=reverse("retention:list", args=[row.number]),
        at=at,
    )


def approve(*, number: str, by: User, at: datetime) -> DisposalList:
    """核准銷毀, by somebody else than who proposed; the job carries it out after the commit.

    Raises:
        Refused: the proposer, or not the administration.
    """
    pk = DisposalList.objects.values_list("pk", flat=True).get(number=number)
    with moves.moving(DisposalList, pk, "approve", by=by, at=at) as row:
        row.approved_by, row.approved_at = by, at
        row.progress_id = jobs.start(JOB, owner_id=by.pk, list_id=row.pk, at=at.isoformat())
        moves.note(row, items=row.items.count())
    return row


def send_back(*, number: str, reason: str, by: User, at: datetime) -> DisposalList:
    """退回, with the reason; its records may be proposed again.

    Raises:
        Refused: no reason, the proposer, or not the administration.
    """
    pk = DisposalList.objects.values_list("pk", flat=True).get(number=number)
    with moves.moving(DisposalList, pk, "send_back", by=by, at=at) as row:
        row.returned_reason = within(reason, field="reason", label="退回理由", limit=LONGEST)
        if not row.returned_reason:
            raise Refused("請填退回理由。", field="reason")
        moves.note(row, text={"reason": row.returned_reason})
    return row


# ---- carried out ----------------------------------------------------------------------------------------------


def run_list(*, list_id: int, at: datetime, progress: Progress | None = None) -> None:
    """Carry an approved list out, one item per transaction; may be killed and run again: what is done is not done twice.

    An item that is held meanwhile, or whose floor moved, stays; the list says why.
    """
    row = DisposalList.objects.get(pk=list_id)
    if row.state != ListState.APPROVED:
        return
    waiting = list(row.items.filter(disposed_on=None, skipped="").values_list("pk", flat=True))
    if progress is not None:
        progress.total(len(waiting))
    for done, pk in enumerate(waiting, start=1):
        _dispose(pk, at)
        if progress is not None:
            progress.at(done)
    with moves.moving(DisposalList, list_id, "finish", by=SYSTEM, at=at) as row:
        row.finished_at = at
        items = row.items.order_by("pk")
        moves.note(
            row,
            disposed=[{"stream": item.stream, "sha256": item.sha256} for item in items if item.disposed_on],
            skipped=[item.stream for item in items if not item.disposed_on],
        )


def _dispose(item_id: int, at: datetime) -> None:
    day = timezone.localdate(at)
    with transaction.atomic():
        item = DisposalItem.objects.select_for_update().get(pk=item_id)
        if item.disposed_on is not None or item.skipped:
            return
        found = next(iter(queries.kept(day, [item.stream])), None)
        if found is None:
            item.skipped = "紀錄已不在保存中"
            item.save(update_fields=["skipped"])
            return
        try:
            item.sha256 = retention.destroy(found, at=at)
        except Refused as refusal:
            item.skipped = shortened(refusal.reason, 300)
            item.save(update_fields=["skipped"])
            return
        surveillance.forget(stream=found.stream)
        item.keep_through, item.disposed_on = found.keep_through, day
        item.save(update_fields=["sha256", "keep_through", "disposed_on"])


# ---- holds ----------------------------------------------------------------------------------------------------


def place_hold(*, firm_ubn: str, reason: str, by: User, at: datetime) -> Hold:
    """暫緩銷毀: nothing about the firm goes from now on.

    Raises:
        Refused: nobody's office, no such firm, or no reason.
    """
    must_be_of_an_office(by)
    firm = companies.visible_to(by).filter(ubn=firm_ubn.strip()).first()
    if firm is None:
        raise Refused("查無此統一編號之業者。", field="ubn")
    text = within(reason, field="reason", label="事由", limit=LONGEST)
    if not text:
        raise Refused("請填寫事由。", field="reason")
    with transaction.atomic():
        row = Hold.objects.create(firm=firm, reason=text, placed_by=by, placed_at=at)
        events.record(row, "place", by=by, at=at, data={"firm": firm.pk}, text={"reason": text})
    return row


def release_hold(*, hold_id: int, by: User, at: datetime) -> Hold:
    """解除暫緩銷毀; released once.

    Raises:
        Refused: nobody's office, or released already.
    """
    must_be_of_an_office(by)
    with transaction.atomic():
        row = Hold.objects.select_for_update(of=("self",)).get(pk=hold_id)
        if row.released_at is not None:
            raise Refused("已經解除。")
        row.released_by, row.released_at = by, at
        row.save(update_fields=["released_by", "released_at"])
        events.record(row, "release", by=by, at=at, data={"firm": row.firm_id})
    return row
