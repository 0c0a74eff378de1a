"""Django's entry to the app."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The app ``smilemark.site``."""

    name = "smilemark.site"
    label = "site"

    def ready(self) -> None:
        """Let events find their subscribers."""
        from smilemark.site import subscribers  # noqa: PLC0415  # models are there only now

        subscribers.register()
