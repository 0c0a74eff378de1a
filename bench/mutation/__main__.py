"""``python -m bench.mutation [MODULE...] [--survivors | --report]``: try every mutant of the law and write docs/mutation.md.

With names only those modules are tried (``kinship``, ``mit_smile.point_28_item_grades``, ``bulk`` for all of that
folder); of the others the report says what was found when they were tried last (``results.toml``).
With ``--report`` nothing is tried, and the report is written anew from what is known.
With ``--survivors`` the kills of the run before are taken as they are where the module has not changed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from typing import TYPE_CHECKING

from bench.mutation import report, results
from bench.mutation.runner import Runner, modules
from bench.mutation.session import ROOT, collect, prepared, test_files

if TYPE_CHECKING:
    from bench.mutation.mutants import Mutant

STORE = ROOT / "var" / "mutation.jsonl"
MEASURED = ROOT / "var" / "mutation-tests.json"
Known = dict[tuple[str, str, str], str]


def known(*, use: bool) -> Known:
    """What earlier runs found, by module, hash of its source, and mutant; survivors only where the reason is known."""
    if not STORE.exists():
        return {}
    whole, _, torn = STORE.read_text("utf-8").rpartition("\n")
    if torn:  # the run before was stopped while it wrote
        STORE.write_text(whole + "\n" * bool(whole), "utf-8")
    rows = [json.loads(line) for line in whole.split("\n")] if use and whole else []
    explained = report.reasons()
    return {
        (row["module"], row["source"], row["mutant"]): row["killer"]
        for row in rows
        if row["killer"] or (row["module"].removeprefix("smilemark.law."), row["mutant"]) in explained
    }


def digest(text: str) -> str:
    """A short name of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def file_digest(test: str) -> str:
    """A short name of the file a test stands in, as it is now."""
    path = ROOT / test.partition("::")[0]
    return digest(path.read_text("utf-8")) if path.exists() else ""


def with_files(measured: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """What was measured of each test, with the file it was measured in."""
    return {name: found | {"file": file_digest(name)} for name, found in measured.items()}


def measured_before() -> dict[str, dict[str, object]]:
    """What an earlier run measured of the tests whose files have not changed."""
    if not MEASURED.exists():
        return {}
    found: dict[str, dict[str, object]] = json.loads(MEASURED.read_text("utf-8"))
    return {name: test for name, test in found.items() if test["passed"] and test["file"] == file_digest(name)}


def main() -> None:
    """Run, and report."""
    parser = argparse.ArgumentParser(prog="bench.mutation")
    parser.add_argument("modules", nargs="*")
    parser.add_argument("--survivors", action="store_true")
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    by_name = {module.removeprefix("smilemark.law."): digest(source) for module, source in modules()}
    if wrong := {*options.modules} - by_name.keys() - {name.partition(".")[0] for name in by_name}:
        parser.error(f"the law has no module {', '.join(sorted(wrong))}")
    if options.report:
        report.write(results.kept(), by_name, collect(prepared(), test_files()))
        return
    STORE.parent.mkdir(exist_ok=True)
    in_part = options.survivors or bool(options.modules)
    before = known(use=in_part)
    began = time.monotonic()
    runner = Runner(measured_before() if in_part else {})
    MEASURED.write_text(json.dumps(with_files(runner.warm.measured)), "utf-8")
    print(f"{len(runner.warm.order)} tests measured in {time.monotonic() - began:.0f} s", flush=True)
    from bench.mutation.mutants import mutants  # noqa: PLC0415 - imports the law, which the runner must see first

    with STORE.open("a" if in_part else "w", encoding="utf-8") as store:
        for module, source in sorted(modules(), key=lambda found: _place(found[0], options.modules)):
            short = module.removeprefix("smilemark.law.")
            if options.modules and not {short, short.partition(".")[0]} & {*options.modules}:
                continue
            began, killers, all_of_it = time.monotonic(), {}, mutants(module, source)
            for mutant in all_of_it:
                key = (module, digest(source), mutant.key)
                killer = before[key] if options.survivors and key in before else runner.killer(mutant, source)
                row = {"module": module, "source": digest(source), "mutant": mutant.key, "line": mutant.line}
                print(json.dumps(row | {"killer": killer}, ensure_ascii=False), file=store, flush=True)
                killers[mutant.key] = killer
            _tell(short, all_of_it, killers, time.monotonic() - began)
            results.keep({short: results.tried(digest(source), killers)}, frozenset(by_name))
    runner.cold.close()
    report.write(results.kept(), by_name, runner.warm.items)
    print(f"written: {report.REPORT.relative_to(ROOT)}")


def _place(module: str, wanted: list[str]) -> int:
    """In the order they were named."""
    short = module.removeprefix("smilemark.law.")
    names = (short, short.partition(".")[0])
    return next((place for place, name in enumerate(wanted) if name in names), 0)


def _tell(module: str, all_of_it: list[Mutant], killers: dict[str, str], seconds: float) -> None:
    survivors = [mutant for mutant in all_of_it if not killers[mutant.key]]
    print(f"{module}: {len(all_of_it)} mutants, {len(survivors)} survive, {seconds:.0f} s", flush=True)
    for mutant in survivors:
        print(f"    {mutant.line} {mutant.operator}: {mutant.key}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
