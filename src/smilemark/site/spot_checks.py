"""A spot check of a certified firm that found no improvement (annex 13 point 7): what the body of its certificate does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse

from smilemark.accounts import queries as accounts
from smilemark.accounts import roles
from smilemark.certification.queries import in_use
from smilemark.foundation import outbox
from smilemark.foundation.moves import Refused
from smilemark.mark.queries import checks
from smilemark.remedies import actions as remedies
from smilemark.remedies import queries as orders

if TYPE_CHECKING:
    from smilemark.accounts.models import User
    from smilemark.foundation.models import Event
    from smilemark.mark.models import SpotCheck

GROUND: Final = "mark_on_unlicensed_product"
DAYS: Final = 14
TEXT: Final = "標章使用抽查屆期未改善，得依附件十三第八點第七款終止標章使用權；擬廢止者請於撤銷廢止案立案。"


def follow(event: Event) -> None:
    """擬具限期改善命令 for the reviewer who found it, where the mark was on other products or a trademark (point 43 I(1)).

    Else, and where the order cannot be drafted, the people of the body are told. A licence is the secretariat's to-do.
    """
    number = str(event.data.get("certificate", ""))
    if not number or event.actor_id is None:
        return
    person = accounts.person(event.actor_id)
    check = checks.checks_visible_to(person).filter(pk=event.stream.rpartition(":")[2]).first()
    if check is None or not (event.data.get("unlicensed_use") and _order(check, number, person, event)):
        _tell(number, event)


def _order(check: SpotCheck, certificate: str, person: User, event: Event) -> bool:
    facts = f"標章使用抽查 {check.number} 屆期未改善：{check.facts}\n複查：{check.recheck_text}"
    if orders.orders_visible_to(person).filter(facts=facts).exists():  # delivered twice
        return True
    try:
        remedies.open_order(
            certificate=certificate,
            labels=[],
            ground=GROUND,
            facts=facts,
            wanted=check.wanted,
            days=DAYS,
            by=person,
            at=event.at,
        )
    except Refused:
        return False
    return True


def _tell(certificate: str, event: Event) -> None:
    row = in_use.certificate(certificate)
    if row is None or row.body_id is None:
        return
    outbox.notify(
        kind="mark.matter",
        to=accounts.ids_of_people(row.body_id, roles.REVIEWER, roles.DECIDER),
        subject=f"標章使用抽查屆期未改善：驗證書 {certificate}",
        text=TEXT,
        url=f"{reverse('remedies:open')}?certificate={certificate}",
        at=event.at,
    )
