"""Django's entry to the app."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """The app ``smilemark.accounts``."""

    name = "smilemark.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Let sign-in and second factors write events; keep the built-in roles in their table."""
        from smilemark.accounts import sign_in_events  # noqa: PLC0415  # needs the models

        sign_in_events.connect()
        post_migrate.connect(_load_roles, sender=self, dispatch_uid="accounts.roles")


def _load_roles(**_signal: Any) -> None:  # noqa: ANN401  # whatever Django's signal carries
    """After every migration (and every flush of a test) the built-in roles stand in their table."""
    from smilemark.accounts.models import Role  # noqa: PLC0415  # needs the app registry
    from smilemark.accounts.roles import BUILT_IN  # noqa: PLC0415  # beside the line it belongs to

    fields = ["name", "name_en", "organisation_kind", "is_staff_role"]
    Role.objects.bulk_create(
        [Role(**row._asdict()) for row in BUILT_IN], update_conflicts=True, unique_fields=["code"], update_fields=fields
    )
