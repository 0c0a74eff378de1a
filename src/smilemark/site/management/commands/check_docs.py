"""``smilemark check-docs``: are the generated docs what the code says?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from smilemark.site import generated_docs


class Command(BaseCommand):
    """Exit 1 when a generated file in docs/ is stale."""

    help = "核對產生的文件是否與程式一致"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        if names := generated_docs.stale(Path("docs")):
            raise CommandError(f"stale: docs/{', docs/'.join(names)}; run `smilemark write-docs`")
        self.stdout.write("docs are up to date")
