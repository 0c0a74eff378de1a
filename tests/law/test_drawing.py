"""Draws: the same for everybody, bound before they are made, and fair."""

import json
import subprocess
import sys
from collections import Counter
from datetime import date
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smilemark.law.draw import Draw, Frame, commitment_to, draw, frame_of
from smilemark.law.facts import FactsError
from smilemark.law.in_force import NotInForceError
from smilemark.law.mit_smile.annex_15_draw import operator_sample, product_sample

SCRIPT = Path(__file__).parents[2] / "docs" / "verify_draw.py"
SEED = "0f" * 32
ROWS = [(f"{number:08d}", f"第{number}家", "2025-03-04") for number in range(1, 31)]
PURPOSE = "115年度定期追蹤查核 019"
TEXTS = st.text(
    st.characters(blacklist_categories=["Cc", "Cs"], blacklist_characters="\u2028\u2029"), min_size=1, max_size=12
)


def drawn(frame: Frame | None = None, *, size: int = 5, seed: str = SEED, **more: str) -> Draw:
    return draw(frame or frame_of(ROWS), size=size, seed=seed, **{"purpose": PURPOSE, **more})


def seeds(number: int) -> list[str]:
    return [sha256(f"seed {place}".encode()).hexdigest() for place in range(number)]


def test_the_canonical_form_and_the_hash_to_the_letter():
    frame = frame_of([("乙", "第二"), ("甲", "第一"), ("10", ""), ("9",)])

    assert frame.text == "10\t\n9\n乙\t第二\n甲\t第一\n"
    assert frame.digest == sha256(frame.text.encode()).hexdigest()
    assert frame.items == ("10", "9", "乙", "甲")
    assert commitment_to(SEED) == sha256(SEED.encode()).hexdigest()


def test_a_known_draw_stays_what_it_is():
    made = drawn(public_value="01 08 15 22 36 49")

    assert made.frame_hash == "f182c165404432a15a8ae57f2a2c977536b5ec193abe3c6ca063c0a70ff01fd6"
    assert made.sample == ("00000012", "00000001", "00000006", "00000024", "00000020")
    assert made.sample + made.substitutes == made.order
    assert sorted(made.order) == [row[0] for row in ROWS]


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(chance):
    rows = list(ROWS)
    chance.shuffle(rows)

    assert drawn(frame_of(rows)) == drawn()


@settings(deadline=None)
@given(st.dictionaries(TEXTS.filter(str.strip), TEXTS, min_size=1, max_size=8), TEXTS, st.data())
def test_changing_one_row_changes_the_hash(rows, other, data):
    changed = data.draw(st.sampled_from(sorted(rows)))
    if rows[changed] == other:
        other += "x"

    assert frame_of(rows.items()).digest != frame_of((rows | {changed: other}).items()).digest


def test_each_input_changes_the_order():
    others = {
        drawn().order,
        drawn(seed="0e" + "0f" * 31).order,
        drawn(purpose="116年度定期追蹤查核 019").order,
        drawn(public_value="7").order,
        drawn(frame_of([*ROWS[:-1], (ROWS[-1][0], "改名")])).order,
    }

    assert len(others) == 5


@pytest.mark.parametrize("size", [0, 1, 29, 30])
def test_so_many_as_asked(size):
    assert len(drawn(size=size).sample) == size
    assert drawn(size=size).order == drawn(size=5).order


