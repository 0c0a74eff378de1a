"""撤銷或廢止標章使用權: opened, heard, or closed without a decision (points 41 to 43; 行政程序法第一百零二條以下)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from smilemark.foundation import moves
from smilemark.foundation.documents.official import Section, lines
from smilemark.foundation.moves import Refused
from smilemark.remedies import legal
from smilemark.remedies.actions import notices, opening, papers
from smilemark.remedies.models import EndingCase, ImprovementOrder, Letter, Statement
from smilemark.remedies.permissions import SECOND_CLASS, must_act, must_be_current
from smilemark.remedies.states import OrderState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User
    from smilemark.foundation.moves import Actor
    from smilemark.remedies.models import Batch

MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Grounds:
    """On what a case rests.

    Attributes:
        ground: code of a ground of points 41 to 43, or ``severe_finding``.
        facts: what was found.
        since: day the cause became known (撤銷), or arose (廢止): two years run from it.
        serious, serious_reason: the judgement point 42 I(6) asks for (AMB-59); None for other grounds.
        order: number of the order to improve that was not met (point 43).
        source: chain of what it came from (a finding of surveillance, a report); empty: the authority itself.
        is_severe_finding: a severe finding of surveillance (annex 15 point 6(2)): the firm is always heard.
    """

    ground: str
    facts: str
    since: date
    serious: bool | None = None
    serious_reason: str = ""
    order: str = ""
    source: str = ""
    is_severe_finding: bool = False


def open_case(
    *,
    certificate: str,
    labels: Sequence[str],
    grounds: Grounds,
    by: Actor,
    at: datetime,
    batch: Batch | None = None,
) -> EndingCase:
    """立案 to withdraw or cancel the right to labels of a certificate.

    Args:
        certificate: its number.
        labels: label numbers; empty: all that are still in use.
        grounds: on what it rests.
        by: a reviewer of the certificate's body, or the class 2 scheme's authority; the system for a batch or a
            finding of surveillance.
        at: now.
        batch: the incident batch it comes from.

    Raises:
        Refused: another authority's matter, recused, no order where one must come first, or a field is wrong (named).
    """
    on = timezone.localdate(at)
    scope = opening.scope_of(certificate, labels, by=by, on=on)
    opening.must_not_be_recused(by, scope, on)
    case = EndingCase(
        number=opening.number_for("R", at),
        firm=scope.certificate.firm,
        certificate=scope.certificate,
        authority_id=scope.authority_id,
        product_class=scope.product_class,
        opened_at=at,
        opened_by=opening.person(by, batch.executed_by if batch else None),
        source=grounds.source,
        batch=batch,
    )
    _fill(case, grounds, on)
    if batch is None:
        must_act(case, case.opened_by, on)
    numbers = [label.number for label in scope.labels]
    moves.begin(case, "open", by=by, at=at, ground=case.ground, labels=numbers, batch=batch.number if batch else "")
    case.labels.set(scope.labels)
    return case


def _fill(case: EndingCase, given: Grounds, on: date) -> None:
    ground = legal.ground(given.ground)
    if ground.code == legal.OWN_REQUEST:
        raise Refused("業者申請終止使用，請由業者提出終止使用之申請案（第四十二點第一項第一款）。", field="ground")
    if ground.code == legal.CLASS_2_ONLY and case.product_class != SECOND_CLASS:
        raise Refused("第四十二點第一項第四款僅適用於第二類產品。", field="ground")
    if given.since > on:
        raise Refused("知悉或原因發生日不得在今日之後。", field="since")
    judged = ground.code == legal.SERIOUS
    if judged and given.serious is None:
        raise Refused("請判斷情節是否重大（第四十二點第一項第六款）。", field="serious")
    case.ground, case.since = ground.code, given.since
    case.facts = opening.text_of(given.facts, field="facts", label="事實")
    case.serious = given.serious if judged else None
    case.serious_reason = opening.text_of(
        given.serious_reason if judged else "", field="serious_reason", label="判斷理由", required=judged
    )
    case.is_severe_finding = given.is_severe_finding or ground.code == legal.SEVERE
    case.order = _order_of(case, given.order)
    if case.order is None and (ground.order_first or case.serious is False):
        raise Refused("應先命其限期改善，屆期仍未改善者始得廢止（第四十三點第一項）。", field="order")


def _order_of(case: EndingCase, number: str) -> ImprovementOrder | None:
    if not number.strip():
        return None
    rows = ImprovementOrder.objects.filter(number=number.strip(), certificate=case.certificate)
    order = rows.first()
    if order is None:
        raise Refused("找不到本驗證書之這件限期改善命令。", field="order")
    if order.state != OrderState.NOT_MET:
        raise Refused(
            f"限期改善命令 {order.number} 目前為「{order.get_state_display()}」，非屆期未改善（第四十三點第一項）。",
            field="order",
        )
    return order


def amend_case(*, case_id: int, grounds: Grounds, by: User, at: datetime, revision: int | None = None) -> EndingCase:
    """修改查證事項 before the case is proposed.

    Raises:
        Refused: as ``open_case``, or changed since.
    """
    on = timezone.localdate(at)
    with moves.moving(EndingCase, case_id, "amend", by=by, at=at) as case:
        must_act(case, by, on)
        must_be_current(case, revision)
        before = case.ground
        _fill(case, grounds, on)
        if before != case.ground:  # the firm has not been heard on this ground
            case.statement_until = None
        case.revision += 1
        moves.note(case, before=before, ground=case.ground)
    return case


# ---- the firm is heard ------------------------------------------------------------------------------------


def invite(*, case_id: int, days: int, by: User, at: datetime, revision: int | None = None) -> Letter:
    """通知陳述意見 with all that 第一百零四條 asks for; the time runs from service (AMB-54: at least seven days advised).

    Raises:
        Refused: a length that cannot be, not allowed, or changed since.
    """
    with moves.moving(EndingCase, case_id, "invite", by=by, at=at) as case:
        must_act(case, by, timezone.localdate(at))
        must_be_current(case, revision)
        return send_invitation(case, days, by=by, at=at)


def send_invitation(case: EndingCase, days: int, *, by: Actor, at: datetime) -> Letter:
    """The notice itself, inside the move ``invite``."""
    on = timezone.localdate(at)
    case.statement_days = opening.days_of(days, field="days", label="陳述意見期限", most=MOST_DAYS)
    case.revision += 1
    ground = legal.ground(case.ground)
    names = papers.names_of(case)
    letter = papers.write(
        owner=case,
        kind=Letter.Kind.INVITATION,
        subject=f"本機構擬{ground.act_name}貴業者MIT微笑標章使用權（{case.number}），請於期限內陳述意見，請查照。",
        sections=[
            Section("原因事實", (*lines(case.facts), *papers.labels_named(list(names), names))),
            Section(
                "法規依據",
                (f"{legal.point_named(case, on)}：{ground.words}。", "行政程序法第一百零二條、第一百零四條。"),
            ),
            Section(
                "陳述意見之方式及期限",
                (
                    f"請於收受本通知書之次日起{case.statement_days}日內，於系統或以書面提出陳述書（行政程序法第一百零五條）。",
                    "不於期間內提出陳述書者，視為放棄陳述之機會（行政程序法第一百零五條第三項）。",
                ),
            ),
        ],
        by=by,
        at=at,
    )
    moves.note(case, days=case.statement_days, letter=letter.number)
    return letter


def state_case(*, case_id: int, text: str, uploads: Sequence[UploadedFile[Any]], by: User, at: datetime) -> Statement:
    """陳述意見, by the firm in the system; a late one is kept and marked.

    Raises:
        Refused: nothing said, a wrong file, or not the firm's turn.
    """
    on = timezone.localdate(at)
    with moves.moving(EndingCase, case_id, "state_case", by=by, at=at) as case:
        statement = _state(case, text, on, uploads, by_firm=True, by=by, at=at)
    notices.tell_authority(
        case.authority_id,
        f"業者陳述意見：{case.number}",
        f"{case.firm.name}已陳述意見。",
        reverse("remedies:ending", args=[case.number]),
        at=at,
    )
    return statement


def note_statement(
    *,
    case_id: int,
    text: str,
    stated_on: date,
    uploads: Sequence[UploadedFile[Any]],
    by: User,
    at: datetime,
) -> Statement:
    """登錄書面陳述意見 that came on paper (or was given orally and written down, 第一百零六條).

    Raises:
        Refused: nothing said, a day that cannot be, a wrong file, or not allowed.
    """
    on = timezone.localdate(at)
    with moves.moving(EndingCase, case_id, "note_statement", by=by, at=at) as case:
        must_act(case, by, on)
        if stated_on > on:
            raise Refused("提出日不得在今日之後。", field="stated_on")
        return _state(case, text, stated_on, uploads, by_firm=False, by=by, at=at)


def _state(
    case: EndingCase,
    text: str,
    stated_on: date,
    uploads: Sequence[UploadedFile[Any]],
    *,
    by_firm: bool,
    by: User,
    at: datetime,
) -> Statement:
    late = case.statement_until is not None and stated_on > case.statement_until
    statement = Statement.objects.create(
        case=case,
        text=opening.text_of(text, field="text", label="陳述"),
        stated_on=stated_on,
        is_late=late,
        entered_at=at,
        entered_by=by,
    )
    papers.keep(case, uploads, label="陳述意見附件", by_firm=by_firm, by=by, at=at)
    case.revision += 1
    moves.note(case, statement=statement.pk, late=late)
    return statement


def close_case(*, case_id: int, reason: str, by: User, at: datetime, revision: int | None = None) -> EndingCase:
    """不予處分: the facts were not borne out, or (得) nothing needs to follow. A firm that was heard is told.

    Raises:
        Refused: no reason, not allowed, or changed since.
    """
    with moves.moving(EndingCase, case_id, "close", by=by, at=at) as case:
        must_act(case, by, timezone.localdate(at))
        must_be_current(case, revision)
        case.closed_reason = opening.text_of(reason, field="reason", label="不予處分之理由")
        case.closed_at = at
        case.revision += 1
        if case.letters.exists():
            papers.write(
                owner=case,
                kind=Letter.Kind.CLOSING,
                subject=f"貴業者MIT微笑標章使用權一案（{case.number}），不予處分，請查照。",
                sections=[Section("說明", lines(case.closed_reason))],
                by=by,
                at=at,
            )
        moves.note(case, text={"reason": case.closed_reason})
    return case
