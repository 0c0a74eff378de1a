"""Whom a draw is made from: certified operators of three months and more, and their products in use, on a day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.certification.queries import in_use
from smilemark.surveillance import legal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from smilemark.certification.models import Label
    from smilemark.surveillance.models import Plan, Visit

OPERATOR_FIELDS = ("驗證書編號", "獲證業者", "獲證日")
UNKNOWN: tuple[int | None, ...] = (None,)
PRODUCT_FIELDS = ("產品代碼", "產品名稱")


@dataclass(frozen=True, slots=True)
class Population:
    """The operators of a body in an industry on a day: those of three months and more, and how many are younger."""

    eligible: list[in_use.Holder]
    too_young: int
    day: date


def population(*, body_id: int, industry_id: int, on: date) -> Population:
    """Who belongs to the frame on the day (annex 15 point 2(1)1; AMB-22)."""
    holders = in_use.holders(body_id=body_id, industry_id=industry_id, on=on)
    old_enough = legal.eligible([holder.since for holder in holders], on)
    eligible = [holder for holder, old in zip(holders, old_enough, strict=True) if old]
    return Population(eligible, len(holders) - len(eligible), on)


def holders_of(plan: Plan, on: date) -> list[in_use.Holder]:
    """Every operator of the plan's body and industry with products in use on the day, however young."""
    return in_use.holders(body_id=plan.body_id, industry_id=plan.industry_id, on=on)


def operator_rows(found: Population) -> list[tuple[str, str, str]]:
    """The rows of the frame: certificate number, firm, day of the first pass."""
    return [(holder.number, " ".join(holder.firm_name.split()), holder.since.isoformat()) for holder in found.eligible]


def labels_of(certificate_number: str, on: date) -> list[Label]:
    """The products in use under a certificate on the day."""
    return list(in_use.labels_in_use(on).filter(certificate__number=certificate_number))


def labels_by_factory(certificate_number: str, on: date) -> dict[int | None, list[Label]]:
    """Factory id -> products made there; under None those whose factory is not known (imported)."""
    labels = labels_of(certificate_number, on)
    makers = in_use.makers_of(label.pk for label in labels)
    found: dict[int | None, list[Label]] = {}
    for label in labels:
        for factory_id in makers.get(label.pk) or UNKNOWN:
            found.setdefault(factory_id, []).append(label)
    return found


def labels_of_visit(visit: Visit, on: date) -> list[Label]:
    """The products in use that are made at the factory of the visit, or whose factory is not known."""
    by_factory = labels_by_factory(visit.certificate_number, on)
    found = {label.pk: label for label in (*by_factory.get(visit.factory_id, ()), *by_factory.get(None, ()))}
    return sorted(found.values(), key=lambda label: label.number)


def product_rows(labels: Sequence[Label]) -> list[tuple[str, str]]:
    """The rows of a frame of products: label number and name."""
    return [(label.number, " ".join(f"{label.product_name} {label.product_model}".split())) for label in labels]


def labels_of_body(body_id: int, industry_id: int, on: date) -> dict[str, list[tuple[str, str]]]:
    """Certificate number -> (label number, name) of its products in use; one query."""
    rows = in_use.labels_in_use(on).filter(certificate__body_id=body_id, certificate__industry_id=industry_id)
    found: dict[str, list[tuple[str, str]]] = {}
    for certificate, number, name, model in rows.values_list(
        "certificate__number", "number", "product_name", "product_model"
    ):
        found.setdefault(certificate, []).append((number, " ".join(f"{name} {model}".split())))
    return found
