"""What ends with a product or a case: its other children, and what a renewal kept open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.certification.actions import intake
from smilemark.certification.models import Case, CaseProduct, Label, ProductTest
from smilemark.certification.queries import products
from smilemark.certification.states import TEST_MOVES, ProductState
from smilemark.foundation import moves

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.accounts.models import User
    from smilemark.foundation.moves import Actor


def close_test(product: CaseProduct, *, by: Actor, at: datetime) -> None:
    """Close the product's test where it is still open."""
    test = products.test_of(product)
    if test is not None and test.state in TEST_MOVES["close"].sources:
        with moves.moving(ProductTest, test.pk, "close", by=moves.SYSTEM, at=at) as row:
            moves.note(row, asked_by=by.pk)


def refuse_products(case: Case, *, by: User, at: datetime) -> None:
    """Every product still in the case is refused with it."""
    for product in case.products.filter(state__in=[ProductState.OPEN, ProductState.PASSED]):
        with moves.moving(CaseProduct, product.pk, "refuse", by=by, at=at) as row:
            close_test(row, by=by, at=at)
            renewal_decided(row, at)


def renewal_decided(product: CaseProduct, at: datetime) -> None:
    """The renewal of the product's label is no longer pending (AMB-06)."""
    if product.label_id is not None:
        pending = Label.objects.filter(pk=product.label_id, renewal_filed_on__isnull=False)
        pending.update(renewal_filed_on=None, last_modified=at)


def close_rest(case: Case, *, by: User, at: datetime) -> None:
    """Close what stands open under a case that ends: origin determinations, assessments, tests."""
    intake.close_children(case, by=by, at=at)
