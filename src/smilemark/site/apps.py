"""Django's entry to the app."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The app ``smilemark.site``."""

    name = "smilemark.site"
    label = "site"

    def ready(self) -> None:
        """Let events find their subscribers; let the outbox ask how a person wants a mail."""
        from smilemark.foundation import outbox  # noqa: PLC0415  # models are there only now
        from smilemark.site import mail_families, subscribers  # noqa: PLC0415  # same

        subscribers.register()
        outbox.ask_before_mail(mail_families.how)
