"""The right to a label ends before its time: from the day the decision is served (行政程序法第一百十條第一項)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.certification.models import Label, LabelEnding
from smilemark.foundation import events

if TYPE_CHECKING:
    from datetime import date, datetime

    from smilemark.certification.models import Decision
    from smilemark.foundation.moves import Actor

ON_REQUEST = "業者申請終止使用（第四十二點第一項第一款）"


def named_labels(decision: Decision) -> list[Label]:
    """The labels a decision names, in the order of their numbers."""
    numbers = [reason["label"] for reason in decision.reasons if reason.get("label")]
    return list(Label.objects.select_for_update(of=("self",)).filter(number__in=numbers).order_by("number"))


def take_effect(decision: Decision, *, on: date, by: Actor, at: datetime) -> None:
    """End the labels the decision names, from ``on``; a label that ended before stays as it is."""
    for label in named_labels(decision):
        if label.ended_on is not None:
            continue
        LabelEnding.objects.create(
            label=label, kind=Label.EndKind.CANCELLED, ground=ON_REQUEST, effective_on=on, decision=decision
        )
        label.ended_on, label.end_kind, label.last_modified = on, Label.EndKind.CANCELLED, at
        label.renewal_filed_on = None
        label.save(update_fields=["ended_on", "end_kind", "last_modified", "renewal_filed_on"])
        events.record(label, "end", by=by, at=at, data={"kind": "cancelled", "effective_on": on.isoformat()})
