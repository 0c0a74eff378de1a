"""``smilemark check-docs``: are the generated docs what the code says, and is every requirement accounted for?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from smilemark.site import generated_docs, traceability


class Command(BaseCommand):
    """Exit 1 when a generated file in docs/ is stale, a claim of docs/traceability/ does not hold, or its proof is old."""

    help = "核對產生的文件是否與程式一致"

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        home = Path()
        papers = traceability.read(home)
        found = traceability.problems(papers, home)
        if names := generated_docs.stale(home / "docs"):
            found.append(f"stale: docs/{', docs/'.join(names)}; run `smilemark write-docs`")
        if changed := traceability.unproven(papers, home):
            found.append(f"changed since they were broken and run: {', '.join(changed)}; run `make claims`")
        if found:
            self.stderr.write("\n".join(found))
            raise CommandError(f"{len(found)} things do not hold")
        self.stdout.write("docs are up to date")
