"""Django's entry to the app."""

from __future__ import annotations

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """The app ``smilemark.governance``."""

    name = "smilemark.governance"
    label = "governance"

    def ready(self) -> None:
        """Bind announcements to their table of moves."""
        from smilemark.foundation import moves  # noqa: PLC0415  # models are there only now
        from smilemark.governance import models, permissions, states  # noqa: PLC0415  # as above

        moves.govern(models.Announcement, states.MOVES, initial=states.State.DRAFT, why_not=permissions.why_not_act)
