"""The right to a label ends before its time, from the day the decision is served, and comes back if that is set aside.

(行政程序法第一百十條第一項、第一百十八條; points 41 to 43, 49.) Other apps end and restore labels through here only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from smilemark.certification.models import CaseProduct, Label, LabelEnding
from smilemark.certification.states import ENDED_STATES, ProductState
from smilemark.foundation import events

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from smilemark.certification.models import Decision
    from smilemark.foundation.moves import Actor

ON_REQUEST = "業者申請終止使用（第四十二點第一項第一款）"


def named_labels(decision: Decision) -> list[Label]:
    """The labels a decision names, in the order of their numbers."""
    return _locked(reason["label"] for reason in decision.reasons if reason.get("label"))


def _locked(numbers: Iterable[str]) -> list[Label]:
    rows = Label.objects.select_for_update(of=("self",)).filter(number__in=list(numbers))
    return list(rows.order_by("number"))


def take_effect(decision: Decision, *, on: date, by: Actor, at: datetime) -> None:
    """End the labels the decision names, from ``on``; a label that ended before stays as it is."""
    for label in named_labels(decision):
        if label.ended_on is None:
            _end(label, Label.EndKind.CANCELLED, ON_REQUEST, on=on, by=by, at=at, decision=decision)


def end_labels(
    *, numbers: Iterable[str], kind: str, ground: str, effective_on: date, source: str, by: Actor, at: datetime
) -> list[str]:
    """End labels by a decision made in another app; gives the numbers that ended now.

    Idempotent: a label that has ended already stays as it is.

    Args:
        numbers: label numbers.
        kind: ``cancelled`` (廢止) or ``withdrawn`` (撤銷).
        ground: the point and item, as the decision cites it.
        effective_on: day the decision took effect (service).
        source: chain of the decision's case (``events.stream_of``).
        by: who serves.
        at: now.
    """
    ended = []
    with transaction.atomic():
        for label in _locked(numbers):
            if label.ended_on is None:
                _end(label, kind, ground, on=effective_on, by=by, at=at, source=source)
                ended.append(label.number)
    return ended


def _end(
    label: Label,
    kind: str,
    ground: str,
    *,
    on: date,
    by: Actor,
    at: datetime,
    decision: Decision | None = None,
    source: str = "",
) -> None:
    LabelEnding.objects.create(
        label=label, kind=kind, ground=ground, effective_on=on, decision=decision, source_stream=source
    )
    label.ended_on, label.end_kind, label.last_modified = on, kind, at
    label.renewal_filed_on = None
    label.save(update_fields=["ended_on", "end_kind", "last_modified", "renewal_filed_on"])
    data = {"kind": str(kind), "effective_on": on.isoformat()} | ({"source": source} if source else {})
    events.record(label, "end", by=by, at=at, data=data)


def restore_labels(*, source: str, set_aside_on: date, by: Actor, at: datetime) -> list[str]:
    """Give back the right a decision had ended, because that decision was set aside (point 49); the ending stays on file.

    Idempotent. The label is as if it had never ended (行政程序法第一百十八條); a renewal still under way counts again.

    Args:
        source: chain given to ``end_labels``.
        set_aside_on: day the setting aside took effect.
        by: who serves.
        at: now.
    """
    return _restore(LabelEnding.objects.filter(source_stream=source), source, set_aside_on, by=by, at=at)


def restore_decided(*, decision: Decision, set_aside_on: date, by: Actor, at: datetime) -> list[str]:
    """As ``restore_labels``, for an ending decided in this app."""
    endings = LabelEnding.objects.filter(decision=decision)
    return _restore(endings, events.stream_of(decision), set_aside_on, by=by, at=at)


def _restore(endings: QuerySet[LabelEnding], source: str, set_aside_on: date, *, by: Actor, at: datetime) -> list[str]:
    restored = []
    with transaction.atomic():
        standing = endings.filter(set_aside_on=None)
        for label in _locked(standing.values_list("label__number", flat=True)):
            standing.filter(label=label).update(set_aside_on=set_aside_on)
            label.ended_on, label.end_kind, label.last_modified = None, None, at
            label.renewal_filed_on = _renewal_under_way(label)
            label.save(update_fields=["ended_on", "end_kind", "last_modified", "renewal_filed_on"])
            events.record(
                label, "restore", by=by, at=at, data={"set_aside_on": set_aside_on.isoformat(), "source": source}
            )
            restored.append(label.number)
    return restored


def _renewal_under_way(label: Label) -> date | None:
    rows = CaseProduct.objects.filter(
        label=label,
        case__kind="renewal",
        case__submitted_at__isnull=False,
        state__in=[ProductState.OPEN, ProductState.PASSED],
    )
    found = rows.exclude(case__state__in=ENDED_STATES).select_related("case").order_by("pk").last()
    return timezone.localdate(found.case.submitted_at) if found is not None and found.case.submitted_at else None
