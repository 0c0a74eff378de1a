"""The licence contract (授權使用契約): signed by both sides, in either order, before a number is given (point 31)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification import documents as words
from smilemark.certification.documents.contract import scope
from smilemark.certification.models import Case, Contract
from smilemark.certification.permissions import must_be_able
from smilemark.certification.states import ProductState
from smilemark.foundation import documents, moves
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from smilemark.accounts.models import User
    from smilemark.certification.models import CaseProduct

LONGEST_NAME = 80


def licensed(case: Case) -> list[CaseProduct]:
    """The products the contract is about, in the order of the application."""
    return list(case.products.filter(state__in=[ProductState.PASSED, ProductState.CERTIFIED]).order_by("pk"))


def prepare(case: Case, *, at: datetime) -> Contract:
    """Draw up the contract when the case comes to it, inside the move that brings it there."""
    contract = Contract(case=case, scope=scope(licensed(case)))
    contract.save()
    _draw(contract, at)
    return contract


def _draw(contract: Contract, at: datetime) -> None:
    text = asdict(words.contract_words(contract, licensed(contract.case)))
    title = f"授權使用契約（{contract.case.number}）"
    contract.document = documents.draw("certification/contract", text, title=title, at=at)
    contract.save(update_fields=["document"])


def sign(*, case_id: int, signatory: str, by: User, at: datetime) -> Contract:
    """簽署授權使用契約: the operator's representative and the body's decider, each once.

    Args:
        case_id: the case.
        signatory: name of who signs for this side.
        by: a person of the firm, or a decider of the body.
        at: now.

    Raises:
        Refused: no name, this side has signed, or no right to.
    """
    with moves.moving(Case, case_id, "sign_contract", by=by, at=at) as case:
        name = signatory.strip()
        if not name or len(name) > LONGEST_NAME:
            raise Refused(f"請填簽署人姓名（{LONGEST_NAME} 字以內）。", field="signatory")
        contract = Contract.objects.select_for_update(of=("self",)).get(case=case)
        if by.holds(roles.APPLICANT, case.firm_id):
            side = "operator"
            contract.operator_signatory, contract.operator_signed_at, contract.operator_signed_by = name, at, by
        else:
            side = "body"
            must_be_able(case, by, "sign_contract", timezone.localdate(at))
            contract.body_signatory, contract.body_signed_at, contract.body_signed_by = name, at, by
        contract.save()
        _draw(contract, at)
        moves.note(case, side=side, contract=contract.pk, text={"signatory": name})
    return contract
