"""The body reviews: worksheet, supplement, approved quantity or refusal (annex 14 points 3(4), 4(2))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.foundation import moves
from smilemark.foundation.documents.official import Section, lines
from smilemark.foundation.moves import Refused
from smilemark.governance import queries as governance
from smilemark.mark.actions import letters, notices
from smilemark.mark.actions.orders import must_be_in_use, pieces, tell_firm
from smilemark.mark.actions.texts import text_of
from smilemark.mark.documents import orders as papers
from smilemark.mark.legal import orders as legal
from smilemark.mark.models import LabelOrder
from smilemark.mark.permissions.orders import must_act, must_be_current

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from smilemark.accounts.models import User
    from smilemark.mark.models import OrderLine


@dataclass(frozen=True, slots=True)
class Found:
    """What the body found of one line; None: as the firm says. ``approved``: None takes the worksheet's number."""

    approved: int | None = None
    reason: str = ""
    sold: int | None = None
    capacity: int | None = None
    at_hand: int | None = None
    safety_stock: int | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """A proposal: what was found per line (by its id), which criteria were looked at, the opinion; or a refusal."""

    found: Mapping[int, Found]
    opinion: str
    sales: bool = True
    capacity: bool = True
    safety_stock: bool = True
    refuses: bool = False


def ask_supplement(*, order_id: int, wanted: str, by: User, at: datetime, revision: int | None = None) -> LabelOrder:
    """通知補件, with a letter; its length is the announced limit (AMB-41).

    Raises:
        Refused: nothing named, recused, out of scope, or changed since.
    """
    on = timezone.localdate(at)
    with moves.moving(LabelOrder, order_id, "ask_supplement", by=by, at=at) as order:
        must_act(order, by, on)
        must_be_current(order, revision)
        order.wanted = text_of(wanted, field="wanted", label="應補事項")
        _rounds, days = governance.supplement_limit(on)
        order.supplement_until = legal.days_from(on, days).last_day
        order.revision += 1
        letters.write(
            matter=order,
            sender=order.body,
            addressee=order.firm,
            kind="補件通知函",
            subject=f"貴業者申請本署印製MIT微笑標章（{order.number}），請補正說明事項，請查照。",
            sections=[Section("說明", (papers.until_words(order.supplement_until), *lines(order.wanted)))],
            by=by,
            at=at,
        )
        moves.note(order, until=order.supplement_until.isoformat(), text={"wanted": order.wanted})
    return order


def propose(*, order_id: int, review: Review, by: User, at: datetime, revision: int | None = None) -> LabelOrder:
    """擬具核准數量: all three criteria looked at, a worksheet per line, a reason where the number differs from it.

    Raises:
        Refused: a criterion not looked at, a number or reason missing (named by line), recused, or changed since.
    """
    on = timezone.localdate(at)
    with moves.moving(LabelOrder, order_id, "propose", by=by, at=at) as order:
        must_act(order, by, on)
        must_be_current(order, revision)
        order.opinion = text_of(review.opinion, field="opinion", label="審查意見", required=review.refuses)
        order.refusal_proposed = review.refuses
        order.proposed_by, order.proposed_at = by, at
        order.returned_reason = ""
        order.revision += 1
        looked = legal.review(sales=review.sales, capacity=review.capacity, safety_stock=review.safety_stock)
        if not looked.passed:
            raise Refused(f"{looked.sentence}。", field="criteria")
        rows = list(order.lines.select_related("label"))
        for line in rows:
            _judge(line, review.found.get(line.pk, Found()), order.months, refuses=review.refuses)
        total = sum(line.approved or 0 for line in rows)
        if total == 0 and not review.refuses:
            raise Refused("核准數量合計為零者，請擬不予核准並載明理由。", field="opinion")
        finding = looked.store(order, at)
        moves.note(order, findings=[finding.pk], total=total, refuses=review.refuses)
    _tell_deciders(order, at)
    return order


def _judge(line: OrderLine, found: Found, months: int, *, refuses: bool) -> None:
    name = f"{line.label.number}{line.get_shape_display()}"

    def checked(value: int | None, label: str) -> int | None:
        return value if value is None else pieces(value, field=f"line-{line.pk}", label=f"{name}{label}")

    line.found_sold = checked(found.sold, "查核之銷售數量")
    line.found_capacity = checked(found.capacity, "查核之年產能")
    line.found_at_hand = checked(found.at_hand, "查核之現有數量")
    line.found_safety_stock = checked(found.safety_stock, "查核之安全存量")
    line.proposed = legal.worksheet(line, months).proposed
    line.reason = text_of(found.reason, field=f"reason-{line.pk}", label=f"{name}之理由", required=False, most=300)
    if refuses:
        line.approved = 0
    else:
        line.approved = line.proposed if found.approved is None else checked(found.approved, "核准數量")
        if line.approved > line.asked:  # type: ignore[operator]  # a number on either side of the line above
            raise Refused(f"{name}：核准數量不得超過申請數量 {line.asked:,}。", field=f"approved-{line.pk}")
        if line.approved != line.proposed and not line.reason:
            raise Refused(
                f"{name}：核准數量與試算 {line.proposed:,} 不同，請填理由（附件十四第四點第二款）。",
                field=f"reason-{line.pk}",
            )
    line.save()


