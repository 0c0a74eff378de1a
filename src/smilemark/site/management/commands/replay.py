"""``smilemark replay --change change.toml``: whose result would change, and why; writes nothing."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from smilemark.foundation.moves import Refused
from smilemark.site.replay import running
from smilemark.site.replay.kinds import KIND_WORDS, Kind
from smilemark.site.replay.legal import changes, deciding

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from smilemark.site.replay.legal.changes import Change
    from smilemark.site.replay.legal.deciding import Decided
    from smilemark.site.replay.running import Replayed


class Command(BaseCommand):
    help = "以假設之參數重算已存之判定，列出結果改變者及理由；不寫入任何資料"
    requires_system_checks = ()  # the addresses of the pages do not matter here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--change", metavar="FILE.toml", type=Path, required=True)
        parser.add_argument("--json", action="store_true", help="one JSON object per finding (JSON Lines)")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ANN401, ARG002  # Django's signature
        try:
            change = changes.read(options["change"].read_text("utf-8"))
        except OSError as error:
            raise CommandError(f"{options['change']}：無法讀取（{error.strerror}）") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{options['change']}：不是 UTF-8 文字") from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        tally = self._run(change, as_json=options["json"])
        if not options["json"]:
            self._sum_up(change, tally)

    def _run(self, change: Change, *, as_json: bool) -> running.Tally:
        tally = running.Tally()
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("重算", total=running.count())
            for found in running.replay(change, tally, progress=lambda done: bar.update(task, completed=done)):
                self.stdout.write(_line(found) if as_json else _paragraph(found))
        return tally

    def _sum_up(self, change: Change, tally: running.Tally) -> None:
        for each in change.named:
            self.stdout.write(f"{each.parameter}（{each.title}）：{each.before} → {each.after}，自 {each.first_day} 起")
        for kind, words in KIND_WORDS.items():
            self.stdout.write(f"{words} {kind.value}: {tally.kinds[kind.value]}")


def _line(found: Replayed) -> str:
    body = {
        "finding": found.finding.pk,
        "subject": found.finding.subject,
        "kind": found.kind.value,
        "rule": found.finding.rule,
        "on": found.finding.on.isoformat(),
        "whose": found.whose,
        "about": found.about,
        "stored": {"passed": found.finding.passed, "result": found.finding.result},
        "now": asdict(found.now),
        "supposed": asdict(found.supposed),
    }
    return json.dumps(body, ensure_ascii=False)


def _paragraph(found: Replayed) -> str:
    who = " ".join(dict.fromkeys(word for word in (found.whose, found.about) if word))
    head = f"[{KIND_WORDS[found.kind]}] {who} {deciding.title_of(found.finding.rule)}"
    if found.kind == Kind.DIFFERS:
        return f"{head}（{found.finding.on}）\n  重算：{_said(found.now)}"
    return f"{head}（{found.finding.on}）\n  現行：{_said(found.now)}\n  變更後：{_said(found.supposed)}"


def _said(decided: Decided) -> str:
    if decided.error:
        return decided.error
    return "".join(f"{why['text'].rstrip('。')}（{why['citation']}）。" for why in decided.because)
