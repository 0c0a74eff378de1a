"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """The app ``smilemark.retention``."""

    name = "smilemark.retention"
    label = "retention"

    def ready(self) -> None:
        """Bind the table of moves; name the job."""
        from smilemark.foundation import moves  # noqa: PLC0415  # models must be loaded first
        from smilemark.retention import (  # noqa: PLC0415  # same
            permissions,
            states,
            tasks,  # noqa: F401  # registers the job
        )
        from smilemark.retention.models import DisposalList  # noqa: PLC0415  # same

        moves.govern(
            DisposalList, states.LIST_MOVES, initial=states.ListState.PROPOSED, why_not=permissions.why_not_list
        )
