"""``smilemark write-docs``: write the generated docs anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from smilemark.site import generated_docs

DOCS = Path("docs")


class Command(BaseCommand):
    """Write docs/ from the code."""

    help = "由程式產生文件"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        for name, content in generated_docs.all_docs(DOCS).items():
            (DOCS / name).write_text(content)
            self.stdout.write(f"docs/{name}")
