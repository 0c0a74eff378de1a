"""``python -m bench [NAME...]``: each benchmark prints one line, its ratio against a named peer, measured in this run.

``SMILEMARK_BENCH_LABELS`` makes the register smaller for a quick look (300000 is what counts), and
``SMILEMARK_BENCH_ASSESSMENTS`` the assessments to grade (1000000).
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from bench import decisions, load, places

LABELS = int(os.environ.get("SMILEMARK_BENCH_LABELS", "300000"))
FIRMS = max(LABELS // 100, 10)
PAGE_LABELS, PAGE_FIRMS = LABELS // 3, max(LABELS // 100, 90)
ASSESSMENTS = int(os.environ.get("SMILEMARK_BENCH_ASSESSMENTS", "1000000"))
NAMES = ("import", "lookup", "search", "scaling", "certificates", "grading", "decision", "list", "pages")


class Bench:
    """The databases of one run, made when first needed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vendors = ["sqlite", *(["postgresql"] if places.postgres_answers() else [])]
        self._places: dict[tuple[str, int], places.Place] = {}
        self.loads: dict[str, dict[str, float]] = {}

    def archive(self, labels: int, firms: int = 0) -> Path:
        """A register of so many labels in the official form; of a hundred labels per firm where none are named."""
        firms = firms or max(labels // 100, 10)
        place = self.folder / f"register-{labels}-{firms}.zip"
        if not place.exists():
            writer = places.Place("sqlite", self.folder, "writer")
            writer.run("archive", place, labels, firms)
        return place

    def loaded(self, vendor: str, labels: int) -> places.Place:
        """A database with so many labels, imported by the importer."""
        if (vendor, labels) not in self._places:
            place = places.make(vendor, self.folder, str(labels))
            done = place.run("load", self.archive(labels))
            if labels == LABELS:
                self.loads[vendor] = done
            self._places[vendor, labels] = place
        return self._places[vendor, labels]

    def close(self) -> None:
        """Throw everything away."""
        for place in self._places.values():
            places.drop(place)


def imports(bench: Bench) -> None:
    """(e) import of the register."""
    for vendor in bench.vendors:
        source = bench.loaded(vendor, LABELS)
        target = places.make(vendor, bench.folder, "peer")
        where = source.home / "smilemark.sqlite3" if vendor == "sqlite" else source.environment()["DATABASE_URL"]
        peer = target.run("copy_bare", where)
        places.drop(target)
        shutil.rmtree(target.home)
        done = bench.loads[vendor]
        print(
            f"bench import ratio={peer['seconds'] / done['seconds']:.2f} peer=executemany database={vendor} "
            f"rows={done['created']:.0f} seconds={done['seconds']:.1f} peer_seconds={peer['seconds']:.1f} "
            f"memory_mb={done['megabytes']:.0f} (speed of the import divided by that of a bare executemany of the same "
            "rows and search entries; at least 0.5, memory under 500 MB)",
            flush=True,
        )


def lookup(bench: Bench) -> None:
    """(a) one label by API through granian."""
    for vendor in bench.vendors:
        got = load.measure(bench.loaded(vendor, LABELS), bench.folder, LABELS, FIRMS)
        print(
            f"bench lookup ratio={got['ours'] / got['bare']:.2f} peer=bare-view database={vendor} "
            f"requests_per_second={got['ours']:.0f} peer_requests_per_second={got['bare']:.0f} p50_ms={got['p50']:.2f} "
            f"p99_ms={got['p99']:.2f} p99_over_p50={got['p99'] / got['p50']:.2f} addresses={got['addresses']:.0f} "
            "(requests per second of the API divided by those of a view without middleware that runs the same query on "
            "the same server; at least 0.5, p99 under 3 x p50)",
            flush=True,
        )


def searches(bench: Bench) -> None:
    """(b) search with one, two and four characters."""
    for vendor in bench.vendors:
        for term, got in bench.loaded(vendor, LABELS).run("find").items():
            print(
                f"bench search ratio={got['ours'] / got['bare']:.2f} peer=bare-driver database={vendor} "
                f"characters={len(term)} hits={got['count']} p95_ms={got['ours']:.1f} peer_p95_ms={got['bare']:.1f} "
                "(p95 of first page and count divided by that of the same SQL sent by the bare driver; at most 3, "
                "p95 at most 60 ms)",
                flush=True,
            )


def scaling(bench: Bench) -> None:
    """(c) the look-up while the register grows."""
    for vendor in bench.vendors:
        sizes = [LABELS // 100, LABELS // 10, LABELS]
        places_of = [bench.loaded(vendor, size) for size in sizes]
        times = [
            min(place.run("look_up", size, max(size // 100, 10))["microseconds"] for _ in range(3))
            for place, size in zip(places_of, sizes, strict=True)
        ]
        shown = ",".join(f"{size}:{time:.0f}" for size, time in zip(sizes, times, strict=True))
        print(
            f"bench scaling ratio={times[-1] / times[0]:.2f} peer=smallest-register database={vendor} "
            f"microseconds={shown} (time of a look-up in the largest register divided by that in the smallest; below 1.3)",
            flush=True,
        )


def certificates(bench: Bench) -> None:
    """(d) certificates as PDF."""
    try:
        import weasyprint  # noqa: F401, PLC0415  # only to say so where it is not there
    except ImportError:
        print("bench certificates skipped: WeasyPrint is not installed (make bench installs it)", flush=True)
        return
    place = places.Place("sqlite", bench.folder / "papers", "papers")
    place.home.mkdir()
    got = place.run("certificates", 40, 20)
    print(
        f"bench certificates ratio={got['weasyprint'] / got['ours']:.1f} peer=weasyprint per_second={1 / got['ours']:.1f} "
        f"peer_per_second={1 / got['weasyprint']:.1f} products=40 (certificates per second divided by those of the same "
        "page drawn by WeasyPrint, both warm, tagged, unsigned; at least 8)",
        flush=True,
    )


def gradings(_bench: Bench) -> None:
    """(f) grading of factory assessments over columns."""
    try:
        from bench import grading  # noqa: PLC0415  # openfisca-core is there only after `make bench`
    except ImportError:
        print("bench grading skipped: openfisca-core is not installed (make bench installs it)", flush=True)
        return
    got = grading.measure(ASSESSMENTS)
    print(
        f"bench grading ratio={got['openfisca'] / got['ours']:.1f} peer=openfisca-core assessments={ASSESSMENTS} "
        f"seconds={got['ours']:.3f} peer_seconds={got['openfisca']:.2f} peer_build_seconds={got['built']:.2f} "
        f"different={got['different']:.0f} codes={got['codes']:.0f} outcomes={got['outcomes']:.0f} (processor time of "
        "openfisca-core to the same result codes and counts, its population already built, divided by ours; "
        "at least 20, nothing different)",
        flush=True,
    )
    print(
        f"bench grading ratio={got['ours'] / got['bare']:.2f} peer=bare-numpy assessments={ASSESSMENTS} "
        f"seconds={got['ours']:.3f} peer_seconds={got['bare']:.3f} (processor time of grading with result codes and checks divided "
        "by that of the fewest numpy operations that give the grades; at most 4)",
        flush=True,
    )


def decision(_bench: Bench) -> None:
    """(g) one decision with its reasons."""
    times = decisions.each_rule()
    slowest = max(times, key=lambda name: times[name])
    middle = statistics.median(times.values())
    whole = decisions.whole_assessment()
    print(
        f"bench decision ratio={middle / 200:.3f} peer=limit rules={len(times)} median_us={middle:.1f} "
        f"slowest={slowest} slowest_us={times[slowest]:.1f} whole_assessment_us={whole:.1f} (median microseconds of one "
        "decision from JSON values to worded reasons, over the public examples of every rule, divided by 200; at most 1)",
        flush=True,
    )


def listing(_bench: Bench) -> None:
    """(h) the start of ``smilemark law --list``."""
    ours, processor, bare = decisions.start_of_list()
    print(
        f"bench list ratio={ours / 0.3:.2f} peer=limit seconds={ours:.3f} processor_seconds={processor:.3f} "
        f"bare_python_seconds={bare:.3f} (median wall time "
        "of smilemark law --list divided by 0.3 s; at most 1)",
        flush=True,
    )


def officer_pages(bench: Bench) -> None:
    """(i) the pages officers open every day, over five years of history."""
    for vendor in bench.vendors:
        sizes = {"empty": None, "small": (PAGE_LABELS // 30, PAGE_FIRMS // 30), "full": (PAGE_LABELS, PAGE_FIRMS)}
        made = {name: places.make(vendor, bench.folder, f"pages_{name}", demo=True) for name in sizes}
        try:
            for name, size in sizes.items():
                made[name].run("people") if size is None else made[name].run("with_history", bench.archive(*size))
            asked = {name: place.run("pages") for name, place in made.items()}
            times = {name: load.each_page(made[name], asked[name]) for name in ("empty", "full")}
        finally:
            for place in made.values():
                places.drop(place)
        for page, full in times["full"].items():
            empty = times["empty"].get(page)
            ratio = f"ratio={full / empty:.2f} peer=empty-database" if empty else f"ratio={full / 300:.2f} peer=limit"
            print(
                f"bench pages {ratio} database={vendor} page={page} p95_ms={full:.0f} "
                f"empty_p95_ms={empty or 0:.0f} queries={asked['full'][page]['queries']} "
                f"queries_small={asked['small'][page]['queries']} firms={PAGE_FIRMS} products={PAGE_LABELS} years=5 "
                "(p95 served, divided by that of the same page over an empty database where it is there; p95 at most "
                "300 ms, queries the same at a thirtieth of the size)",
                flush=True,
            )


BENCHES = {
    "import": imports,
    "lookup": lookup,
    "search": searches,
    "scaling": scaling,
    "certificates": certificates,
    "grading": gradings,
    "decision": decision,
    "list": listing,
    "pages": officer_pages,
}


def main(names: list[str]) -> int:
    """Run them, each in its turn."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"bench: there is no {unknown[0]}; there are {', '.join(NAMES)}", file=sys.stderr)
        return 2
    if "lookup" in (names or NAMES) and shutil.which("wrk") is None:
        print("bench: wrk is missing (Debian: apt-get install wrk); lookup is left out", file=sys.stderr)
        names = [name for name in (names or NAMES) if name != "lookup"]
    with tempfile.TemporaryDirectory(prefix="smilemark-bench-") as folder:
        bench = Bench(Path(folder))
        try:
            for name in names or NAMES:
                BENCHES[name](bench)
        finally:
            bench.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
