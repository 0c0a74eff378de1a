"""Django's entry to the app."""

from __future__ import annotations

from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """The app ``smilemark.companies``."""

    name = "smilemark.companies"
    label = "companies"
