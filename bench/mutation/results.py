"""What was found of each module, kept beside the tool: the report is made of it, whatever was tried last."""

from __future__ import annotations

import json
import subprocess
import tomllib
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bench.mutation.session import LAW, OUT_OF_TIME, ROOT, TESTS

if TYPE_CHECKING:
    from collections.abc import Mapping

RESULTS = Path(__file__).with_name("results.toml")
HEAD = "# Written by `make mutation`; do not edit. What was found of each module, when, and on which sources.\n"


@dataclass(frozen=True, slots=True)
class Tried:
    """One module, every mutant of it tried.

    Attributes:
        source: hash of the module as it was tried.
        on: the day, ISO.
        commit: what was checked out, and whether the law or its tests differed from it.
        mutants: how many.
        out_of_time: how many of them a test noticed by coming to no end; -1 where that was not told apart.
        survivors: names of those no test noticed.
    """

    source: str
    on: str
    commit: str
    mutants: int
    out_of_time: int
    survivors: tuple[str, ...]

    @property
    def killed(self) -> int:
        """How many at least one test noticed."""
        return self.mutants - len(self.survivors)


def tried(source: str, killers: Mapping[str, str]) -> Tried:
    """What was found of a module just now: mutant -> what noticed it, empty if nothing did."""
    return Tried(
        source,
        datetime.now(UTC).date().isoformat(),
        _checked_out(),
        len(killers),
        sum(killer == OUT_OF_TIME for killer in killers.values()),
        tuple(mutant for mutant, killer in killers.items() if not killer),
    )


def kept() -> dict[str, Tried]:
    """Everything found so far, by module."""
    if not RESULTS.exists():
        return {}
    found = tomllib.loads(RESULTS.read_text("utf-8"))
    return {module: Tried(**entry | {"survivors": tuple(entry["survivors"])}) for module, entry in found.items()}


def keep(new: Mapping[str, Tried], modules: frozenset[str]) -> dict[str, Tried]:
    """Everything found, the new in place of the old; modules the law no longer has are dropped."""
    found = {module: entry for module, entry in {**kept(), **new}.items() if module in modules}
    text = HEAD
    for module, entry in sorted(found.items()):
        text += f"\n[{json.dumps(module)}]\n"
        for name, value in asdict(entry).items():
            text += f"{name} = {_written(value)}\n"
    RESULTS.write_text(text, "utf-8")
    return found


def _written(value: object) -> str:
    if not isinstance(value, tuple) or not value:
        return json.dumps(value, ensure_ascii=False)
    return "[\n" + "".join(f"    {json.dumps(each, ensure_ascii=False)},\n" for each in value) + "]"


def _checked_out() -> str:
    """Outside of a checkout nothing is known of it."""
    try:
        commit, changes = (
            subprocess.run(["git", *asked], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
            for asked in (["rev-parse", "--short", "HEAD"], ["status", "--porcelain", "--", str(LAW), str(TESTS)])
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    return f"{commit} and changes" if changes else commit
