"""Which requirement is met where: the papers in docs/traceability/, what is wrong with them, and the page made of them.

Every id of the catalogue stands in exactly one place: claimed by functions and tests, decided by a person, or still
planned. A claim counts once ``make claims`` has broken its functions and seen its tests fail (``ledger.toml``).
"""

from __future__ import annotations

import ast
import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, get_resolver

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

WRITE = "run `make claims`"
FOLDER = Path("docs", "traceability")
LEDGER = FOLDER / "ledger.toml"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the catalogue: its id, where it stands in the text, and what it is about."""

    id: str
    at: str
    subject: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The software does this: ``code`` as module:function, ``tests`` as file::test, ``page`` as the name of a URL."""

    code: tuple[str, ...]
    tests: tuple[str, ...]
    page: str = ""

    @property
    def is_rule(self) -> bool:
        """Whether only the law answers this, and no part of the application acts on it yet."""
        return all(place.startswith("smilemark.law.") for place in self.code)


@dataclass(frozen=True, slots=True)
class Decision:
    """Not for the software: who decides it, and why a person must."""

    who: str
    why: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """What ``make claims`` has seen: ids that have left the plan, and per claim the hashes of what was broken and run."""

    left: frozenset[str]
    proofs: Mapping[str, Mapping[str, Mapping[str, str]]]


@dataclass(frozen=True, slots=True)
class Papers:
    """All of docs/traceability/."""

    catalogue: Mapping[str, Requirement]
    claims: Mapping[str, Claim]
    decisions: Mapping[str, Decision]
    planned: Mapping[str, tuple[str, ...]]
    """Subject of the work still to do -> the ids it will meet."""
    ledger: Ledger

    def planned_ids(self) -> list[str]:
        """Every id still planned, in the order of the paper."""
        return [each for ids in self.planned.values() for each in ids]


def read(home: Path) -> Papers:
    """The papers under ``home``/docs/traceability.

    Raises:
        TypeError, KeyError: an entry lacks a field or has one too many.
    """
    folder = home / FOLDER
    catalogue = {
        name: Requirement(name, *place) for part in _table(folder, "catalogue").values() for name, place in part.items()
    }
    claims = {
        name: Claim(tuple(entry.pop("code")), tuple(entry.pop("tests")), **entry)
        for name, entry in _table(folder, "claims").items()
    }
    decisions = {name: Decision(**entry) for name, entry in _table(folder, "decisions").items()}
    planned = {part["subject"]: tuple(part["ids"]) for part in _table(folder, "planned").values()}
    ledger = _table(folder, "ledger")
    return Papers(catalogue, claims, decisions, planned, Ledger(frozenset(ledger["left"]), ledger.get("proofs", {})))


def _table(folder: Path, name: str) -> dict[str, Any]:
    return tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))


# ---- what is wrong -----------------------------------------------------------------------------------------


def problems(papers: Papers, home: Path) -> list[str]:
    """One sentence per thing that does not hold; empty when every id is accounted for."""
    return [*_places(papers), *_claims(papers, home), *_shrinking(papers)]


def _places(papers: Papers) -> Iterator[str]:
    """Every id stands in exactly one list."""
    planned = papers.planned_ids()
    standing = [*papers.claims, *papers.decisions, *planned]
    for name in papers.catalogue:
        if (count := standing.count(name)) != 1:
            where = "is neither claimed nor decided nor planned" if not count else f"stands in {count} lists"
            yield f"{name} {where}"
    for name in sorted({*standing} - {*papers.catalogue}):
        yield f"{name} is not in the catalogue"
    for name, decision in papers.decisions.items():
        if not (decision.who and decision.why):
            yield f"{name}: a decision names who decides and why"


def _claims(papers: Papers, home: Path) -> Iterator[str]:
    """What a claim names exists, and its proof names the same."""
    pages = url_names()
    for name, claim in papers.claims.items():
        if not claim.code:
            yield f"{name} is claimed without code"
        if not claim.tests:
            yield f"{name} is claimed without a test"
        for place in (*claim.code, *claim.tests):
            if fingerprint(place, home) is None:
                yield f"{name}: there is no {place}"
        if claim.page and claim.page not in pages:
            yield f"{name}: there is no page {claim.page}"
        proof = papers.ledger.proofs.get(name)
        if proof is None or set(proof["code"]) != {*claim.code} or set(proof["tests"]) != {*claim.tests}:
            yield f"{name}: nobody has seen its tests fail without its code; {WRITE}"
    for name in sorted({*papers.ledger.proofs} - {*papers.claims}):
        yield f"{name} is proven but no longer claimed"


