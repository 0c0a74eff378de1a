"""``smilemark restore DIR``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from smilemark.foundation import backups

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Check every hash of a backup, then put it back."""

    help = "還原備份"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", type=Path, help="smilemark backup 產生的資料夾")
        parser.add_argument("--replace", action="store_true", help="取代目前的資料（請先停止網站及背景工作）")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        try:
            manifest = backups.restore(options["directory"], replace=options["replace"])
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"已還原 {manifest['at']} 的備份：資料庫及 {len(manifest['sha256']) - 1} 個檔案。")
