"""One decision at a time, with its full explanation; and the start of the command."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from smilemark.law import contract
from smilemark.law.mit_smile.point_28_factory_quality import SheetEntry, sheet
from smilemark.law.mit_smile.point_28_item_grades import WITHOUT_BRACKET, Papers, QmsItem, grade_item
from smilemark.law.rules import find

EXAMPLES = Path(__file__).resolve().parents[1] / "tests" / "law" / "law-examples.jsonl"
ON = date(2026, 1, 1)


def each_rule(rounds: int = 20) -> dict[str, float]:
    """Median microseconds of every public example: facts as JSON values in, result and worded reasons out."""
    lines = [json.loads(line) for line in EXAMPLES.read_text("utf-8").splitlines() if line.strip()]
    asked = [(find(line["rule"]), line["facts"]) for line in lines if "facts" in line]
    times: dict[str, list[float]] = {}
    for _round in range(rounds):
        for rule, facts in asked:
            start = time.perf_counter()
            try:
                finding = contract.judge(rule, facts)
                _explained = [(why.text, why.english, str(why.citation)) for why in finding.because]
            except contract.FactsError:
                continue
            times.setdefault(rule.name, []).append((time.perf_counter() - start) * 1e6)
    return {name: statistics.median(found) for name, found in times.items()}


def whole_assessment(rounds: int = 500) -> float:
    """Median microseconds of one factory assessment: eleven grades and the sheet, each with its reasons."""
    found = []
    for _round in range(rounds):
        start = time.perf_counter()
        entries = []
        for place, item in enumerate(QmsItem):
            graded = grade_item(
                item=item,
                population_total=20 + place,
                not_executed=place,
                not_executed_at_all=place if item in WITHOUT_BRACKET else 0,
                rules=Papers.COMPLETE,
                records=Papers.INCOMPLETE,
                unresolved_incident=False,
                on=ON,
            )
            entries.append(SheetEntry(item, graded.result.grade, graded.because[0].text))
        whole = sheet(items=tuple(entries), on=ON)
        _explained = [(why.text, why.english, str(why.citation)) for why in whole.because]
        found.append((time.perf_counter() - start) * 1e6)
    return statistics.median(found)


def start_of_list(runs: int = 9) -> tuple[float, float, float]:
    """Median seconds of ``smilemark law --list`` by the wall and by the processor, and of a bare Python by the wall."""

    def taken(*arguments: str) -> tuple[float, float]:
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return time.perf_counter() - start, processor

    ours = [taken("-m", "smilemark", "law", "--list") for _run in range(runs)]
    bare = [taken("-c", "pass") for _run in range(runs)]
    wall, processor = (statistics.median(each) for each in zip(*ours, strict=True))
    return wall, processor, statistics.median(wall for wall, _processor in bare)
