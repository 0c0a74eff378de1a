"""Letters are written, files are added, inside the transaction of the move they belong to."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation
from smilemark.accreditation import queries as accreditation
from smilemark.foundation import documents, events, files, moves, numbering
from smilemark.foundation.documents.official import Section, letter_words
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import shortened, within
from smilemark.remedies.actions import notices
from smilemark.remedies.actions.opening import ROC_YEAR_ZERO
from smilemark.remedies.documents.letters import APPEAL, CLASS_2, OBJECTION, addressee_of, authority_of
from smilemark.remedies.models import Decision, Determination, EndingCase, ImprovementOrder, Letter, Objection, Paper
from smilemark.remedies.permissions import SECOND_CLASS, body_of, must_act

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User
    from smilemark.foundation.models import StoredFile
    from smilemark.foundation.moves import Actor

Owner = ImprovementOrder | EndingCase | Determination | Objection
FORMS = {
    Letter.Kind.INVITATION: "通知書",
    Letter.Kind.DECISION: "處分書",
    Letter.Kind.REVIEW: "決定書",
    Letter.Kind.NOT_ACCEPTED: "決定書",
}
_SERIES = {Letter.Kind.REVIEW: "異", Letter.Kind.NOT_ACCEPTED: "異"}
MOST_LABELS = 120


def owner_field(row: Owner) -> dict[str, Any]:
    """Under which key a paper of this matter is kept."""
    if isinstance(row, ImprovementOrder):
        return {"order": row}
    if isinstance(row, Determination):
        return {"determination": row}
    return {"case": row} if isinstance(row, EndingCase) else {"objection": row}


def write(  # a letter has this many parts, all by name
    *,
    owner: Owner,
    kind: str,
    subject: str,
    sections: Sequence[Section],
    by: Actor,
    at: datetime,
    decision: Decision | None = None,
    copies_to: Sequence[str] = (),
) -> Letter:
    """Write a letter of the authority that acts to the firm; the paper is drawn by a job after the commit.

    Args:
        owner: the order, ending case or objection.
        kind: one of ``Letter.Kind``.
        subject: 主旨.
        sections: parts in their order.
        by: who writes.
        at: now.
        decision: the decision it carries; then it says how to object or appeal.
        copies_to: 副本.

    Raises:
        Refused: the body has no head to sign it.
    """
    day = timezone.localdate(at)
    authority = _writer(owner, by)
    body = body_of(authority.pk)
    if body is not None and (reason := accreditation.why_not_sign(body)) is not None:
        raise Refused(reason)
    number = _number(kind, (body.short_name if body is not None else "") or authority.name, day)
    words = asdict(
        letter_words(
            sender=authority_of(authority),
            addressee=addressee_of(owner.firm),
            form=FORMS.get(Letter.Kind(kind), "函"),
            number=number,
            dated=day,
            subject=subject,
            sections=sections,
            remedy=_remedy(owner, decision),
            copies_to=copies_to,
        )
    )
    letter = Letter(decision=decision, firm=owner.firm, authority=authority, kind=kind, number=number, dated=day)
    _keep(letter, owner, words, at)
    events.record(letter, "write", by=by, at=at, data={"matter": owner.number, "kind": str(kind), "number": number})
    _tell(letter, owner.number, at=at)
    return letter


def _keep(letter: Letter, owner: Owner, words: dict[str, Any], at: datetime) -> None:
    """Save the letter of the matter with its words and the paper that is drawn from them."""
    for name, row in owner_field(owner).items():
        setattr(letter, name, row)
    letter.words = words
    title = f"{letter.get_kind_display()}（{letter.number}）"
    letter.document = documents.draw("remedies/letter", words, title=title, at=at)
    letter.save(force_insert=True)


def _number(kind: str, short: str, day: date) -> str:
    """發文字號: who writes, what about, year and the next number of the year."""
    year = day.year - ROC_YEAR_ZERO
    value = numbering.next_value(f"letter:{year}")
    return f"{short}{_SERIES.get(Letter.Kind(kind), '管')}字第{year:03d}{value:07d}號"


def _tell(letter: Letter, matter: str, *, at: datetime) -> None:
    kind = letter.get_kind_display()
    notices.tell_firm(
        letter.firm,
        f"{kind}：{matter}",
        f"{letter.authority.name}發出{kind}（{letter.number}），請登入系統開啟；開啟即為送達。",
        reverse("remedies:letter", args=[letter.pk]),
        at=at,
    )


def _writer(owner: Owner, by: Actor) -> Organisation:
    """The organisation that writes: the administration on objections, else the authority of the matter."""
    if isinstance(owner, Objection):
        held = by.organisations_as(roles.ADMINISTRATION)  # type: ignore[attr-defined]  # reviews are made by people
        return Organisation.objects.get(pk=held[0])
    return owner.authority


def _remedy(owner: Owner, decision: Decision | None) -> str:
    if decision is None:
        return ""
    if isinstance(owner, Objection):
        return APPEAL
    return CLASS_2 if owner.product_class == SECOND_CLASS else OBJECTION


def labels_named(numbers: Sequence[str], names: dict[str, str]) -> list[str]:
    """The labels of a paper: each with its product; a long list is cut off at the annex of the decision's record."""
    shown = [f"標章 {number}「{names.get(number, '')}」" for number in numbers[:MOST_LABELS]]
    rest = len(numbers) - len(shown)
    return [*shown, *([f"其餘 {rest} 項標章，編號詳本案紀錄"] if rest > 0 else [])]


