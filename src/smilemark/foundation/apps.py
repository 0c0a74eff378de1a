"""Django's entry to the app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FoundationConfig(AppConfig):
    """The app ``smilemark.foundation``."""

    name = "smilemark.foundation"
    label = "foundation"

    def ready(self) -> None:
        """Let every app's ``tasks.py`` register its jobs, outbox and deadlines listen to events."""
        from smilemark.foundation import deadlines, documents, lengths, outbox  # noqa: F401, PLC0415  # models must be loaded first

        lengths.guard()
        outbox.listen_to_events()
        deadlines.listen_to_events()
        autodiscover_modules("tasks")
