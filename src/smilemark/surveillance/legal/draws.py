"""Draws: who belongs to a frame, how many are drawn, and the drawing itself (annex 15 point 2(1); docs/drawing.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.foundation.findings import as_json
from smilemark.foundation.legal import Judged
from smilemark.foundation.moves import Refused
from smilemark.law import draw as drawing
from smilemark.law.draw import METHOD, Frame, commitment_to
from smilemark.law.facts import FactsError
from smilemark.law.mit_smile.annex_15_draw import operator_sample, product_sample
from smilemark.law.mit_smile.annex_15_sampling import factory_sample_size, product_sample_size, sampling_frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from fractions import Fraction

    from smilemark.law.finding import Finding

__all__ = [
    "METHOD",
    "Drawn",
    "canonical",
    "commitment_to",
    "draw_operators",
    "draw_products",
    "eligible",
    "sample_size",
    "styles_size",
    "verified",
]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample, in the order of its tickets, who stands in after it, and the rule that said how many."""

    sample: list[str]
    substitutes: list[str]
    judged: Judged


def eligible(since: Sequence[date], on: date) -> list[bool]:
    """Of each certificate day: whether three months have passed on the day the frame is made (AMB-22)."""
    found: list[bool] = []
    for start in range(0, len(since), 10_000):
        part = tuple(since[start : start + 10_000])
        days = sampling_frame(frame_date=on, certified_dates=part, on=on).result.first_eligible_dates
        found += [on >= first for first in days]
    return found


def canonical(rows: Iterable[Iterable[str]]) -> Frame:
    """The frame in its published form.

    Raises:
        Refused: a row that cannot stand in a frame.
    """
    try:
        return drawing.frame_of(rows)
    except FactsError as error:
        raise Refused(f"母體之資料不合格式：{error.field} {error.message}。", field="frame") from error


def sample_size(population: int, ratio: Fraction) -> int:
    """Operators to sample: the approved share, rounded up (AMB-21)."""
    return factory_sample_size(eligible_operators=population, approved_ratio=ratio).result.sample_size


def styles_size(in_production: int, on: date) -> int:
    """Products to sample in one factory: one tenth, rounded up, at least one while any is made (AMB-21, AMB-68)."""
    return product_sample_size(styles_in_production=in_production, on=on).result.sample_size


def draw_operators(
    frame_text: str, *, ratio: Fraction, purpose: str, seed: str, public_value: str, commitment: str
) -> Drawn:
    """Draw the operators of a quarter from the published frame.

    Raises:
        Refused: the seed is not the promised one, or the frame cannot be read.
    """
    frame = _frame(frame_text)
    try:
        found = operator_sample(
            frame,
            approved_ratio=ratio,
            purpose=purpose,
            seed=seed,
            public_value=public_value,
            commitment=commitment,
        )
    except FactsError as error:
        raise Refused(f"無法抽樣：{error.field} {error.message}。", field="draw") from error
    facts = {"eligible_operators": len(frame.rows), "approved_ratio": as_json(ratio)}
    return _drawn("factory-sample-size", facts, found.size, found.drawn)


def draw_products(frame_text: str, *, purpose: str, seed: str, public_value: str, commitment: str, on: date) -> Drawn:
    """Draw the products of one factory from what is in production there.

    Raises:
        Refused: the seed is not the promised one, or the frame cannot be read.
    """
    frame = _frame(frame_text)
    try:
        found = product_sample(
            frame, purpose=purpose, seed=seed, public_value=public_value, commitment=commitment, on=on
        )
    except FactsError as error:
        raise Refused(f"無法抽樣：{error.field} {error.message}。", field="draw") from error
    return _drawn("product-sample-size", {"styles_in_production": len(frame.rows)}, found.size, found.drawn)


def _drawn(rule: str, facts: dict[str, Any], size: Finding[Any], drawn: drawing.Draw) -> Drawn:
    return Drawn(list(drawn.sample), list(drawn.substitutes), Judged(rule, facts, size))


def _frame(text: str) -> Frame:
    return canonical(line.split("\t") for line in text.split("\n")[:-1])


def verified(  # everything that was published
    frame_text: str,
    *,
    purpose: str,
    seed: str,
    public_value: str,
    commitment: str,
    frame_hash: str,
    size: int,
    sample: Sequence[str],
) -> list[tuple[str, bool]]:
    """The draw made again from what was published: each check and whether it holds."""
    frame = _frame(frame_text)
    again = drawing.draw(frame, size=size, purpose=purpose, seed=seed, public_value=public_value)
    return [
        ("commitment", commitment_to(seed) == commitment),
        ("frame_hash", frame.digest == frame_hash and frame.text == frame_text),
        ("sample", list(again.sample) == list(sample)),
    ]
