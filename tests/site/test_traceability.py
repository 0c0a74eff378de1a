"""Every requirement is claimed, decided or planned, and the check says so when one is not."""

from __future__ import annotations

import re
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from smilemark.site import generated_docs, traceability
from smilemark.site.traceability import Claim, Decision, Ledger

HOME = Path(__file__).parents[2]
PAPERS = traceability.read(HOME)
CLAIMED = next(iter(PAPERS.claims))
DECIDED = next(iter(PAPERS.decisions))
PLANNED = PAPERS.planned_ids()[0]
CATALOGUE = HOME.parent / "shared" / "requirements" / "mit-smile.md"


def problems(papers: traceability.Papers) -> list[str]:
    return traceability.problems(papers, HOME)


def test_every_requirement_is_accounted_for():
    assert problems(PAPERS) == []


def test_the_catalogue_has_every_rule_chart_and_form():
    kinds = [name.split("-")[0] for name in PAPERS.catalogue]

    assert {kind: kinds.count(kind) for kind in sorted(set(kinds))} == {"FC": 12, "FM": 16, "R": 338}


@pytest.mark.skipif(not CATALOGUE.exists(), reason="the catalogue this list was taken from is not here")
def test_the_catalogue_is_the_one_it_was_taken_from():
    text = CATALOGUE.read_text("utf-8")
    rows = re.findall(r"^\| *((?:R|FC|FM)-[^| ]+) *\|", text, re.MULTILINE)
    heads = re.findall(r"^### ((?:FC|FM)-\S+)", text, re.MULTILINE)

    assert {*rows, *heads} == {*PAPERS.catalogue}


def test_a_claim_removed_is_missed():
    left = {name: claim for name, claim in PAPERS.claims.items() if name != CLAIMED}

    assert problems(replace(PAPERS, claims=left)) == [
        f"{CLAIMED} is neither claimed nor decided nor planned",
        f"{CLAIMED} is proven but no longer claimed",
    ]


def test_a_claim_cannot_be_planned_again_instead():
    left = {name: claim for name, claim in PAPERS.claims.items() if name != CLAIMED}
    proofs = {name: proof for name, proof in PAPERS.ledger.proofs.items() if name != CLAIMED}
    again = replace(
        PAPERS,
        claims=left,
        planned={**PAPERS.planned, "later": (CLAIMED,)},
        ledger=replace(PAPERS.ledger, proofs=proofs),
    )

    assert problems(again) == [f"{CLAIMED} was done and is planned again: the plan only shrinks"]


def with_claim(**changes: object) -> traceability.Papers:
    return replace(PAPERS, claims={**PAPERS.claims, CLAIMED: replace(PAPERS.claims[CLAIMED], **changes)})


UNSEEN = f"{CLAIMED}: nobody has seen its tests fail without its code; run `make claims`"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tests": ()}, [f"{CLAIMED} is claimed without a test", UNSEEN]),
        ({"code": ()}, [f"{CLAIMED} is claimed without code", UNSEEN]),
        (
            {"tests": ("tests/site/test_traceability.py::test_of_nothing",)},
            [f"{CLAIMED}: there is no tests/site/test_traceability.py::test_of_nothing", UNSEEN],
        ),
        (
            {"tests": ("tests/no/such.py::test_of_nothing",)},
            [f"{CLAIMED}: there is no tests/no/such.py::test_of_nothing", UNSEEN],
        ),
        (
            {"code": ("smilemark.site.traceability:nothing",)},
            [f"{CLAIMED}: there is no smilemark.site.traceability:nothing", UNSEEN],
        ),
        (
            {"code": ("smilemark.site.traceability:Claim",)},  # a class does nothing by itself
            [f"{CLAIMED}: there is no smilemark.site.traceability:Claim", UNSEEN],
        ),
        ({"page": "site:nowhere"}, [f"{CLAIMED}: there is no page site:nowhere"]),
    ],
)
def test_what_a_claim_names_must_be_there(changes, said):
    assert problems(with_claim(**changes)) == said


