"""Draws: frame and promise are published, then the sample is drawn; each factory of a drawn operator gets its visit."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification.queries import in_use
from smilemark.foundation import calendar, findings, moves, numbering
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import cleaned
from smilemark.surveillance import legal, permissions
from smilemark.surveillance.actions.guarded import making
from smilemark.surveillance.actions.plans import quarter_span
from smilemark.surveillance.models import Draw, Plan, ProductCheck, Visit
from smilemark.surveillance.queries import frames

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from smilemark.certification.models import Certificate, Label
    from smilemark.foundation.moves import Actor

AHEAD = timedelta(days=31)
"""How long before its quarter begins a frame may be published."""


def freeze_operators(*, plan_id: int, quarter: int, by: Actor, at: datetime, public_value_name: str = "") -> Draw:
    """Publish the frame of a quarter and the hash of the seed; nobody can change either afterwards.

    Args:
        plan_id: the approved plan.
        quarter: 1 to 4.
        by: reviewer or decider of the body.
        at: now (aware).
        public_value_name: a public value nobody can know yet, which is mixed in; empty: none.

    Raises:
        Refused: the plan is not approved, it is not the time of the quarter, or the frame was published already.
    """
    today = timezone.localdate(at)
    plan = Plan.objects.select_related("body", "industry").get(pk=plan_id)
    if not any(by.holds(role, plan.body_id) for role in (roles.REVIEWER, roles.DECIDER)):
        raise Refused("僅本驗證機構之審查或核定人員得辦理抽樣（附件十五第二點第一款）。")
    if (reason := permissions.why_not_yet(plan)) is not None:
        raise Refused(reason)
    first, last = quarter_span(plan.year, quarter)
    if not is_time_of(plan.year, quarter, today):
        raise Refused(
            f"第{quarter}季之母體應於{calendar.roc(first - AHEAD)}至{calendar.roc(last)}間公布（附件十五第二點第一款）。",
            field="quarter",
        )
    found = frames.population(body_id=plan.body_id, industry_id=plan.industry_id, on=today)
    try:
        return _freeze(
            plan,
            Draw.Kind.OPERATORS,
            quarter,
            f"{plan.roc_year}年度第{quarter}季定期追蹤查核 {plan.number}",
            frames.operator_rows(found),
            cleaned(public_value_name, field="public_value_name", label="指定之公開數值", limit=200, required=False),
            by=by,
            at=at,
        )
    except IntegrityError as twice:
        raise Refused(f"第{quarter}季之母體已經公布，不得重新抽樣。", field="quarter") from twice


def is_time_of(year: int, quarter: int, today: date) -> bool:
    """Whether the frame of the quarter may be published on the day: from a month before it to its end."""
    first, last = quarter_span(year, quarter)
    return first - AHEAD <= today <= last


def _freeze(  # noqa: PLR0913  # what a draw is about, one by one
    plan: Plan,
    kind: str,
    quarter: int,
    purpose: str,
    rows: Iterable[Iterable[str]],
    public_value_name: str,
    *,
    by: Actor,
    at: datetime,
    visit: Visit | None = None,
) -> Draw:
    frame = legal.canonical(rows)
    seed = secrets.token_hex(32)
    draw = Draw(
        number=f"D{plan.roc_year}-{numbering.next_value(f'surveillance-draw-{plan.year}'):05d}",
        kind=kind,
        plan=plan,
        body=plan.body,
        industry=plan.industry,
        quarter=quarter,
        visit=visit,
        purpose=purpose,
        frame_day=timezone.localdate(at),
        frame_text=frame.text,
        frame_hash=frame.digest,
        frame_size=len(frame.rows),
        seed=seed,
        commitment=legal.commitment_to(seed),
        public_value_name=public_value_name,
        frozen_at=at,
    )
    with transaction.atomic():
        return moves.begin(
            draw,
            "freeze",
            by=by,
            at=at,
            purpose=purpose,
            frame_hash=draw.frame_hash,
            commitment=draw.commitment,
            frame_size=draw.frame_size,
        )


def draw_operators(*, draw_id: int, by: Actor, at: datetime, public_value: str = "") -> Draw:
    """Draw the operators; a visit is opened for each of their factories that makes a product in use.

    Raises:
        Refused: drawn already, or the named public value is missing.
    """
    with making(Draw, draw_id, "draw", by=by, at=at) as draw:
        value = cleaned(public_value, field="public_value", label="公開數值", limit=120, required=False)
        if bool(draw.public_value_name) != bool(value):
            words = "請填寫所指定之公開數值" if draw.public_value_name else "公布母體時未指定公開數值，不得填寫"
            raise Refused(f"{words}（抽樣方法）。", field="public_value")
        draw.public_value = value
        drawn = legal.draw_operators(
            draw.frame_text,
            ratio=draw.plan.ratio,
            purpose=draw.purpose,
            seed=draw.seed,
            public_value=value,
            commitment=draw.commitment,
        )
        _keep(draw, drawn, at)
        for number in drawn.sample:
            open_visits(draw, number, by=by, at=at)
    return draw


def _keep(draw: Draw, drawn: legal.Drawn, at: datetime) -> None:
    draw.sample, draw.size, draw.drawn_at = drawn.sample, len(drawn.sample), at
    draw.finding = findings.store(
        draw, drawn.judged.rule, drawn.judged.facts, drawn.judged.finding, at, on=drawn.judged.on
    )
    moves.note(draw, seed=draw.seed, public_value=draw.public_value, size=draw.size, sample=draw.sample)


def open_visits(
    draw: Draw, certificate_number: str, *, by: Actor, at: datetime, is_substitute: bool = False
) -> list[Visit]:
    """A visit per factory of the operator (annex 15 point 3(1)3); one without factory where none is known yet."""
    certificate = _certificate(certificate_number)
    made_at = frames.labels_by_factory(certificate_number, draw.frame_day)
    known = sorted(pk for pk in made_at if pk is not None)
    factory_ids: list[int | None] = [*known] if known else [None]
    visits = []
    for factory_id in factory_ids:
        serial = numbering.next_value(f"surveillance-visit-{draw.plan.year}")
        visit = Visit(
            number=f"S{draw.plan.roc_year}-{serial:05d}",
            draw=draw,
            plan=draw.plan,
            body=draw.body,
            industry=draw.industry,
            quarter=draw.quarter,
            certificate_number=certificate_number,
            firm=certificate.firm,
            factory_id=factory_id,
            is_substitute=is_substitute,
        )
        moves.begin(visit, "select", by=by, at=at, draw=draw.number, certificate=certificate_number)
        visits.append(visit)
    return visits


def _certificate(number: str) -> Certificate:
    found = in_use.certificate(number)
    if found is None:
        raise Refused(f"查無驗證書編號{number}。", field="draw")
    return found


def next_substitute(draw: Draw) -> str | None:
    """Who stands in next for an operator that fell out, in the order of the draw; None: the frame is used up."""
    again = legal.draw_operators(
        draw.frame_text,
        ratio=draw.plan.ratio,
        purpose=draw.purpose,
        seed=draw.seed,
        public_value=draw.public_value,
        commitment=draw.commitment,
    )
    left = again.substitutes[draw.substitutes_used :]
    return left[0] if left else None


def draw_products(*, visit_id: int, by: Actor, at: datetime) -> Draw:
    """Draw the products to be checked at a factory: one tenth of the styles in production, at least one (AMB-21, AMB-68).

    Frame and sample are made in one step, for nobody at the factory may wait for a promise to be published.

    Raises:
        Refused: nobody has said yet what is in production, or the products were drawn already.
    """
    today = timezone.localdate(at)
    with making(Visit, visit_id, "draw_products", by=by, at=at) as visit:
        if visit.in_production is None:
            raise Refused("請先登錄仍生產中之產品（附件十五第二點第一款第二目）。", field="in_production")
        if Draw.objects.filter(visit=visit).exists():
            raise Refused("本次查核之產品已抽樣，不得重新抽樣（附件十五第二點第一款第二目）。", field="draw")
        labels = {label.number: label for label in frames.labels_of_visit(visit, today)}
        rows = frames.product_rows([labels[number] for number in visit.in_production if number in labels])
        purpose = f"{visit.plan.roc_year}年度第{visit.quarter}季產品抽樣 {visit.number}"
        draw = _freeze(visit.plan, Draw.Kind.PRODUCTS, visit.quarter, purpose, rows, "", by=by, at=at, visit=visit)
        with moves.moving(Draw, draw.pk, "draw", by=by, at=at) as made:
            drawn = legal.draw_products(
                made.frame_text,
                purpose=purpose,
                seed=made.seed,
                public_value="",
                commitment=made.commitment,
                on=today,
            )
            _keep(made, drawn, at)
        for number in drawn.sample:
            _open_check(visit, labels[number])
        moves.note(visit, draw=made.number, sample=drawn.sample)
    return made


def _open_check(visit: Visit, label: Label) -> ProductCheck:
    return ProductCheck.objects.create(
        visit=visit,
        label=label,
        label_number=label.number,
        product_name=label.product_name,
        product_model=label.product_model,
    )


def must_be_in_use(visit: Visit, numbers: Iterable[str], today: date) -> list[str]:
    """Label numbers that are products in use made at the factory, sorted.

    Raises:
        Refused: one is not.
    """
    known = {label.number for label in frames.labels_of_visit(visit, today)}
    wanted = sorted(set(numbers))
    if strangers := [number for number in wanted if number not in known]:
        raise Refused(f"{strangers[0]}非本工廠使用中之標章編號。", field="in_production")
    return wanted
