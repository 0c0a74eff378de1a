"""Letters are written inside the transaction of the move they belong to; the addressee opens them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.foundation import documents, events, numbering
from smilemark.foundation.documents.official import Section, letter_words
from smilemark.foundation.moves import Refused
from smilemark.mark.actions import notices
from smilemark.mark.documents.letters import addressee_of, sender_of
from smilemark.mark.models import Letter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any

    from smilemark.accounts.models import Organisation, User
    from smilemark.foundation.moves import Actor

ROC_YEAR_ZERO = 1911


def write(  # noqa: PLR0913  # a letter has this many parts, all by name
    *,
    matter: Any,  # noqa: ANN401  # any governed row of the app with a number
    sender: Organisation,
    addressee: Organisation,
    kind: str,
    subject: str,
    sections: Sequence[Section],
    by: Actor,
    at: datetime,
    copies_to: Sequence[str] = (),
    remedy: str = "",
) -> Letter:
    """Write a letter and tell its addressee; the paper is drawn by a job after the commit.

    Args:
        matter: the row it belongs to; its history shows the letter.
        sender: who writes; a body needs a head who signs.
        addressee: a firm or a laboratory.
        kind: as the page names it: 審查結果通知函 ...
        subject: 主旨.
        sections: parts in their order.
        by: who writes.
        at: now.
        copies_to: 副本.
        remedy: how to object; empty where nothing is decided against the addressee.

    Raises:
        Refused: the body has no head to sign it.
    """
    day = timezone.localdate(at)
    body = accreditation.bodies_visible_to(AnonymousUser()).filter(pk=sender.pk).first()  # the register is public
    if body is not None and (reason := accreditation.why_not_sign(body)) is not None:
        raise Refused(reason)
    short = (body.short_name if body is not None else "") or sender.name
    year = day.year - ROC_YEAR_ZERO
    number = f"{short}標字第{year:03d}{numbering.next_value(f'letter:{year}'):07d}號"
    found = letter_words(
        sender=sender_of(sender),
        addressee=addressee_of(addressee),
        number=number,
        dated=day,
        subject=subject,
        sections=sections,
        remedy=remedy,
        copies_to=copies_to,
    )
    words = asdict(found)
    letter = Letter.objects.create(
        stream=events.stream_of(matter),
        matter_number=matter.number,
        addressee_id=addressee.pk,
        sender_id=sender.pk,
        kind=kind,
        number=number,
        dated=day,
        words=words,
        document=documents.draw("mark/letter", words, title=f"{kind}（{number}）", at=at),
    )
    events.record(letter, "write", by=by, at=at, data={"matter": matter.number, "kind": kind, "number": number})
    notices.tell(
        addressee.pk,
        *notices.OF_LICENSEE,
        subject=f"{kind}：{matter.number}",
        text=f"{sender.name}發出{kind}（{number}），請登入系統開啟。",
        url=reverse("mark:letter", args=[letter.pk]),
        at=at,
    )
    return letter


def open_letter(*, letter_id: int, by: User, at: datetime) -> Letter:
    """開啟函: by a person of the addressee; the first opening is kept.

    Raises:
        Refused: not of the addressee.
    """
    with transaction.atomic():
        letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter_id)
        if not any(by.holds(role, letter.addressee_id) for role in (roles.APPLICANT, roles.LABORATORY)):
            raise Refused("僅受文者可以開啟本函。")
        if letter.first_opened_at is None:
            letter.first_opened_at = at
            letter.save(update_fields=["first_opened_at"])
            events.record(letter, "open", by=by, at=at, data={})
    return letter
