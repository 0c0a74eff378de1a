"""Django's entry to the app."""

from __future__ import annotations

from django.apps import AppConfig


class AccreditationConfig(AppConfig):
    """The app ``smilemark.accreditation``."""

    name = "smilemark.accreditation"
    label = "accreditation"

    def ready(self) -> None:
        """Offer the deadlines."""
        from smilemark.accreditation import deadlines as running  # noqa: PLC0415  # models must be loaded first
        from smilemark.foundation import deadlines  # noqa: PLC0415  # same

        deadlines.offer(running.KINDS, running.SOURCES)
