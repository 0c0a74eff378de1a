"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class RemediesConfig(AppConfig):
    """The app ``smilemark.remedies``."""

    name = "smilemark.remedies"
    label = "remedies"

    def ready(self) -> None:
        """Bind the tables of moves to their models; name the jobs; offer the deadlines."""
        from smilemark.foundation import deadlines, moves  # noqa: PLC0415  # models must be loaded first
        from smilemark.remedies import (  # noqa: PLC0415  # same
            permissions,
            states,
            tasks,  # noqa: F401  # registers the jobs
        )
        from smilemark.remedies.models import Batch, EndingCase, ImprovementOrder, Objection  # noqa: PLC0415  # same
        from smilemark.remedies.queries import deadlines as running  # noqa: PLC0415  # same

        deadlines.offer(running.KINDS, running.SOURCES)
        moves.govern(
            ImprovementOrder, states.ORDER_MOVES, initial=states.OrderState.DRAFT, why_not=permissions.why_not_order
        )
        moves.govern(
            EndingCase, states.ENDING_MOVES, initial=states.EndingState.OPEN, why_not=permissions.why_not_ending
        )
        moves.govern(
            Objection,
            states.OBJECTION_MOVES,
            initial=states.ObjectionState.FILED,
            why_not=permissions.why_not_objection,
        )
        moves.govern(Batch, states.BATCH_MOVES, initial=states.BatchState.DRAFT, why_not=permissions.why_not_batch)
