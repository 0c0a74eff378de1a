"""``smilemark migrate``: prepare the database, and tell a new one what it is for."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate

from smilemark.foundation import installation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.management.base import CommandParser


class Command(Migrate):
    """Django's own, and the mark of an installation or a demo."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--demo", action="store_true", help="此資料庫供展示之用")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401  # Django's signature
        demo = bool(options.pop("demo", False)) or settings.DEMO
        if installation.exists() and installation.is_demo() != demo:
            why = installation.why_not_start()
            raise CommandError(why or "此資料庫的用途（展示或正式）與本次執行不同。")
        with _uncollected():
            super().handle(*args, **options)
        whole = not options.get("app_label") and not options.get("plan") and not options.get("check_unapplied")
        if whole and not installation.exists():
            installation.mark(demo=demo)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector: Django draws its models anew at every step, and searching those costs a quarter of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
