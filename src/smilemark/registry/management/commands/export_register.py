"""`smilemark export-register FILE.zip`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from smilemark.foundation import clock
from smilemark.registry.actions import export_register

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = "Write the register in its official open-data form."
    requires_system_checks = ()  # the addresses of the pages do not matter here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.zip", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        try:
            count = export_register(options["file"], on=clock.today())
        except OSError as error:
            raise CommandError(f"無法寫入「{options['file']}」：{error.strerror or error}") from error
        self.stdout.write(f"匯出 exported: {count}")
