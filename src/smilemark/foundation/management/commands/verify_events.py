"""``smilemark verify-events``: is the record whole?"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from smilemark.foundation import verification
from smilemark.foundation.models import Event

if TYPE_CHECKING:
    from argparse import ArgumentParser

SHOWN = 20


class Command(BaseCommand):
    """Exit 0 when every chain holds and every governed row stands where its chain leads; else 1 and where not."""

    help = "驗證事件鏈"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--files", action="store_true", help="一併核對每個檔案及文件的雜湊值")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        found = list(islice(verification.problems(with_files=options["files"]), SHOWN + 1))
        if not found:
            self.stdout.write(f"事件鏈完整：{Event.objects.count()} 筆事件。")
            return
        for broken in found[1:SHOWN]:
            self.stderr.write(f"{broken.stream} #{broken.sequence}: {broken.reason}")
        if len(found) > SHOWN:
            self.stderr.write("（尚有其他）")
        first = found[0]
        raise CommandError(f"事件鏈不完整，第一處：{first.stream} #{first.sequence}: {first.reason}")
