"""Annex 15 points 2(1) and 3(1)3: how many operators and products a regular audit samples."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated

from smilemark.law.citation import annex
from smilemark.law.facts import Count, Share, Size
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.periods import ONE_DAY, months_from
from smilemark.law.rules import rule
from smilemark.law.unknown import lifted

OPERATORS = annex(15, 2, 1, 1)
PRODUCTS = annex(15, 2, 1, 2)
ONE_REPORT_PER_FACTORY = annex(15, 3, 1, 3)

STYLES_SHARE = {REGULATION_VERSION: Fraction(1, 10)}
"""就仍生產中之產品款數，抽樣十分之一."""

MONTHS_CERTIFIED = {REGULATION_VERSION: 3}
"""獲證滿三個月以上."""

Certificates = Annotated[tuple[date, ...], Size(0, 10_000)]


@lifted
def sample_of(population: int, share: Fraction) -> int:
    """The smallest number that does not fall below the share (AMB-21)."""
    return -(-population * share.numerator // share.denominator)


@dataclass(frozen=True, slots=True)
class ProductSampleSize:
    """Result of `product-sample-size`."""

    sample_size: int


@rule("product-sample-size", "Products to sample in one factory", "獲證產品抽樣款數", PRODUCTS)
def product_sample_size(*, styles_in_production: Count, on: date) -> Finding[ProductSampleSize]:
    """One tenth of the styles still in production, rounded up; so at least one while any is.

    Source: annex 15 point 2(1)2. Units: product styles (款). Reading: AMB-21, AMB-68. Errors: none.
    """
    size = sample_of(styles_in_production, in_force(STYLES_SHARE, on))
    if size:
        zh = f"仍生產中之產品{styles_in_production}款，抽樣十分之一（無條件進位），計{size}款。"
        english = f"One tenth of {styles_in_production} styles, rounded up: {size}."
    else:
        zh, english = "無仍生產中之產品，不抽樣產品。", "No style is in production: no product sample."
    return Finding("product-sample-size", ProductSampleSize(size), (Reason(zh, english, PRODUCTS),))


@dataclass(frozen=True, slots=True)
class FactorySampleSize:
    """Result of `factory-sample-size`."""

    sample_size: int


@rule("factory-sample-size", "Operators to sample for regular surveillance", "定期追蹤抽樣家數", OPERATORS)
def factory_sample_size(*, eligible_operators: Count, approved_ratio: Share) -> Finding[FactorySampleSize]:
    """The approved share of the operators certified three months or more, rounded up.

    Source: annex 15 point 2(1)1. Units: operators. Reading: AMB-21 (exact, rounded up). Errors: none.
    """
    size = sample_of(eligible_operators, approved_ratio)
    reason = Reason(
        f"獲證滿三個月以上之業者{eligible_operators}家，依核定比例{approved_ratio}抽樣（無條件進位），計{size}家。",
        f"{approved_ratio} of {eligible_operators} operators, rounded up: {size}.",
        OPERATORS,
    )
    return Finding("factory-sample-size", FactorySampleSize(size), (reason,))


@dataclass(frozen=True, slots=True)
class SamplingFrame:
    """Result of `sampling-frame`."""

    eligible_count: int
    first_eligible_dates: tuple[date, ...]


@rule("sampling-frame", "Operators certified three months or more", "抽樣母體（獲證滿三個月）", OPERATORS)
def sampling_frame(*, frame_date: date, certified_dates: Certificates, on: date) -> Finding[SamplingFrame]:
    """From which day each operator belongs to the frame, and how many do on the day it is drawn.

    Source: annex 15 point 2(1)1. Units: days; three months that start on the certificate day itself.
    Reading: AMB-22. Errors: none.
    """
    months = in_force(MONTHS_CERTIFIED, on)
    first_days = tuple(months_from(certified, months) + ONE_DAY for certified in certified_dates)
    eligible = sum(frame_date >= first_day for first_day in first_days)
    reason = Reason(
        f"{frame_date.isoformat()}獲證滿三個月者{eligible}家（共{len(first_days)}家）。",
        f"{eligible} of {len(first_days)} operators have been certified for three months.",
        OPERATORS,
    )
    return Finding("sampling-frame", SamplingFrame(eligible, first_days), (reason,))


@dataclass(frozen=True, slots=True)
class RegularAuditReports:
    """Result of `regular-audit-reports`."""

    reports_required: int


@rule("regular-audit-reports", "Number of regular audit reports", "定期查核報告份數", ONE_REPORT_PER_FACTORY)
def regular_audit_reports(
    *,
    operators_sampled: Count,  # noqa: ARG001 - stated beside the factories, but only the factories count
    factories_audited: Count,
) -> Finding[RegularAuditReports]:
    """One report per audited factory, however many operators they belong to.

    Source: annex 15 point 3(1)3. Units: reports. Errors: none.
    """
    reason = Reason(
        f"應逐廠製作查核報告，計{factories_audited}份。",
        f"One report per factory: {factories_audited}.",
        ONE_REPORT_PER_FACTORY,
    )
    return Finding("regular-audit-reports", RegularAuditReports(factories_audited), (reason,))
