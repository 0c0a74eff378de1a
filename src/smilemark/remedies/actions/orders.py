"""命其限期改善 (point 43 I): drafted, issued, served, answered, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from smilemark.foundation import calendar, moves
from smilemark.foundation.documents.official import Section, lines
from smilemark.foundation.moves import Refused
from smilemark.remedies import legal
from smilemark.remedies.actions import notices, opening, papers
from smilemark.remedies.documents.letters import ADMINISTRATION, grounds
from smilemark.remedies.models import Batch, Decision, ImprovementOrder, Letter
from smilemark.remedies.permissions import must_act, must_be_current

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User
    from smilemark.foundation.moves import Actor


def open_order(  # noqa: PLR0913  # what an order consists of, all by name
    *,
    certificate: str,
    labels: Sequence[str],
    ground: str,
    facts: str,
    wanted: str,
    days: int,
    by: Actor,
    at: datetime,
    batch: Batch | None = None,
) -> ImprovementOrder:
    """擬具限期改善命令 on a ground of point 43 I.

    Args:
        certificate: its number.
        labels: label numbers; empty: all that are still in use.
        ground: code of a ground of point 43 I.
        facts: what was found.
        wanted: what must be improved.
        days: length from service (1 to 365; AMB-29).
        by: who drafts; the system for a batch.
        at: now.
        batch: the incident batch it comes from.

    Raises:
        Refused: another authority's matter, recused, a ground that needs no order, or a field is wrong (named).
    """
    on = timezone.localdate(at)
    if not legal.ground(ground).order_first:
        raise Refused("限期改善僅適用於第四十三點第一項各款；第四十一點、第四十二點應逕予撤銷或廢止。", field="ground")
    scope = opening.scope_of(certificate, labels, by=by, on=on)
    opening.must_not_be_recused(by, scope, on)
    order = ImprovementOrder(
        number=opening.number_for("K", at),
        **_parties(scope),
        ground=ground,
        facts=opening.text_of(facts, field="facts", label="事實"),
        wanted=opening.text_of(wanted, field="wanted", label="應改善事項"),
        days=opening.days_of(days, field="days", label="改善期限"),
        opened_at=at,
        opened_by=opening.person(by, batch.executed_by if batch else None),
        batch=batch,
    )
    if batch is None:
        must_act(order, order.opened_by, on)
    numbers = [label.number for label in scope.labels]
    moves.begin(order, "open", by=by, at=at, ground=ground, labels=numbers, batch=batch.number if batch else "")
    order.labels.set(scope.labels)
    return order


def _parties(scope: opening.Scope) -> dict[str, Any]:
    """Whom an order is about and whose matter it is."""
    return {
        "firm": scope.certificate.firm,
        "certificate": scope.certificate,
        "authority_id": scope.authority_id,
        "product_class": scope.product_class,
    }


def amend_order(
    *, order_id: int, facts: str, wanted: str, days: int, by: User, at: datetime, revision: int | None = None
) -> ImprovementOrder:
    """修改擬稿.

    Raises:
        Refused: no longer a draft, not allowed, changed since, or a field is wrong.
    """
    with moves.moving(ImprovementOrder, order_id, "amend", by=by, at=at) as order:
        must_act(order, by, timezone.localdate(at))
        must_be_current(order, revision)
        order.facts = opening.text_of(facts, field="facts", label="事實")
        order.wanted = opening.text_of(wanted, field="wanted", label="應改善事項")
        order.days = opening.days_of(days, field="days", label="改善期限")
        order.revision += 1
    return order


def drop_order(*, order_id: int, reason: str, by: User, at: datetime) -> ImprovementOrder:
    """不予發出: the decider lets the draft lie.

    Raises:
        Refused: no reason, or not allowed.
    """
    with moves.moving(ImprovementOrder, order_id, "drop", by=by, at=at) as order:
        must_act(order, by, timezone.localdate(at))
        order.closed_at = at
        order.revision += 1
        moves.note(order, text={"reason": opening.text_of(reason, field="reason", label="理由")})
    return order


def issue_order(*, order_id: int, by: User, at: datetime, revision: int | None = None) -> Decision:
    """命限期改善: a decision with its letter; the time runs from service.

    Raises:
        Refused: drafted by the same person, recused, out of scope, or changed since.
    """
    on = timezone.localdate(at)
    with moves.moving(ImprovementOrder, order_id, "issue", by=by, at=at) as order:
        must_act(order, by, on)
        must_be_current(order, revision)
        answer = legal.follows(order.ground, serious=None, improvement=legal.NOT_ORDERED, on=on)
        ground = legal.ground(order.ground)
        names = papers.names_of(order)
        decision = Decision.objects.create(
            order=order,
            kind=Decision.Kind.ORDER,
            legal_basis=ground.cite,
            facts=order.facts,
            reasons=[{"text": f"{ground.words}。", "citation": ground.cite}, *answer.because],
            labels=list(names),
            decided_by=by,
            decided_at=at,
        )
        decision.findings.add(answer.store(order, at))
        order.revision += 1
        _write_order(order, decision, names, by=by, at=at)
        moves.note(order, decision=decision.pk, days=order.days)
    return decision


def _write_order(
    order: ImprovementOrder, decision: Decision, names: dict[str, str], *, by: User, at: datetime
) -> Letter:
    return papers.write(
        owner=order,
        kind=Letter.Kind.ORDER,
        subject=f"請貴業者於收受本函之次日起{order.days}日內改善說明事項，並將改善情形函復，請查照。",
        sections=[
            Section("事實", (*lines(order.facts), *papers.labels_named(list(names), names))),
            Section("理由及法令依據", grounds(decision.reasons)),
            Section(
                "應改善事項及期限",
                (
                    *lines(order.wanted),
                    f"改善期限：自收受本函之次日起{order.days}日；末日為休息日者，以其次一上班日為末日（行政程序法第四十八條）。",
                    "屆期仍未改善者，得廢止標章使用權之授與，並自廢止之次日起一年內不得重新申請（第四十三點第一項、第三項）。",
                ),
            ),
        ],
        by=by,
        at=at,
        decision=decision,
        copies_to=(ADMINISTRATION,),
    )


def report_improvement(
    *, order_id: int, text: str, uploads: Sequence[UploadedFile[Any]], by: User, at: datetime
) -> ImprovementOrder:
    """回報改善, by the firm; after the last day too, for only the re-check ends the matter.

    Raises:
        Refused: nothing said, a wrong file, or not the firm's.
    """
    with moves.moving(ImprovementOrder, order_id, "report", by=by, at=at) as order:
        order.report_text = opening.text_of(text, field="text", label="改善情形")
        order.reported_at = at
        order.revision += 1
        kept = papers.keep(order, uploads, label="改善佐證", by_firm=True, by=by, at=at)
        late = order.due_on is not None and timezone.localdate(at) > order.due_on
        moves.note(order, late=late, papers=[paper.pk for paper in kept])
    notices.tell_authority(
        order.authority_id,
        f"業者回報改善：{order.number}",
        f"{order.firm.name}已回報改善情形，請複查。",
        reverse("remedies:order", args=[order.number]),
        at=at,
    )
    return order


def return_report(*, order_id: int, text: str, by: User, at: datetime) -> ImprovementOrder:
    """改善不完全，退回續行改善: the last day stays as it is.

    Raises:
        Refused: the last day has passed (then the re-check must conclude), no reason, or not allowed.
    """
    on = timezone.localdate(at)
    with moves.moving(ImprovementOrder, order_id, "return_report", by=by, at=at) as order:
        must_act(order, by, on)
        if order.due_on is not None and on > order.due_on:
            raise Refused("改善期限已屆滿，請作成複查結果。")
        order.check_text = opening.text_of(text, field="text", label="未完成事項")
        order.revision += 1
    _tell_firm(order, "改善不完全，請續行改善", order.check_text, at)
    return order


def extend_order(
    *, order_id: int, due_on: date, reason: str, by: User, at: datetime, revision: int | None = None
) -> ImprovementOrder:
    """展延改善期限, before it has passed (AMB-29); a rest day moves.

    Raises:
        Refused: already passed, not later than before, or not allowed.
    """
    on = timezone.localdate(at)
    with moves.moving(ImprovementOrder, order_id, "extend", by=by, at=at) as order:
        must_act(order, by, on)
        must_be_current(order, revision)
        if order.due_on is None or on > order.due_on:
            raise Refused("改善期限已屆滿，不得展延。", field="due_on")
        moved, estimated = calendar.moved(due_on)
        if moved <= order.due_on:
            raise Refused(f"展延後之末日應晚於原末日{calendar.roc(order.due_on)}。", field="due_on")
        before, order.due_on, order.due_is_estimated = order.due_on, moved, estimated
        why = opening.text_of(reason, field="reason", label="展延理由")
        order.revision += 1
        papers.write(
            owner=order,
            kind=Letter.Kind.EXTENSION,
            subject=f"貴業者應改善事項（{order.number}），改善期限展延至{calendar.roc(moved)}止，請查照。",
            sections=[Section("說明", (f"原期限至{calendar.roc(before)}止。", why))],
            by=by,
            at=at,
        )
        moves.note(order, before=before.isoformat(), due_on=moved.isoformat(), text={"reason": why})
    return order


def check_met(
    *, order_id: int, text: str, checked_on: date, by: User, at: datetime, revision: int | None = None
) -> ImprovementOrder:
    """複查：已改善. The matter ends; nothing is cancelled (point 43 I).

    Raises:
        Refused: no result, a day that cannot be, or not allowed.
    """
    with moves.moving(ImprovementOrder, order_id, "met", by=by, at=at) as order:
        _check(order, text, checked_on, revision, by=by, at=at)
        _write_result(order, "已改善，本案結案", ("經複查已改善，依第四十三點第一項不予廢止。",), by=by, at=at)
        moves.note(order, checked_on=checked_on.isoformat())
    return order


def check_not_met(
    *, order_id: int, text: str, checked_on: date, by: User, at: datetime, revision: int | None = None
) -> ImprovementOrder:
    """複查：屆期未改善; from the day after the last day. A cancellation may follow (得, point 43 I).

    Raises:
        Refused: the time is still running, no result, a day that cannot be, or not allowed.
    """
    with moves.moving(ImprovementOrder, order_id, "not_met", by=by, at=at) as order:
        if order.due_on is None or checked_on <= order.due_on:
            last = calendar.roc(order.due_on) if order.due_on else ""
            raise Refused(f"改善期限至{last}止，尚未屆滿，不得認定屆期未改善（第四十三點第一項）。", field="checked_on")
        _check(order, text, checked_on, revision, by=by, at=at)
        said = ("經複查屆期仍未改善，得廢止標章使用權之授與（第四十三點第一項）；廢止前將另予陳述意見之機會。",)
        _write_result(order, "屆期未改善", said, by=by, at=at)
        moves.note(order, checked_on=checked_on.isoformat())
    return order


def _check(
    order: ImprovementOrder, text: str, checked_on: date, revision: int | None, *, by: User, at: datetime
) -> None:
    today = timezone.localdate(at)
    must_act(order, by, today)
    must_be_current(order, revision)
    served = order.letters.filter(kind=Letter.Kind.ORDER).values_list("served_on", flat=True).first()
    if served is None or not served <= checked_on <= today:
        raise Refused("複查日應在送達日至今日之間。", field="checked_on")
    order.check_text = opening.text_of(text, field="text", label="複查結果")
    order.checked_on, order.checked_by, order.closed_at = checked_on, by, at
    order.revision += 1


def _write_result(order: ImprovementOrder, word: str, said: tuple[str, ...], *, by: User, at: datetime) -> Letter:
    return papers.write(
        owner=order,
        kind=Letter.Kind.RECHECK,
        subject=f"貴業者應改善事項（{order.number}）之複查結果：{word}，請查照。",
        sections=[Section("說明", (*lines(order.check_text), *said))],
        by=by,
        at=at,
        copies_to=(ADMINISTRATION,),
    )


def _tell_firm(order: ImprovementOrder, subject: str, text: str, at: datetime) -> None:
    url = reverse("remedies:order", args=[order.number])
    notices.tell_firm(order.firm, f"{subject}：{order.number}", text, url, at=at)