def test_a_seed_that_was_not_promised_is_refused():
    assert drawn(commitment=commitment_to(SEED)) == drawn()

    with pytest.raises(FactsError) as refused:
        drawn(commitment=commitment_to("0e" * 32))
    assert refused.value.field == "commitment"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("size", {"size": -1}),
        ("size", {"size": 31}),
        ("purpose", {"purpose": "\u3000"}),
        ("purpose", {"purpose": "a\nb"}),
        ("public_value", {"public_value": "7\t8"}),
        ("seed", {"seed": "0F" * 32}),
        ("seed", {"seed": "0f" * 31}),
        ("seed", {"seed": SEED + "\n"}),
    ],
)
def test_errors_name_the_field(field, wrong):
    with pytest.raises(FactsError) as refused:
        drawn(**wrong)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "row", [(), ("",), ("\u3000",), ("a\tb",), ("a", "b\n"), ("a", "\u2028"), ("\ud800",), (ROWS[0][0],)]
)
def test_a_bad_row_is_named(row):
    with pytest.raises(FactsError) as refused:
        frame_of([*ROWS, row])
    assert refused.value.field == "rows[30]"


def verified(folder: Path, frame: str, record: object) -> tuple[int, str]:
    (folder / "frame.tsv").write_bytes(frame.encode())
    (folder / "draw.json").write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), "frame.tsv", "draw.json"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def test_anyone_can_verify_with_the_published_script(tmp_path):
    frame = frame_of(ROWS)
    record = drawn(frame, public_value="01 08 15").record()

    assert verified(tmp_path, frame.text, record) == (
        0,
        "method OK\ncommitment OK\nframe hash OK\nframe order OK\nsample OK\n",
    )
    assert verified(tmp_path, frame.text.replace("第7家", "第八家"), record)[0] == 1
    assert verified(tmp_path, frame.text, record | {"seed": "0e" * 32})[0] == 1
    assert verified(tmp_path, frame.text, record | {"size": 6})[0] == 1
    assert len([line for line in SCRIPT.read_text().splitlines() if line.strip()]) <= 24


def chi_square(counts: dict[object, int], cells: int, expected: Fraction) -> Fraction:
    """Sum of squared differences over the expectation; a cell never seen counts as nought."""
    unseen = (cells - len(counts)) * expected
    return unseen + sum((number - expected) ** 2 / expected for number in counts.values())


def test_ten_thousand_draws_are_fair():
    """20 items, 5 drawn, 10,000 fixed seeds. Limits: the 99 % quantile of chi-square, in thousandths."""
    frame = frame_of((f"{number:02d}",) for number in range(20))
    firsts, members, pairs = Counter(), Counter(), Counter()
    for seed in seeds(10_000):
        order = drawn(frame, seed=seed).order
        firsts[order[0]] += 1
        members.update(order[:5])
        pairs.update(combinations(sorted(order[:2]), 2))

    assert sum(members.values()) == 50_000
    assert chi_square(firsts, 20, Fraction(500)) < Fraction(36_191, 1000)  # 19 degrees of freedom
    # Drawn without putting back: the counts vary less, by (20 - 5) / (20 - 1).
    assert chi_square(members, 20, Fraction(2500)) * Fraction(19, 15) < Fraction(36_191, 1000)
    assert chi_square(pairs, 190, Fraction(10_000, 190)) < Fraction(237_149, 1000)  # 189 degrees of freedom


def test_operators_by_the_approved_ratio():
    made = operator_sample(frame_of(ROWS), approved_ratio=Fraction(7, 100), purpose=PURPOSE, seed=SEED)

    assert (made.size.rule, made.size.result.sample_size) == ("factory-sample-size", 3)  # 30 x 7 % = 2.1
    assert made.drawn == drawn(size=3)


@pytest.mark.parametrize(("styles", "size"), [(0, 0), (1, 1), (9, 1), (10, 1), (11, 2), (30, 3)])
def test_products_one_tenth(styles, size):
    made = product_sample(frame_of(ROWS[:styles]), purpose=PURPOSE, seed=SEED, on=date(2026, 1, 1))

    assert (made.size.rule, made.size.result.sample_size) == ("product-sample-size", size)
    assert len(made.drawn.sample) == size


def test_no_sample_before_the_first_version():
    with pytest.raises(NotInForceError):
        product_sample(frame_of(ROWS), purpose=PURPOSE, seed=SEED, on=date(2023, 10, 23))
