"""Django's entry to the app."""

from __future__ import annotations

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """The app ``smilemark.integrations``."""

    name = "smilemark.integrations"
    label = "integrations"