def test_a_claim_nobody_has_proven_does_not_count():
    assert problems(
        replace(PAPERS, ledger=Ledger(PAPERS.ledger.left, {**PAPERS.ledger.proofs, CLAIMED: {"code": {}, "tests": {}}}))
    ) == [UNSEEN]


def test_an_id_stands_in_one_list():
    twice = {PLANNED: Claim((), ())}
    decided = {PLANNED: Decision("somebody", "for a reason")}

    assert f"{PLANNED} stands in 2 lists" in problems(replace(PAPERS, claims={**PAPERS.claims, **twice}))
    assert f"{PLANNED} stands in 2 lists" in problems(replace(PAPERS, decisions={**PAPERS.decisions, **decided}))
    assert problems(replace(PAPERS, planned={**PAPERS.planned, "again": (PLANNED,)})) == [
        f"{PLANNED} stands in 2 lists"
    ]


def test_an_id_of_no_catalogue_is_named():
    assert problems(replace(PAPERS, planned={**PAPERS.planned, "more": ("R-99.1",)})) == [
        "R-99.1 is not in the catalogue"
    ]


def test_a_decision_names_who_and_why_and_is_noted():
    words = replace(PAPERS, decisions={**PAPERS.decisions, DECIDED: Decision("", "")})
    unnoted = replace(PAPERS, ledger=replace(PAPERS.ledger, left=PAPERS.ledger.left - {DECIDED}))

    assert problems(words) == [f"{DECIDED}: a decision names who decides and why"]
    assert problems(unnoted) == [f"{DECIDED} has left the plan and it is not noted; run `make claims`"]


def test_a_changed_function_makes_its_proof_old_but_breaks_nothing():
    claim = PAPERS.claims[CLAIMED]
    old = {"code": dict.fromkeys(claim.code, "0" * 12), "tests": dict.fromkeys(claim.tests, "0" * 12)}
    changed = replace(PAPERS, ledger=replace(PAPERS.ledger, proofs={**PAPERS.ledger.proofs, CLAIMED: old}))

    assert problems(changed) == []
    assert CLAIMED in traceability.unproven(changed, HOME)


def test_a_ledger_that_is_stale_fails_the_check(monkeypatch):
    """`make check`: what was proven of a function or test that has changed since is no proof any more."""
    monkeypatch.setattr(traceability, "problems", lambda _papers, _home: [])
    monkeypatch.setattr(generated_docs, "stale", lambda _docs: [])
    monkeypatch.setattr(traceability, "unproven", lambda _papers, _home: ["R-02.1", "R-02.2"])

    with pytest.raises(CommandError, match="1 things do not hold"):
        call_command("check_docs", stderr=(said := StringIO()))

    assert said.getvalue() == "changed since they were broken and run: R-02.1, R-02.2; run `make claims`\n"


def test_a_fingerprint_is_of_what_is_done(tmp_path):
    file = tmp_path / "tests" / "test_it.py"
    file.parent.mkdir()
    prints = []
    for words in (
        "def test(a):\n    return a\n",
        'def test(a):\n    """Say."""\n    return  a  # so\n',
        "def test(a):\n    return -a\n",
    ):
        file.write_text(words)
        traceability._parsed.cache_clear()
        prints.append(traceability.fingerprint("tests/test_it.py::test", tmp_path))

    assert prints[0] == prints[1] != prints[2]
    assert traceability.fingerprint("tests/test_it.py::other", tmp_path) is None


def test_the_page_has_one_line_per_id():
    lines = traceability.page(PAPERS).splitlines()
    ids = [line.split(" | ")[0].removeprefix("| ") for line in lines if line.startswith(("| R-", "| FC-", "| FM-"))]

    assert ids == [*PAPERS.catalogue]
    assert all(line.count(" |") == 7 for line in lines if line.startswith("| R-"))
