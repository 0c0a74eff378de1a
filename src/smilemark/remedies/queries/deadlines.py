"""Which periods of remedies run: orders to improve, hearings, the limit of two years, objections and their review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification.queries import deadlines as certification
from smilemark.foundation import calendar
from smilemark.foundation.deadlines import Kind, Running, Source
from smilemark.remedies import legal
from smilemark.remedies.models import EndingCase, ImprovementOrder, Letter, Objection
from smilemark.remedies.states import EndingState, OrderState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

KINDS: Final = (
    Kind(
        "D3",
        "對驗證機構之決定提出異議（三十日）",
        "第四十九點第一項第一款",
        "Objection to a decision of the certification body (30 days)",
    ),
    Kind("ORDER", "限期改善", "第四十三點第一項", "Improvement ordered"),
    Kind("STATE", "撤銷或廢止前之陳述意見", "行政程序法第一百零五條", "Statement before withdrawal or cancellation"),
    Kind(
        "LIMIT",
        "撤銷或廢止之除斥期間（二年）",
        "行政程序法第一百二十一條、第一百二十四條",
        "Limit of two years for withdrawal or cancellation",
    ),
)
APPLICANT: Final = certification.APPLICANT
HANDLERS: Final = frozenset({roles.REVIEWER, roles.DECIDER, roles.SCHEME_AUTHORITY})
UNDECIDED: Final = (
    EndingState.OPEN, EndingState.INVITED, EndingState.STATEMENT, EndingState.RETURNED, EndingState.PROPOSED,
)  # fmt: skip


def _of(pk: str) -> list[int]:
    return [int(pk)]


def _orders(day: date, ids: list[Any] | None) -> Iterator[Running]:  # noqa: ARG001  # the shape of a source
    rows = ImprovementOrder.objects.filter(state=OrderState.RUNNING, due_on__isnull=False).select_related("firm")
    for row in rows if ids is None else rows.filter(pk__in=ids):
        assert row.due_on is not None  # noqa: S101  # as filtered
        last, is_estimated = calendar.moved(row.due_on)
        yield Running(
            stream=f"remedies.improvementorder:{row.pk}",
            code="improve",
            kind="ORDER",
            title=f"改善並回報：{row.firm.name}",
            number=row.number,
            url=reverse("remedies:order", args=[row.number]),
            started_on=timezone.localdate(row.opened_at),
            last_day=last,
            is_estimated=is_estimated,
            organisation_id=row.firm_id,
            body_id=row.authority_id,
            roles=APPLICANT,
        )


def _cases(day: date, ids: list[Any] | None) -> Iterator[Running]:  # noqa: ARG001  # as above
    rows = EndingCase.objects.filter(state__in=UNDECIDED).select_related("firm").prefetch_related("statements")
    for row in rows if ids is None else rows.filter(pk__in=ids):
        if row.state == EndingState.STATEMENT and row.statement_until is not None and not row.statements.all():
            last, is_estimated = calendar.moved(row.statement_until)
            yield _case(row, "state", "STATE", f"陳述意見：{row.firm.name}", last, is_estimated=is_estimated)
        act = legal.ground(row.ground).act
        last = legal.limit(act, since=row.since, decided_on=None).result.last_day
        yield _case(row, "limit", "LIMIT", f"作成處分：{row.firm.name}", last, is_estimated=False)


def _case(
    row: EndingCase, code: str, kind: str, title: str, last: date, *, is_estimated: bool
) -> Running:  # what differs
    hearing = code == "state"
    return Running(
        stream=f"remedies.endingcase:{row.pk}",
        code=code,
        kind=kind,
        title=title,
        number=row.number,
        url=reverse("remedies:ending", args=[row.number]),
        started_on=row.since if not hearing else None,
        last_day=last,
        is_estimated=is_estimated,
        is_right=hearing,
        organisation_id=row.firm_id if hearing else row.authority_id,
        body_id=row.authority_id,
        roles=APPLICANT if hearing else HANDLERS,
    )


def _objections(day: date, ids: list[Any] | None) -> Iterator[Running]:
    """Decisions served that may still be objected to; found by their letters."""
    rows = Letter.objects.filter(
        decision__objection_until__isnull=False,
        decision__set_aside_on=None,
        decision__served_on__gte=day - certification.LONGEST_OBJECTION,
        decision__objections=None,
    ).select_related("decision", "firm")
    for row in rows if ids is None else rows.filter(pk__in=ids):
        yield from certification.objection(row, row.firm, row.authority_id, day)


def _letters_of_objection(pk: str) -> list[int]:
    return list(Letter.objects.filter(decision__objections=int(pk)).values_list("pk", flat=True))


def _refusals(day: date, ids: list[Any] | None) -> Iterator[Running]:
    """Refusals of certification that may still be objected to."""
    since = day - certification.LONGEST_OBJECTION
    asked = Objection.objects.filter(verification__served_on__gte=since)
    objected = {f"certification.letter:{pk}" for pk in asked.values_list("verification__letter", flat=True)}
    for running in certification.refusals(day, ids):
        if running.stream not in objected:
            yield running


def _letters_of_refusal(pk: str) -> list[int]:
    found = Objection.objects.filter(pk=int(pk)).values_list("verification__letter", flat=True)
    return [letter for letter in found if letter is not None]


SOURCES: Final = (
    Source("remedies.improvementorder:", _orders, {"remedies.improvementorder": _of}),
    Source("remedies.endingcase:", _cases, {"remedies.endingcase": _of}),
    Source("remedies.letter:", _objections, {"remedies.letter": _of, "remedies.objection": _letters_of_objection}),
    Source(
        "certification.letter:", _refusals, {"certification.letter": _of, "remedies.objection": _letters_of_refusal}
    ),
)
