"""Annex 15 point 2(1): who and what is drawn for regular surveillance; how many, the rules of sample sizes say."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from smilemark.law.draw import Draw, Frame, draw
from smilemark.law.finding import Finding
from smilemark.law.mit_smile.annex_15_sampling import (
    FactorySampleSize,
    ProductSampleSize,
    factory_sample_size,
    product_sample_size,
)


@dataclass(frozen=True, slots=True)
class OperatorSample:
    """The operators drawn, and why so many."""

    size: Finding[FactorySampleSize]
    drawn: Draw


@dataclass(frozen=True, slots=True)
class ProductSample:
    """The products of one factory drawn, and why so many."""

    size: Finding[ProductSampleSize]
    drawn: Draw


def operator_sample(
    frame: Frame, *, approved_ratio: Fraction, purpose: str, seed: str, public_value: str = "", commitment: str = ""
) -> OperatorSample:
    """The approved share of the operators certified three months or more.

    Source: annex 15 point 2(1)1; the frame holds one row per eligible operator (`sampling-frame`).
    Units: operators. Errors: those of `law.draw.draw`.
    """
    size = factory_sample_size(eligible_operators=len(frame.rows), approved_ratio=approved_ratio)
    drawn = draw(
        frame,
        size=size.result.sample_size,
        purpose=purpose,
        seed=seed,
        public_value=public_value,
        commitment=commitment,
    )
    return OperatorSample(size, drawn)


def product_sample(
    frame: Frame, *, purpose: str, seed: str, public_value: str = "", commitment: str = "", on: date
) -> ProductSample:
    """One tenth of the styles still in production in one factory, at least one.

    Source: annex 15 point 2(1)2; the frame holds one row per style in production. Units: styles (款).
    Errors: those of `law.draw.draw`; `NotInForceError` on a day before the first version.
    """
    size = product_sample_size(styles_in_production=len(frame.rows), on=on)
    drawn = draw(
        frame,
        size=size.result.sample_size,
        purpose=purpose,
        seed=seed,
        public_value=public_value,
        commitment=commitment,
    )
    return ProductSample(size, drawn)
