"""``smilemark backup DIR``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from smilemark.foundation import backups, clock

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Database, files and hashes into a new folder; the site may go on serving."""

    help = "備份資料庫與檔案"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="新的或空的資料夾")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        try:
            manifest = backups.back_up(options["directory"], at=clock.now())
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已備份資料庫及 {len(manifest['sha256']) - 1} 個檔案至 {options['directory']}。")
