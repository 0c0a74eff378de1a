"""`smilemark import-register FILE.zip`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from smilemark.foundation import clock, search
from smilemark.foundation.moves import Refused
from smilemark.registry import queries
from smilemark.registry.actions import ImportOutcome, import_register
from smilemark.registry.open_form import Archive, Unreadable

if TYPE_CHECKING:
    from argparse import ArgumentParser

_SHOWN_WARNINGS = 20
_SETTLE_FROM = 10_000


class Command(BaseCommand):
    help = "Load the public register in its official open-data form; a second run changes nothing."
    requires_system_checks = ()  # the addresses of the pages do not matter here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.zip", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        try:
            outcome = self._run(options["file"])
        except (Unreadable, Refused) as refusal:
            raise CommandError(str(refusal)) from refusal
        except OperationalError as error:
            raise CommandError(f"資料庫無法寫入，未匯入任何資料：{error}") from error
        if outcome.changed >= _SETTLE_FROM:
            search.settle()
            queries.settle()
        self._print(outcome)

    def _run(self, file: Path) -> ImportOutcome:
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        bar = Progress(*columns, console=Console(stderr=True), transient=True)
        with bar, Archive(file) as archive:
            task = bar.add_task("匯入", total=None)
            return import_register(
                archive,
                at=clock.now(),
                progress=lambda done, total: bar.update(task, completed=done, total=total or None),
            )

    def _print(self, outcome: ImportOutcome) -> None:
        counts = {
            "讀取 read": outcome.read,
            "新增 created": outcome.created,
            "更新 updated": outcome.updated,
            "相同 unchanged": outcome.unchanged,
            "重複 duplicates": outcome.duplicates,
            "退回 rejected": len(outcome.rejected),
        }
        for name, count in counts.items():
            self.stdout.write(f"{name}: {count}")
        for rejection in outcome.rejected:
            self.stdout.write(f"退回 {rejection}")
        for warning in outcome.warnings[:_SHOWN_WARNINGS]:
            self.stderr.write(f"注意 {warning}")
        if len(outcome.warnings) > _SHOWN_WARNINGS:
            self.stderr.write(f"注意 其餘 {len(outcome.warnings) - _SHOWN_WARNINGS} 則同類提醒從略")
