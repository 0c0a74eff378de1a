"""The report of the mutation run: its score, a reason for each mutant that survives, and the law it was taken from."""

import hashlib
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAW = ROOT / "src" / "smilemark" / "law"
REPORT = (ROOT / "docs" / "mutation.md").read_text("utf-8")
RESULTS = tomllib.loads((ROOT / "bench" / "mutation" / "results.toml").read_text("utf-8"))
EQUIVALENT = tomllib.loads((ROOT / "bench" / "mutation" / "equivalent.toml").read_text("utf-8"))["mutant"]


def test_at_least_95_of_100_mutants_are_killed_and_no_survivor_is_left_unexplained() -> None:
    total = re.search(r"\*\*(\d+) mutants, (\d+) killed \(([\d.]+) %\)\.\*\* (\d+) survive", REPORT)
    rows = re.findall(
        r"^\| `([\w.]+)` \| (\d+) \| (\d+) \| [\d?]+ \| (\d+) \| (\d+) \| [^|]+ \|$", REPORT, re.MULTILINE
    )

    assert total is not None
    mutants, killed, survive = int(total[1]), int(total[2]), int(total[4])
    assert 100 * killed >= 95 * mutants
    assert mutants == killed + survive == sum(int(row[1]) for row in rows)
    assert killed == sum(int(row[2]) for row in rows)
    assert survive == sum(int(row[3]) for row in rows)
    assert {row[0]: int(row[4]) for row in rows if row[4] != "0"} == {}


def test_the_report_says_what_was_found() -> None:
    rows = re.findall(r"^\| `([\w.]+)` \| (\d+) \| (\d+) \| (\d+|\?) \|.*\| ([^|]+) \|$", REPORT, re.MULTILINE)

    assert {name: (int(mutants), int(killed), endless, tried) for name, mutants, killed, endless, tried in rows} == {
        name: (
            found["mutants"],
            found["mutants"] - len(found["survivors"]),
            "?" if found["out_of_time"] < 0 else str(found["out_of_time"]),
            f"{found['on']}, {found['commit'] or 'no checkout'}",
        )
        for name, found in RESULTS.items()
        if found["mutants"]
    }


def test_the_whole_law_was_tried_nearly_as_it_stands() -> None:
    """Lines in modules that are new or have changed since; more than one in ten needs another run."""
    lines, since = 0, {}
    for path in LAW.rglob("*.py"):
        source = path.read_text("utf-8")
        name = ".".join(path.relative_to(LAW.parents[1]).with_suffix("").parts)
        name = name.removesuffix(".__init__").removeprefix("smilemark.law.")
        lines += source.count("\n")
        if RESULTS.get(name, {}).get("source") != hashlib.sha256(source.encode()).hexdigest()[:16]:
            since[name] = source.count("\n")

    assert 10 * sum(since.values()) <= lines, f"run `make mutation` for {', '.join(sorted(since))}"


def test_a_reason_names_a_line_of_the_law_as_it_stands() -> None:
    for entry in EQUIVALENT:
        source = LAW.joinpath(*entry["module"].split(".")).with_suffix(".py")
        lines = {line.strip() for line in source.read_text("utf-8").splitlines()}
        assert entry["why"].endswith(".")
        for change in entry["changes"]:
            _, line = change.split(" | ", 1)
            assert line.rsplit(" | ", 1)[0] in lines, change


def test_the_report_counts_the_tests_of_properties_and_boundaries() -> None:
    properties = re.search(r"^## Property tests: (\d+)$", REPORT, re.MULTILINE)
    boundaries = re.search(r"^## Boundary tests: (\d+)$", REPORT, re.MULTILINE)

    assert properties is not None
    assert boundaries is not None
    assert int(properties[1]) > 200
    assert int(boundaries[1]) > 200
