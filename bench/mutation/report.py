"""docs/mutation.md from the results of a whole run."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from bench.mutation.session import ROOT, SECONDS, TIMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pytest

    from bench.mutation.results import Tried

REPORT = ROOT / "docs" / "mutation.md"
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
PROPERTIES_PER_RULE = ("test_every_rule.py", "test_error_order.py")
"""Here each test states a property of one rule and draws its facts inside."""
BOUNDARIES = {
    "test_one_step_to_both_sides_in_each_version": "a dated number, one step to both sides of it, in each of its versions",
    "test_a_day_before_the_first_version_is_an_error": "a rule asked on the day before the first version of its number",
    "test_a_value_holds_from_its_day_to_the_day_before_the_next": "first and last day of each version of a table",
    "test_a_value_just_inside_is_read_and_one_just_outside_is_not": "a type of field, just inside and just outside",
    "test_a_list_takes_its_least_and_most_entries_and_no_other_number": "the lists of a rule, least and most entries",
}
HEAD = """# Mutation testing of the law

Written by `make mutation`; how and why: [decision 6](decisions/0006-mutants-of-the-law.md). A mutant is one small change
of the law (a number one more or one less, `<` for `<=`, `and` for `or`, another member of an enumeration, a check left
out, ...). It is killed when at least one test fails.

"""
HOW = """Each module stands with the day it was tried and the commit whose tests were run. A test that comes to no end kills too
(the column says how many): it may take at least {seconds} seconds of the processor and {times} times what it takes with the law as
written, so that a busy machine kills nothing. Tests that draw their facts draw the same twenty for each mutant.

"""
NOT_TOLD = """Where a `?` stands, the tests of one mutant had twenty seconds of the processor together, and what ran out of them
counted as killed without being told apart.

"""


def reasons() -> dict[tuple[str, str], str]:
    """Why a surviving mutant is no gap, by module and mutant."""
    entries = tomllib.loads(EQUIVALENT.read_text("utf-8")).get("mutant", [])
    return {(entry["module"], change): entry["why"] for entry in entries for change in entry["changes"]}


def write(results: Mapping[str, Tried], sources: Mapping[str, str], items: Mapping[str, pytest.Item]) -> None:
    """Write the report from what was found of each module, the hashes of the sources as they are, and the tests."""
    why = reasons()
    mutants = sum(found.mutants for found in results.values())
    killed = sum(found.killed for found in results.values())
    survivors = [(module, change) for module, found in results.items() for change in found.survivors]
    named = sum(survivor in why for survivor in survivors)
    text = HEAD
    text += (
        f"**{mutants} mutants, {killed} killed ({100 * killed / mutants:.1f} %).** {len(survivors)} survive: "
        f"{named} say the same as the law as written, {len(survivors) - named} are gaps.\n\n"
    )
    text += _left("Not tried", sources.keys() - results.keys())
    text += _left(
        "Changed since they were tried", {name for name, found in results.items() if found.source != sources[name]}
    )
    text += HOW.format(seconds=SECONDS, times=TIMES)
    if any(found.out_of_time < 0 for found in results.values()):
        text += NOT_TOLD
    text += _table(results, why)
    text += _survivors(survivors, why) + _counts(items.values())
    REPORT.write_text(text.rstrip() + "\n", "utf-8")


def _left(words: str, modules: Iterable[str]) -> str:
    names = ", ".join(f"`{module}`" for module in sorted(modules))
    return f"{words}: {names}.\n\n" if names else ""


def _table(results: Mapping[str, Tried], why: Mapping[tuple[str, str], str]) -> str:
    lines = [
        "| Module | Mutants | Killed | No end | Same as written | Gaps | Tried |",
        "|---|---:|---:|---:|---:|---:|---|",
    ]
    for module, found in sorted(results.items()):
        if not found.mutants:
            continue
        same = sum((module, change) in why for change in found.survivors)
        endless = found.out_of_time if found.out_of_time >= 0 else "?"
        numbers = (found.mutants, found.killed, endless, same, len(found.survivors) - same)
        cells = " | ".join(map(str, numbers))
        lines.append(f"| `{module}` | {cells} | {found.on}, {found.commit or 'no checkout'} |")
    return "\n".join(lines) + "\n\n"


def _survivors(survivors: Iterable[tuple[str, str]], why: Mapping[tuple[str, str], str]) -> str:
    by_module: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for module, change in survivors:
        by_module[module][why.get((module, change), "**A gap.**")].append(change)
    text = "## What survives, and why\n\n"
    for module, by_reason in sorted(by_module.items()):
        text += f"### `{module}`\n\n"
        for reason, changes in by_reason.items():
            text += f"- {reason}\n" + "".join(f"  - {_shown(change)}\n" for change in changes)
        text += "\n"
    return text


def _shown(change: str) -> str:
    function, line, becomes = (change.split(" | ", 1)[0], *change.split(" | ", 1)[1].rsplit(" | ", 1))
    place = "" if function == "-" else f" in `{function}`"
    return f"`` {becomes} ``{place}: `` {line} ``"


def _counts(items: Iterable[pytest.Item]) -> str:
    functions = Counter(getattr(item, "originalname", item.name) for item in items)
    files: dict[str, set[str]] = defaultdict(set)
    for item in items:
        stated = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        draws_inside = item.path.name in PROPERTIES_PER_RULE and "misses_its_first_field" not in item.name
        if stated or draws_inside:
            files[item.path.name].add(item.name)
    properties = sum(len(names) for names in files.values())
    boundaries = sum(functions[name] for name in BOUNDARIES)
    text = f"## Property tests: {properties}\n\nDrawn by hypothesis, as collected from `tests/law`.\n\n"
    text += "| File | Tests |\n|---|---:|\n"
    text += "".join(f"| `{name}` | {len(names)} |\n" for name, names in sorted(files.items()))
    text += (
        f"\n## Boundary tests: {boundaries}\n\nGenerated by walking the dated tables and the fields of the rules.\n\n"
    )
    text += "| What | Tests |\n|---|---:|\n"
    return text + "".join(f"| {what} | {functions[name]} |\n" for name, what in BOUNDARIES.items())
