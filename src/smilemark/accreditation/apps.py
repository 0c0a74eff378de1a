"""Django's entry to the app."""

from __future__ import annotations

from django.apps import AppConfig


class AccreditationConfig(AppConfig):
    """The app ``smilemark.accreditation``."""

    name = "smilemark.accreditation"
    label = "accreditation"
