"""彙整: what the children say becomes the state of each product. Nothing acts upward by itself; a person does this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from smilemark.certification.actions import refusal
from smilemark.certification.models import Case, CaseProduct
from smilemark.certification.permissions.back import must_act
from smilemark.certification.queries import products
from smilemark.certification.states import PRODUCT_MOVES, ProductState, State
from smilemark.foundation import moves, statements
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.accounts.models import User

SETTLED_IN = frozenset({State.VERIFYING, State.REPORT})


@dataclass(frozen=True, slots=True)
class Settled:
    """What 彙整 did: products passed and refused by it, those that failed and wait for the decider, those that wait."""

    passed: tuple[CaseProduct, ...]
    refused: tuple[CaseProduct, ...]
    to_be_refused: tuple[CaseProduct, ...]
    waiting: tuple[CaseProduct, ...]


def settle(*, case_id: int, by: User, at: datetime) -> Settled:
    """Pass the products that passed (a reviewer), refuse those that failed (a decider); the others go on.

    Where every product failed nothing is refused here: the case is (``refusal.refuse_all``).

    Raises:
        Refused: the case is not being verified, or neither role is held.
    """
    with transaction.atomic():
        case = statements.by_key(Case, case_id, together=moves.read_together(Case), locked=True)
        if case.state not in SETTLED_IN:
            raise Refused(f"目前狀態為「{case.get_state_display()}」，不能彙整產品結果（附件六）。")
        found = [o for o in products.verdicts(case) if o.product.state in (ProductState.OPEN, ProductState.PASSED)]
        may_pass = moves.may_by_role(case.products.first(), PRODUCT_MOVES["pass"], by)
        may_refuse = moves.may_by_role(case.products.first(), PRODUCT_MOVES["refuse"], by)
        if not may_pass and not may_refuse:
            raise Refused("您的角色不能彙整產品結果（附件六）。")
        passed = [o.product for o in found if o.verdict == products.PASSED and o.product.state == ProductState.OPEN]
        failed = [o.product for o in found if o.verdict == products.FAILED]
        waiting = tuple(o.product for o in found if o.verdict == products.WAITING)
        all_failed = bool(failed) and len(failed) == len(found)
        if may_pass:
            for product in passed:
                pass_product(product_id=product.pk, by=by, at=at)
        refuse_now = may_refuse and not all_failed
        if refuse_now:
            for product in failed:
                refusal.refuse_product(product_id=product.pk, by=by, at=at)
    return Settled(
        passed=tuple(passed) if may_pass else (),
        refused=tuple(failed) if refuse_now else (),
        to_be_refused=() if refuse_now else tuple(failed),
        waiting=waiting,
    )


def pass_product(*, product_id: int, by: User, at: datetime) -> CaseProduct:
    """產品驗證通過: origin, test and every factory of its chain passed (annex 6)."""
    with moves.moving(CaseProduct, product_id, "pass", by=by, at=at) as product:
        must_act(product.case, by, PRODUCT_MOVES["pass"], timezone.localdate(at))
        outlook = products.product_outlook(products.judged(product.case_id).get(pk=product_id))
        moves.note(product, findings=[finding.pk for finding in outlook.findings])
    return product
