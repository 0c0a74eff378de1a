"""Who holds a right of use on a day, and where the products are made: what surveillance draws its samples from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce

from smilemark.certification.models import CaseProduct, Certificate, Label
from smilemark.certification.states import ProductState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate (a firm in an industry) with products in use: since when, and how many."""

    certificate_id: int
    number: str
    firm_id: int
    firm_name: str
    since: date
    labels: int


def in_use(on: date) -> Q:
    """Labels whose right runs on the day: certified, not ended, and valid or with a renewal filed in time."""
    known = Q(certified_on__lte=on) | Q(certified_on=None, first_imported_on__lte=on)
    running = Q(ended_on=None) | Q(ended_on__gt=on)
    filed = Q(renewal_filed_on__lte=on) & Q(renewal_filed_on__lte=F("valid_until"))
    return known & running & (Q(valid_until__gte=on) | filed)


def labels_in_use(on: date) -> QuerySet[Label]:
    """Those labels, in the order of their numbers."""
    return Label.objects.filter(in_use(on)).select_related("certificate__firm").order_by("number")


def holders(*, body_id: int, industry_id: int, on: date) -> list[Holder]:
    """The operators a body certified in an industry who hold a right on the day; ``since``: their first pass in use."""
    rows = (
        Label.objects.filter(in_use(on), certificate__body_id=body_id, certificate__industry_id=industry_id)
        .values_list("certificate_id", "certificate__number", "certificate__firm_id", "certificate__firm__name")
        .annotate(since=Min(Coalesce("certified_on", "first_imported_on")), in_use_count=Count("pk"))
        .order_by("certificate__number")
    )
    return [Holder(*row) for row in rows]


def certificate(number: str) -> Certificate | None:
    """A certificate by its number."""
    return Certificate.objects.select_related("firm", "industry").filter(number=number).first()


def makers_of(label_ids: Iterable[int]) -> dict[int, list[int]]:
    """Label id -> ids of the factories its product was certified with; imported labels name none."""
    rows = (
        CaseProduct.objects.filter(label_id__in=list(label_ids), state=ProductState.CERTIFIED)
        .values_list("label_id", "factories__factory_id")
        .order_by("label_id", "factories__factory_id")
    )
    found: dict[int, list[int]] = {}
    for label_id, factory_id in rows:
        if label_id is not None and factory_id is not None and factory_id not in found.setdefault(label_id, []):
            found[label_id].append(factory_id)
    return found


def certified_industries(body_ids: Iterable[int], on: date) -> list[tuple[int, int]]:
    """(body id, industry id) of the industries in which a body has operators with products in use (classes 1 and 3)."""
    rows = Certificate.objects.filter(
        body_id__in=list(body_ids), labels__in=Label.objects.filter(in_use(on)).values("pk")
    )
    pairs = rows.exclude(industry__product_class=2).values_list("body_id", "industry_id").distinct()
    return sorted((body_id, industry_id) for body_id, industry_id in pairs if body_id is not None)


def industries_with_operators(on: date) -> list[tuple[int, int]]:
    """(body id, industry id) of every body and industry of classes 1 and 3 with products in use on the day."""
    return certified_industries(Certificate.objects.values_list("body_id", flat=True).distinct().order_by(), on)
