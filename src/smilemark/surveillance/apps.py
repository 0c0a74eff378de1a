"""Django's entry to the app."""

from __future__ import annotations

from django.apps import AppConfig


class SurveillanceConfig(AppConfig):
    """The app ``smilemark.surveillance``."""

    name = "smilemark.surveillance"
    label = "surveillance"

    def ready(self) -> None:
        """Bind the tables of moves; offer the deadlines."""
        from smilemark.foundation import deadlines, moves  # noqa: PLC0415  # models exist only when ready
        from smilemark.surveillance import models, permissions, states  # noqa: PLC0415  # as above
        from smilemark.surveillance.queries import deadlines as running  # noqa: PLC0415  # as above

        deadlines.offer(running.KINDS, running.SOURCES)

        first = {
            models.Plan: (states.PLAN_MOVES, states.PlanState.DRAFT),
            models.Draw: (states.DRAW_MOVES, states.DrawState.FROZEN),
            models.Visit: (states.VISIT_MOVES, states.VisitState.SELECTED),
            models.Fault: (states.FAULT_MOVES, states.FaultState.FOUND),
            models.Inquiry: (states.INQUIRY_MOVES, states.InquiryState.RECEIVED),
            models.Summary: (states.SUMMARY_MOVES, states.SummaryState.DRAFT),
        }
        for model, (table, initial) in first.items():
            moves.govern(model, table, initial=initial, why_not=permissions.why_not)
