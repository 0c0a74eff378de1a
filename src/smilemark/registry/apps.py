"""Django's entry to the app."""

from __future__ import annotations

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The app ``smilemark.registry``."""

    name = "smilemark.registry"
    label = "registry"

    def ready(self) -> None:
        """Bind the table of moves of a report."""
        from smilemark.foundation import moves  # noqa: PLC0415  # models are loaded only now
        from smilemark.registry import models, states  # noqa: PLC0415  # models are loaded only now

        moves.govern(models.PublicReport, states.REPORT_MOVES, initial=states.ReportState.RECEIVED)
