"""What an incident batch touches: its labels by certificate, those still in use, and a case that is already open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from smilemark.certification.queries import tracing
from smilemark.remedies.models import Batch, EndingCase
from smilemark.remedies.states import EndingState

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from smilemark.certification.models import Certificate, Label

RUNNING = (
    EndingState.OPEN,
    EndingState.INVITED,
    EndingState.STATEMENT,
    EndingState.RETURNED,
    EndingState.PROPOSED,
    EndingState.DECIDED,
)


@dataclass(slots=True)
class Touched:
    """A certificate the incident touches: its labels concerned, those of them still in use, a case already open."""

    certificate: Certificate
    numbers: list[str] = field(default_factory=list)
    standing: list[str] = field(default_factory=list)
    open_case: str | None = None


def labels_of(batch: Batch) -> QuerySet[Label]:
    """The labels within the batch's criterion, in the order of their numbers."""
    if batch.criterion == Batch.Criterion.LABELS:
        return tracing.numbered(batch.numbers)
    if batch.subject_id is None or batch.first_day is None or batch.last_day is None:
        raise ValueError("the batch says neither whom nor when")
    asked = {
        Batch.Criterion.LABORATORY: tracing.tested_by,
        Batch.Criterion.BODY: tracing.issued_by,
        Batch.Criterion.FACTORY: tracing.made_in,
    }[Batch.Criterion(batch.criterion)]
    return asked(batch.subject_id, batch.first_day, batch.last_day)


def touched(batch: Batch) -> list[Touched]:
    """The certificates touched, in the order of their numbers."""
    found: dict[int, Touched] = {}
    for label in labels_of(batch).iterator(chunk_size=2000):
        entry = found.setdefault(label.certificate_id, Touched(label.certificate))
        entry.numbers.append(label.number)
        if label.ended_on is None:
            entry.standing.append(label.number)
    running = EndingCase.objects.filter(state__in=RUNNING).order_by("pk").values_list("certificate_id", "number")
    for certificate_id, number in running:
        if certificate_id in found:
            found[certificate_id].open_case = number
    return list(found.values())
