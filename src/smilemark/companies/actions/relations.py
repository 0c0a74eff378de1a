"""Declaring and correcting relations to firms (point 15)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from smilemark.accounts.models import User
from smilemark.companies import legal, permissions
from smilemark.companies.models import Firm, Relation
from smilemark.foundation import events
from smilemark.foundation.moves import Actor, Refused

if TYPE_CHECKING:
    from datetime import datetime


def declare_relation(
    *,
    firm_id: int,
    ground: str,
    who: str,
    kinship_ended: bool = False,
    still_current: bool = True,
    user_id: int | None = None,
    by: Actor,
    at: datetime,
) -> Relation:
    """揭露利害關係（第十五點）。事件 ``companies.relation.declare`` 供既有指派檢查之用。

    Args:
        firm_id: the firm.
        ground: a value of ``Relation.Ground``: what the related person is to the firm or the matter.
        who: ``self``, ``spouse``, ``former_spouse`` or a code of ``legal.KIN``; the degree is counted by law.
        kinship_ended: the kinship existed and has ended (曾有此關係); for relatives only.
        still_current: the right, duty, agency, employment or mandate still exists.
        user_id: whose relation; the declaring person's own where None.
        by: who declares.
        at: when.

    Raises:
        Refused: not allowed, or a field is wrong (named).
    """
    owner_id = by.pk if user_id is None else user_id
    reason = permissions.why_not_declare(by, owner_id)
    if reason is not None:
        raise Refused(reason)
    if ground not in Relation.Ground.values:
        raise Refused("請選擇「事由」（第十五點各款）。", field="ground")
    person, degree = _relative(who, kinship_ended=kinship_ended, at=at)
    with transaction.atomic():
        relation = Relation.objects.create(
            user=User.objects.get(pk=owner_id),
            firm=_firm(firm_id),
            ground=ground,
            related_person=person,
            kin=who if who in legal.KIN else "",
            degree=degree,
            kinship_ended=kinship_ended,
            still_current=still_current,
            declared_at=at,
        )
        # Who is related to whom is personal: the chain holds the ids, the disposable text the words.
        text = {"relation": legal.describe(relation)}
        events.record(relation, "declare", by=by, at=at, data={"user": owner_id, "firm": firm_id}, text=text)
    return relation


def _relative(who: str, *, kinship_ended: bool, at: datetime) -> tuple[str, int | None]:
    """Whom the code means, and in which degree."""
    try:
        person, degree = legal.relative(who, timezone.localdate(at))
    except KeyError as unknown:
        raise Refused("請選擇「何人」。", field="who") from unknown
    if kinship_ended and degree is None:
        raise Refused("「曾有此關係」適用於血親或姻親；前配偶請直接選擇「前配偶」。", field="kinship_ended")
    return person, degree


def _firm(firm_id: int) -> Firm:
    firm = Firm.objects.filter(pk=firm_id).first()
    if firm is None:
        raise Refused("請選擇「業者」。", field="firm")
    return firm


def correct_relation(*, relation_id: int, by: Actor, at: datetime) -> Relation:
    """更正揭露：原揭露自此不再適用，但保留紀錄。

    Raises:
        Refused: not allowed, or corrected already.
        Relation.DoesNotExist: there is no such declaration.
    """
    with transaction.atomic():
        relation = Relation.objects.select_for_update(of=("self",)).get(pk=relation_id)
        reason = permissions.why_not_correct(by, relation)
        if reason is None and relation.ended_at is not None:
            reason = "此筆揭露已經更正。"
        if reason is not None:
            raise Refused(reason)
        relation.ended_at = at
        relation.save()
        data = {"user": relation.user_id, "firm": relation.firm_id}
        events.record(relation, "correct", by=by, at=at, data=data)
    return relation
