"""The app."""

from __future__ import annotations

from django.apps import AppConfig


class MarkConfig(AppConfig):
    """The app ``smilemark.mark``."""

    name = "smilemark.mark"
    label = "mark"
