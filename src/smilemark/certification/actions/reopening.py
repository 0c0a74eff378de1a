"""A decision is set aside on an objection (point 49 I(1)): the case is verified again, or the right comes back.

Only what the decision had ended begins anew; what was passed stays passed, what had failed is examined afresh beside
the old record, which stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from smilemark.assessment.states import FactoryState, OriginState
from smilemark.certification.actions import drafts, endings, notices, opening, prefill
from smilemark.certification.models import Case, CaseFactory, CaseProduct, Decision, ProductTest
from smilemark.certification.queries.products import test_of
from smilemark.certification.states import ProductState, State, TestState
from smilemark.foundation import events, moves
from smilemark.foundation.moves import SYSTEM

if TYPE_CHECKING:
    from datetime import date, datetime


Kind = Decision.Kind
REFUSALS = frozenset({Kind.REFUSAL, Kind.PRODUCT_REFUSAL})
ENDINGS = frozenset({Kind.CANCELLATION})
"""Kinds of decisions by what follows when they are set aside: decided anew, or the right comes back."""
BACK_BY = {"refuse_eligibility": "reopen_applied", "refuse_documents": "reopen_documents"}
"""Refusing move -> the move that takes the case back to where it was refused; every other one: verified again."""
NOT_YET_DECIDED = frozenset({State.VERIFYING, State.REPORT, State.REPORT_REVIEW, State.REFUSED})
"""A product refused by itself goes back into its case while the case stands here; later it gets a case of its own."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """What was set aside: the case that goes on, the products verified again, the labels given back."""

    case: str
    products: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()


def locked_decision(pk: int) -> Decision:
    """The decision, held until the caller's transaction ends; for the app that takes the objection."""
    return Decision.objects.select_for_update(of=("self",)).select_related("case__firm", "letter").get(pk=pk)


def set_aside(*, decision_id: int, set_aside_on: date, objection: str, text: str, at: datetime) -> Reopened:
    """The decision no longer stands from the day on; the body decides again, or the labels it ended come back.

    A decision in the firm's favour stays in force: what the review decided in its place is carried out by the body.
    Idempotent.

    Args:
        decision_id: of this app.
        set_aside_on: day the review took effect (service).
        objection: its number, for the history.
        text: what the review decided or asks for.
        at: now.
    """
    with transaction.atomic():
        decision = Decision.objects.select_for_update(of=("self",)).select_related("case__firm").get(pk=decision_id)
        if decision.set_aside_on is not None:
            return Reopened(decision.case.number)
        if decision.kind in REFUSALS | ENDINGS:
            decision.set_aside_on = set_aside_on
            decision.save(update_fields=["set_aside_on"])
        data = {"set_aside_on": set_aside_on.isoformat(), "objection": objection}
        events.record(decision, "set_aside", by=SYSTEM, at=at, data=data)
        done = _begin_again(decision, objection, set_aside_on, at)
    notices.tell_body(
        decision.case, f"異議有理由（{objection}）", f"{decision.get_kind_display()}之決定經撤銷。{text}", at=at
    )
    return done


def _begin_again(decision: Decision, objection: str, day: date, at: datetime) -> Reopened:
    if decision.kind in ENDINGS:
        restored = endings.restore_decided(decision=decision, set_aside_on=day, by=SYSTEM, at=at)
        return Reopened(decision.case.number, labels=tuple(restored))
    if decision.kind == Kind.REFUSAL:
        return _case_again(decision, objection, at)
    if decision.kind == Kind.PRODUCT_REFUSAL and decision.product is not None:
        return _product_again(decision, decision.product, objection, at)
    return Reopened(decision.case.number)


def _case_again(decision: Decision, objection: str, at: datetime) -> Reopened:
    case = decision.case
    if case.state != State.REFUSED:
        return Reopened(case.number)
    move = BACK_BY.get(_refused_by(case), "reopen_verification")
    with moves.moving(Case, case.pk, move, by=SYSTEM, at=at) as row:
        row.closed_at = None
        found = [
            product for product in case.products.filter(state=ProductState.REFUSED) if not _refused_itself(product)
        ]
        for product in found:
            _restore(row, product, at)
        if move == "reopen_verification":
            _examine_again(row, found, at)
        moves.note(row, objection=objection, decision=decision.pk, products=[product.pk for product in found])
    return Reopened(case.number, tuple(product.pk for product in found))


def _refused_by(case: Case) -> str:
    """The move that refused the case last."""
    made = [event.move for event in events.history(case) if event.data.get("to") == State.REFUSED]
    return made[-1] if made else ""


def _refused_itself(product: CaseProduct) -> bool:
    return product.decisions.filter(kind=Kind.PRODUCT_REFUSAL, set_aside_on=None).exists()


def _restore(case: Case, product: CaseProduct, at: datetime) -> None:
    """The product is open again; of a renewal its label waits for the decision as before (AMB-06)."""
    with moves.moving(CaseProduct, product.pk, "restore", by=SYSTEM, at=at):
        pass
    label = product.label
    if label is not None and case.kind == Case.Kind.RENEWAL and case.submitted_at and label.ended_on is None:
        label.renewal_filed_on, label.last_modified = timezone.localdate(case.submitted_at), at
        label.save(update_fields=["renewal_filed_on", "last_modified"])


def _product_again(decision: Decision, product: CaseProduct, objection: str, at: datetime) -> Reopened:
    case = decision.case
    if case.state not in NOT_YET_DECIDED:
        return _in_a_case_of_its_own(case, product, objection, at)
    if case.state == State.VERIFYING:
        _restore(case, product, at)
        _examine_again(case, [product], at)
        return Reopened(case.number, (product.pk,))
    with moves.moving(Case, case.pk, "reopen_verification", by=SYSTEM, at=at) as row:
        row.closed_at = None
        _restore(row, product, at)
        _examine_again(row, [product], at)
        moves.note(row, objection=objection, decision=decision.pk, products=[product.pk])
    return Reopened(case.number, (product.pk,))


def _examine_again(case: Case, found: list[CaseProduct], at: datetime) -> None:
    """What failed or was closed is opened anew; what passed stays."""
    factories: dict[int, CaseFactory] = {}
    for product in found:
        origin = product.origin
        if origin is not None and origin.state in (OriginState.FAILED, OriginState.CLOSED):
            opening.open_origin_of(case, product, by=SYSTEM, at=at)
        factories |= {row.pk: row for row in product.factories.select_related("factory", "assessment")}
        test = test_of(product)
        if test is not None and test.state in (TestState.FAILED, TestState.CLOSED):
            with moves.moving(ProductTest, test.pk, "reopen", by=SYSTEM, at=at) as again:
                again.started_on = again.tested_on = again.finding = None
    for row in factories.values():
        if row.assessment is not None and row.assessment.state in (FactoryState.FAILED, FactoryState.CLOSED):
            opening.open_factory_of(case, row, by=SYSTEM, at=at)


def _in_a_case_of_its_own(case: Case, product: CaseProduct, objection: str, at: datetime) -> Reopened:
    """The others are certified already: the product goes on in a draft of its own, filled as it was applied for."""
    key = f"{objection}-{product.pk}"
    known = Case.objects.filter(draft_key=key).first()
    if known is None:
        known = drafts.begin_for(case, draft_key=key, by=case.created_by, at=at)
        prefill.copy_product(product, known, by=case.created_by, at=at)
    notices.tell_firm(
        known,
        "異議有理由，請送件續行驗證",
        f"產品「{product}」之核駁經撤銷；原案已結，已為貴業者開立申請案 {known.number}，內容同原申請，請檢視後送件。",
        at=at,
    )
    return Reopened(known.number)