def _tell_deciders(order: LabelOrder, at: datetime) -> None:
    notices.tell(
        order.body_id,
        roles.DECIDER,
        subject=f"核准數量待核定：{order.number}",
        text=f"{order.firm.name}申請本署印製標章，已擬具核准數量。",
        url=reverse("mark:order", args=[order.number]),
        at=at,
    )


def send_back(*, order_id: int, reason: str, by: User, at: datetime, revision: int | None = None) -> LabelOrder:
    """退回審查.

    Raises:
        Refused: no reason, proposed by the same person, or changed since.
    """
    with moves.moving(LabelOrder, order_id, "send_back", by=by, at=at) as order:
        must_act(order, by, timezone.localdate(at))
        must_be_current(order, revision)
        order.returned_reason = text_of(reason, field="reason", label="退回理由")
        order.revision += 1
        moves.note(order, text={"reason": order.returned_reason})
    return order


def approve(*, order_id: int, by: User, at: datetime, revision: int | None = None) -> LabelOrder:
    """核准印製數量. The firm is told at once; the notice that counts goes out with the monthly list.

    Raises:
        Refused: proposed by the same person, a label no longer in use, recused, out of scope, or changed since.
    """
    on = timezone.localdate(at)
    with moves.moving(LabelOrder, order_id, "approve", by=by, at=at) as order:
        must_act(order, by, on)
        must_be_current(order, revision)
        must_be_in_use(order, on)
        order.decided_by, order.decided_at = by, at
        order.revision += 1
        total = sum(line.approved or 0 for line in order.lines.all())
        moves.note(order, total=total)
    tell_firm(order, "標章印製數量已核准", f"核准 {total:,} 個，將列入本月核准清單，屆時另函通知核准數量。", at)
    return order


def refuse(*, order_id: int, by: User, at: datetime, revision: int | None = None) -> LabelOrder:
    """不予核准, with a letter that says why and how to object (point 49).

    Raises:
        Refused: proposed by the same person, nothing proposed, recused, or changed since.
    """
    on = timezone.localdate(at)
    with moves.moving(LabelOrder, order_id, "refuse", by=by, at=at) as order:
        must_act(order, by, on)
        must_be_current(order, revision)
        order.decided_by, order.decided_at = by, at
        order.revision += 1
        letters.write(
            matter=order,
            sender=order.body,
            addressee=order.firm,
            kind="不予核准通知函",
            subject=f"貴業者申請本署印製MIT微笑標章（{order.number}），不予核准，請查照。",
            sections=[
                Section("事實", (papers.applied_words(order),)),
                Section("理由及法令依據", (*lines(order.opinion), papers.CRITERIA)),
            ],
            by=by,
            at=at,
            remedy=papers.REFUSAL_REMEDY,
        )
    return order


def revoke_approval(*, order_id: int, reason: str, by: User, at: datetime) -> LabelOrder:
    """廢止核准 of an order not yet listed, because a label's right has ended since.

    Raises:
        Refused: every label is still in use, no reason, or not allowed.
    """
    on = timezone.localdate(at)
    with moves.moving(LabelOrder, order_id, "revoke_approval", by=by, at=at) as order:
        must_act(order, by, on)
        try:
            must_be_in_use(order, on)
        except Refused as ended:
            why = ended.reason
        else:
            raise Refused("所列標章均仍有效，應列入核准清單。")
        given = text_of(reason, field="reason", label="理由", required=False)
        order.decided_by, order.decided_at = by, at
        order.revision += 1
        letters.write(
            matter=order,
            sender=order.body,
            addressee=order.firm,
            kind="廢止核准通知函",
            subject=f"貴業者申請本署印製MIT微笑標章（{order.number}）之核准，予以廢止，請查照。",
            sections=[Section("理由及法令依據", (why, *lines(given)))],
            by=by,
            at=at,
            remedy=papers.REFUSAL_REMEDY,
        )
        moves.note(order, text={"reason": given})
    return order
