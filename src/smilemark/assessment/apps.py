"""Django's entry to the app."""

from __future__ import annotations

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """The app ``smilemark.assessment``."""

    name = "smilemark.assessment"
    label = "assessment"

    def ready(self) -> None:
        """Bind both tables of moves; offer the deadlines."""
        from smilemark.assessment import deadlines as running  # noqa: PLC0415  # as above
        from smilemark.assessment import models, permissions, states  # noqa: PLC0415  # models exist only when ready
        from smilemark.foundation import deadlines, moves  # noqa: PLC0415  # as above

        deadlines.offer(running.KINDS, running.SOURCES)
        moves.govern(
            models.OriginDetermination,
            states.ORIGIN_MOVES,
            initial=states.OriginState.PENDING,
            why_not=permissions.why_not_origin,
            together=("firm", "body", "industry", "announcement", "assessor"),
        )
        moves.govern(
            models.FactoryAssessment,
            states.FACTORY_MOVES,
            initial=states.FactoryState.PLANNED,
            why_not=permissions.why_not_factory,
            together=("firm", "factory__firm", "body", "industry", "assessor"),
        )
