"""Load the project's own industries and announcements; a second run changes nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from smilemark.foundation import clock
from smilemark.governance import loading


class Command(BaseCommand):
    help = "Load industries and announcements from the project's data files (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        loaded = loading.load(at=clock.now())
        self.stdout.write(f"industries: {loaded.industries}; announcements loaded: {loaded.announcements}")
