"""The words of a report stand beside its paper: they go with it when its time is over (annex 15 point 4 II)."""

from __future__ import annotations

from smilemark.surveillance.models import Fault, Visit


def forget(*, stream: str) -> None:
    """Empty the words of a visit's report and what people said on its findings; idempotent, for disposal alone."""
    model, _, pk = stream.partition(":")
    if model == Visit._meta.label_lower:  # noqa: SLF001  # Django's documented API
        Visit.objects.filter(pk=int(pk)).update(report_words={}, remark="")
        Fault.objects.filter(visit_id=int(pk)).update(statement="", improvement_text="")
