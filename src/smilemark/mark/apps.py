"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class MarkConfig(AppConfig):
    """The app ``smilemark.mark``."""

    name = "smilemark.mark"
    label = "mark"

    def ready(self) -> None:
        """Bind the tables of moves to their models, a subject after the other; name the jobs."""
        from smilemark.foundation import moves  # noqa: PLC0415  # models must be loaded first
        from smilemark.mark.models import Licence, PrintApplication, SpotCheck  # noqa: PLC0415  # same
        from smilemark.mark.permissions import printing as print_permissions  # noqa: PLC0415  # same
        from smilemark.mark.states import checks, licences, printing  # noqa: PLC0415  # same

        moves.govern(
            PrintApplication,
            printing.PRINT_MOVES,
            initial=printing.PrintState.DRAFT,
            why_not=print_permissions.why_not_print,
        )
        moves.govern(Licence, licences.LICENCE_MOVES, initial=licences.LicenceState.DRAFT)
        moves.govern(SpotCheck, checks.CHECK_MOVES, initial=checks.CheckState.DRAFT)
