"""Which labels an incident touches: by who tested, who issued, or who made the product, between two days (both included)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.certification.models import CaseFactory, CaseProduct, ProductTest
from smilemark.certification.queries.results import labels
from smilemark.certification.states import TestState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from smilemark.certification.models import Label


def tested_by(laboratory_id: int, first: date, last: date) -> QuerySet[Label]:
    """Labels whose product the laboratory tested, with a result of a day between the two."""
    tests = ProductTest.objects.filter(
        laboratory_id=laboratory_id, tested_on__gte=first, tested_on__lte=last, state=TestState.PASSED
    )
    products = CaseProduct.objects.filter(test__in=tests, label__isnull=False)
    return labels().filter(pk__in=products.values("label")).order_by("number")


def issued_by(body_id: int, first: date, last: date) -> QuerySet[Label]:
    """Labels the body granted or renewed on a day between the two."""
    return (
        labels()
        .filter(certificate__body_id=body_id, periods__granted_on__gte=first, periods__granted_on__lte=last)
        .distinct()
        .order_by("number")
    )


def made_in(factory_id: int, first: date, last: date) -> QuerySet[Label]:
    """Labels of products the factory makes, granted or renewed on a day between the two."""
    rows = CaseFactory.objects.filter(factory_id=factory_id)
    products = CaseProduct.objects.filter(factories__in=rows, label__isnull=False)
    granted = labels().filter(periods__granted_on__gte=first, periods__granted_on__lte=last)
    return granted.filter(pk__in=products.values("label")).distinct().order_by("number")


def numbered(numbers: Iterable[str]) -> QuerySet[Label]:
    """Labels by their numbers; unknown ones are simply not there."""
    return labels().filter(number__in=list(numbers)).order_by("number")
