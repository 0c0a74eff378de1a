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
    from datetime import date, datetime
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
    number = _number(sender, day)
    words = letter_words(
        sender=sender_of(sender),
        addressee=addressee_of(addressee),
        number=number,
        dated=day,
        subject=subject,
        sections=sections,
        remedy=remedy,
        copies_to=copies_to,
    )
    letter = Letter(
        matter_number=matter.number, addressee=addressee, sender=sender, kind=kind, number=number, dated=day
    )
    _keep(letter, events.stream_of(matter), asdict(words), at)
    events.record(letter, "write", by=by, at=at, data={"matter": matter.number, "kind": kind, "number": number})
    _tell(letter, at)
    return letter


def _number(sender: Organisation, day: date) -> str:
    """發文字號: who writes, year and the next number of the year; a body needs a head who signs."""
    body = accreditation.bodies_visible_to(AnonymousUser()).filter(pk=sender.pk).first()  # the register is public
    if body is not None and (reason := accreditation.why_not_sign(body)) is not None:
        raise Refused(reason)
    short = (body.short_name if body is not None else "") or sender.name
    year = day.year - ROC_YEAR_ZERO
    return f"{short}標字第{year:03d}{numbering.next_value(f'letter:{year}'):07d}號"


def _keep(letter: Letter, stream: str, words: dict[str, Any], at: datetime) -> None:
    """Save the letter with its words and the paper that is drawn from them."""
    letter.stream, letter.words = stream, words
    letter.document = documents.draw("mark/letter", words, title=f"{letter.kind}（{letter.number}）", at=at)
    letter.save(force_insert=True)


def _tell(letter: Letter, at: datetime) -> None:
    notices.tell(
        letter.addressee_id,
        *notices.OF_LICENSEE,
        subject=f"{letter.kind}：{letter.matter_number}",
        text=f"{letter.sender.name}發出{letter.kind}（{letter.number}），請登入系統開啟。",
        url=reverse("mark:letter", args=[letter.pk]),
        at=at,
    )


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