def names_of(owner: ImprovementOrder | EndingCase) -> dict[str, str]:
    """Number -> product of the labels of a matter, in the order of their numbers."""
    rows = owner.labels.order_by("number").values_list("number", "product_name", "product_model")
    return {number: f"{name} {model}".strip() for number, name, model in rows}


# ---- files ------------------------------------------------------------------------------------------------


def keep(
    owner: Owner,
    uploads: Sequence[UploadedFile[Any]],
    *,
    label: str,
    by_firm: bool,
    by: Actor,
    at: datetime,
    field: str = "files",
) -> list[Paper]:
    """Keep files of a matter, inside the caller's move.

    Raises:
        Refused: a file that is empty, too large or of another type.
    """
    found: list[Paper] = []
    for upload in uploads:
        stored: StoredFile = files.store(upload, by=by, at=at, field=field)
        found.append(
            Paper.objects.create(
                **owner_field(owner),
                label=within(label, field="label", label="說明", limit=120) or shortened(stored.original_name, 120),
                file=stored,
                by_firm=by_firm,
                added_at=at,
                added_by_id=by.pk,
            )
        )
    return found


def attach(
    *, model: type[Owner], pk: int, label: str, uploads: Sequence[UploadedFile[Any]], by: User, at: datetime
) -> list[Paper]:
    """附加證據或佐證資料 to an order (draft), an ending case or an objection.

    Args:
        model: ``ImprovementOrder``, ``EndingCase`` or ``Objection``.
        pk: which.
        label: what it is.
        uploads: at least one file.
        by: a person of the authority; on an objection the firm or the administration.
        at: now.

    Raises:
        Refused: no file, a wrong file, or table, role or recusal forbid it.
    """
    if not uploads:
        raise Refused("請選擇要上傳的檔案。", field="files")
    with moves.moving(model, pk, "attach", by=by, at=at) as row:
        by_firm = by.holds(roles.APPLICANT, row.firm_id)
        if not by_firm and not isinstance(row, Objection):
            must_act(row, by, timezone.localdate(at))
        papers = keep(row, uploads, label=label, by_firm=by_firm, by=by, at=at)
        row.revision += 1
        moves.note(row, papers=[paper.pk for paper in papers])
    return papers