def _shrinking(papers: Papers) -> Iterator[str]:
    """What has left the plan does not come back, and leaving is noted."""
    planned = {*papers.planned_ids()}
    for name in sorted(planned & papers.ledger.left):
        yield f"{name} was done and is planned again: the plan only shrinks"
    for name in sorted({*papers.decisions} - papers.ledger.left):
        yield f"{name} has left the plan and it is not noted; {WRITE}"


def unproven(papers: Papers, home: Path) -> list[str]:
    """Claims whose functions or tests are not, or no longer, the ones that were broken and run."""
    return [name for name, claim in papers.claims.items() if papers.ledger.proofs.get(name) != proof_of(claim, home)]


def proof_of(claim: Claim, home: Path) -> dict[str, dict[str, str]]:
    """The entry of the ledger for a claim as its sources stand now."""
    return {
        "code": {place: fingerprint(place, home) or "" for place in claim.code},
        "tests": {place: fingerprint(place, home) or "" for place in claim.tests},
    }


# ---- functions and tests by name ---------------------------------------------------------------------------


def fingerprint(place: str, home: Path) -> str | None:
    """Hash of the function named ``module:name`` or ``tests/file.py::name``; None when there is none.

    Layout, comments and the docstring do not count.
    """
    if "::" in place:
        file, _, name = place.partition("::")
        path, names = home / file, name.split("[")[0].split("::")
    else:
        module, _, name = place.partition(":")
        path, names = home / "src" / f"{module.replace('.', '/')}.py", name.split(".")
    found: ast.AST | None = _parsed(path)
    for each in names:
        found = _child(found, each)
    if not isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    body = found.body[1:] if ast.get_docstring(found) is not None else found.body
    parts = (*found.decorator_list, found.args, *body)
    return hashlib.sha256("".join(ast.dump(part) for part in parts).encode()).hexdigest()[:12]


@cache
def _parsed(path: Path) -> ast.Module | None:
    return ast.parse(path.read_text("utf-8")) if path.is_file() else None


def _child(parent: ast.AST | None, name: str) -> ast.AST | None:
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    inside: Iterable[ast.AST] = getattr(parent, "body", ())
    return next((each for each in inside if isinstance(each, kinds) and each.name == name), None)


def url_names() -> dict[str, str]:
    """Every named address of the site -> its path as a reader would type it."""
    return dict(_addresses(get_resolver().url_patterns, "", "/"))


def _addresses(patterns: Iterable[URLPattern | URLResolver], space: str, start: str) -> Iterator[tuple[str, str]]:
    for each in patterns:
        place = start + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _addresses(each.url_patterns, f"{space}{each.namespace}:" if each.namespace else space, place)
        elif each.name:
            yield f"{space}{each.name}", place


# ---- the page ----------------------------------------------------------------------------------------------

HEAD = """\
# Traceability

Generated from docs/traceability/ by `smilemark write-docs`; do not edit. How to claim: CONTRIBUTING.md.

Of {all} requirements {met} are met in the application, {rules} by a rule that can be asked, {decided} are for a person
to decide, {planned} are planned. Each claim was checked by breaking its functions: the tests named then fail.

| id | text | about | stands | module | tests | page |
|---|---|---|---|---|---|---|
"""


def page(papers: Papers) -> str:
    """docs/traceability.md: one line per id."""
    pages = url_names()
    plan = {name: subject for subject, ids in papers.planned.items() for name in ids}
    rules = sum(claim.is_rule for claim in papers.claims.values())
    head = HEAD.format(
        all=len(papers.catalogue),
        met=len(papers.claims) - rules,
        rules=rules,
        decided=len(papers.decisions),
        planned=len(plan),
    )
    return head + "".join(_line(each, papers, plan, pages) for each in papers.catalogue.values())


def _line(each: Requirement, papers: Papers, plan: Mapping[str, str], pages: Mapping[str, str]) -> str:
    cells = ["planned: " + plan.get(each.id, "?"), "", "", ""]
    if claim := papers.claims.get(each.id):
        code = " ".join(f"`{place.removeprefix('smilemark.')}`" for place in claim.code)
        tests = " ".join(f"`{place.removeprefix('tests/')}`" for place in claim.tests)
        cells = [
            "a rule" if claim.is_rule else "met",
            code,
            tests,
            f"`{pages.get(claim.page, '?')}`" if claim.page else "",
        ]
    elif decision := papers.decisions.get(each.id):
        cells = [f"decided by {decision.who}: {decision.why}", "", "", ""]
    return f"| {' | '.join([each.id, each.at, each.subject, *cells])} |\n".replace("  ", " ")
