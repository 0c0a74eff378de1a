"""Which periods of certification run: supplements, samples to collect, objections to refusals, renewals."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification.legal import results as legal
from smilemark.certification.models import Case, Decision, Label, Letter, SampleLot, SupplementRequest
from smilemark.certification.states import SampleState, State
from smilemark.foundation import calendar, events
from smilemark.foundation.deadlines import Kind, Running, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from smilemark.companies.models import Firm

KINDS: Final = (
    Kind("D1", "領回樣品（一個月）", "第二十四點第二項", "Collection of samples (one month)"),
    Kind("SUPPLY", "補正申請文件", "附件二、附件六", "Supplement to an application"),
    Kind("W1", "申請展延標章使用權（屆滿前二個月）", "第三十四點", "Application for renewal (last two months)"),
)
APPLICANT: Final = frozenset({roles.APPLICANT})
REFUSALS: Final = (Decision.Kind.REFUSAL, Decision.Kind.PRODUCT_REFUSAL)
LONGEST_OBJECTION: Final = timedelta(days=60)
"""No period of thirty days that began earlier still runs, however long the holidays at its end."""
WINDOW: Final = timedelta(days=62)
"""The window of two months is never longer."""


def _of(pk: str) -> list[int]:
    return [int(pk)]


def _supplements(day: date, ids: list[Any] | None) -> Iterator[Running]:  # noqa: ARG001  # the shape of a source
    rows = SupplementRequest.objects.filter(answered_at=None, case__state=State.SUPPLEMENT)
    for row in (rows if ids is None else rows.filter(case__in=ids)).select_related("case__firm"):
        last, is_estimated = calendar.moved(row.due_on)
        yield Running(
            stream=f"certification.case:{row.case_id}",
            code=f"supplement-{row.round}",
            kind="SUPPLY",
            title=f"補正申請文件：{row.case.firm.name}",
            number=row.case.number,
            url=reverse("certification:case", args=[row.case.number]),
            started_on=timezone.localdate(row.requested_at),
            last_day=last,
            is_estimated=is_estimated,
            organisation_id=row.case.firm_id,
            body_id=row.case.body_id,
            roles=APPLICANT,
        )


def _samples(day: date, ids: list[Any] | None) -> Iterator[Running]:  # noqa: ARG001  # as above
    rows = SampleLot.objects.filter(state=SampleState.NOTIFIED, notified_on__isnull=False)
    for row in (rows if ids is None else rows.filter(pk__in=ids)).select_related("product__case__firm"):
        case = row.product.case
        assert row.notified_on is not None  # noqa: S101  # as filtered
        days = legal.collection_days(row.notified_on)
        yield Running(
            stream=f"certification.samplelot:{row.pk}",
            code="collect",
            kind="D1",
            title=f"領回樣品（{row.product}）：{case.firm.name}",
            number=case.number,
            url=reverse("certification:samples", args=[case.number]),
            started_on=row.notified_on,
            last_day=days.collect_until,
            is_estimated=days.is_estimated,
            is_right=True,
            organisation_id=case.firm_id,
            body_id=case.body_id,
            roles=APPLICANT,
        )


def refusals(day: date, ids: list[Any] | None) -> Iterator[Running]:
    """Refusals served whose thirty days run on the day; whether one was objected to is known higher up (remedies)."""
    rows = Letter.objects.filter(
        decision__kind__in=REFUSALS,
        decision__objection_until__isnull=False,
        decision__served_on__gte=day - LONGEST_OBJECTION,
    )
    for row in (rows if ids is None else rows.filter(pk__in=ids)).select_related("decision", "case__firm"):
        yield from objection(row, row.case.firm, row.case.body_id, day)


def objection(letter: Any, firm: Firm, body_id: int | None, day: date) -> Iterator[Running]:  # noqa: ANN401  # a letter of either app
    """The right to object to the decision a letter carries, while it runs on the day (point 49)."""
    decision = letter.decision
    if decision is None or decision.served_on is None:
        return
    due = legal.objection_until(decision.served_on)
    if due.last_day >= day:
        yield Running(
            stream=events.stream_of(letter),
            code="objection",
            kind="D3",
            title=f"對{decision.get_kind_display()}提出異議：{firm.name}",
            number=letter.number,
            url=reverse(f"{letter._meta.app_label}:letter", args=[letter.pk]),  # noqa: SLF001  # Django's documented API
            started_on=decision.served_on,
            last_day=due.last_day,
            is_estimated=due.is_estimated,
            is_right=True,
            organisation_id=firm.pk,
            body_id=body_id,
            roles=APPLICANT,
        )


def _renewals(day: date, ids: list[Any] | None) -> Iterator[Running]:
    """Labels whose window is open, by certificate and last day; a window of two months is looked through only."""
    rows = Label.objects.filter(
        valid_until__gte=day, valid_until__lte=day + WINDOW, renewal_filed_on=None, ended_on=None
    ).exclude(certificate__industry__product_class=2)
    if ids is not None:
        rows = rows.filter(certificate__in=ids)
    columns = ("certificate_id", "valid_until", "certificate__number", "certificate__firm_id", "certificate__body_id")
    counts: dict[tuple[Any, ...], int] = {}
    for found in rows.order_by("certificate_id", "valid_until").values_list(*columns, "certificate__firm__name"):
        counts[found] = counts.get(found, 0) + 1
    opens: dict[date, date] = {}
    for (certificate, last, number, firm, body, name), count in counts.items():
        if last not in opens:
            opens[last] = legal.window(last, day).result.window_opens
        if opens[last] <= day:
            yield Running(
                stream=f"certification.certificate:{certificate}",
                code=f"renew-{last.isoformat()}",
                kind="W1",
                title=f"申請展延（{count} 項產品）：{name}",
                number=number,
                url=reverse("certification:certificates"),
                started_on=opens[last],
                last_day=last,
                is_right=True,
                organisation_id=firm,
                body_id=body,
                roles=APPLICANT,
            )


def _certificate_of_label(pk: str) -> list[int]:
    return list(Label.objects.filter(pk=int(pk)).values_list("certificate_id", flat=True))


def _certificates_of_renewal(pk: str) -> list[int]:
    """A renewal that is filed or dropped changes what its firm may still file."""
    firm = Case.objects.filter(pk=int(pk), kind=Case.Kind.RENEWAL).values("firm")
    rows = Label.objects.filter(certificate__firm__in=firm).values_list("certificate_id", flat=True)
    return list(rows.distinct().order_by())


SOURCES: Final = (
    Source("certification.case:", _supplements, {"certification.case": _of}),
    Source("certification.samplelot:", _samples, {"certification.samplelot": _of}),
    Source(
        "certification.certificate:",
        _renewals,
        {"certification.label": _certificate_of_label, "certification.case": _certificates_of_renewal},
    ),
)
