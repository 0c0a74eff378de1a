"""Point 15: who must withdraw from a matter."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Annotated

from smilemark.law.citation import point
from smilemark.law.facts import Between, require
from smilemark.law.finding import Finding, Reason
from smilemark.law.kinship import AFFINE_DEGREE, BLOOD_DEGREE, Relation, within_circle
from smilemark.law.rules import rule

POINT_15 = point(15)


class Role(StrEnum):
    """Role of the person in the matter."""

    COUNCIL_MEMBER = auto()
    WORKING_GROUP_MEMBER = auto()
    CB_VERIFIER = auto()
    LAB_TESTER = auto()
    SECRETARIAT_STAFF = auto()
    ADMINISTRATION_STAFF = auto()
    OUTSIDE_EXPERT = auto()


LISTED_ROLES = frozenset({Role.COUNCIL_MEMBER, Role.WORKING_GROUP_MEMBER, Role.CB_VERIFIER, Role.LAB_TESTER})
"""Only these must withdraw; others get a warning (AMB-36)."""


class Ground(StrEnum):
    """Point 15 (一) to (四)."""

    PARTY = auto()
    JOINT_RIGHT_OR_DUTY = auto()
    AGENT_OR_ASSISTANT = auto()
    EMPLOYMENT_OR_MANDATE = auto()


class RelatedPerson(StrEnum):
    """Who stands in the relation to the matter or the applicant."""

    SELF = auto()
    SPOUSE = auto()
    FORMER_SPOUSE = auto()
    BLOOD_RELATIVE = auto()
    AFFINE = auto()


class GroundItem(StrEnum):
    """The item of point 15 that is met."""

    PARTY = "15(1)"
    JOINT_RIGHT_OR_DUTY = "15(2)"
    AGENT_OR_ASSISTANT = "15(3)"
    EMPLOYMENT_OR_MANDATE = "15(4)"


_COUPLE = frozenset({RelatedPerson.SELF, RelatedPerson.SPOUSE, RelatedPerson.FORMER_SPOUSE})
_ITEM_NUMBER = {ground: number for number, ground in enumerate(Ground, start=1)}
_GROUND_NAMES = {
    Ground.PARTY: "為事件之當事人",
    Ground.JOINT_RIGHT_OR_DUTY: "與當事人有共同權利人或共同義務人之關係",
    Ground.AGENT_OR_ASSISTANT: "現為或曾為當事人之代理人、輔佐人",
    Ground.EMPLOYMENT_OR_MANDATE: "與申請業者有僱傭或委任關係",
}
_RELATIVES = "本人或其配偶、前配偶、四親等內之血親或三親等內之姻親或曾有此關係者"
_WHO = {
    Ground.PARTY: _RELATIVES,
    Ground.JOINT_RIGHT_OR_DUTY: "本人或其配偶、前配偶",
    Ground.AGENT_OR_ASSISTANT: "本人",
    Ground.EMPLOYMENT_OR_MANDATE: _RELATIVES,
}
"""Whom each item names."""


@dataclass(frozen=True, slots=True)
class Recusal:
    """Result of `recusal`."""

    must_recuse: bool
    ground_item: GroundItem | None
    warn: bool


@rule("recusal", "Must a person withdraw from a matter?", "應否迴避", POINT_15, BLOOD_DEGREE, AFFINE_DEGREE)
def recusal(
    *,
    role: Role,
    ground: Ground,
    related_person: RelatedPerson,
    degree: Annotated[int, Between(1, 20)] | None,
    relation_ended: bool,
    still_current: bool,
    on: date,
) -> Finding[Recusal]:
    """Whether the person must withdraw, or is only to be warned.

    Source: point 15; degrees by 民法第九百六十七條至第九百七十條. A kinship that has ended counts like an
    existing one.
    Reading: AMB-36 (only listed roles are blocked; item (4) covers a present relation only).
    Errors: `degree` missing for relatives or given for others; `relation_ended` of self or a spouse.
    """
    is_relative = related_person not in _COUPLE
    require((degree is not None) == is_relative, "degree", "given exactly for blood relatives and affines")
    require(is_relative or not relation_ended, "relation_ended", "only a kinship can have ended")
    in_circle = degree is None or within_circle(_relation(related_person), degree, on=on)
    met = {
        Ground.PARTY: in_circle,
        Ground.JOINT_RIGHT_OR_DUTY: related_person in _COUPLE and still_current,
        Ground.AGENT_OR_ASSISTANT: related_person == RelatedPerson.SELF,
        Ground.EMPLOYMENT_OR_MANDATE: in_circle and still_current,
    }[ground]
    must = met and role in LISTED_ROLES
    result = Recusal(must, GroundItem[ground.name] if met else None, warn=met and not must)
    return Finding("recusal", result, (_reason(ground, result),), passed=not must)


def _relation(person: RelatedPerson) -> Relation:
    return Relation.BLOOD if person == RelatedPerson.BLOOD_RELATIVE else Relation.AFFINITY


def _reason(ground: Ground, result: Recusal) -> Reason:
    place = point(15, item=_ITEM_NUMBER[ground])
    name = _GROUND_NAMES[ground]
    who = _WHO[ground]
    if result.must_recuse:
        return Reason(f"{who}{name}，應即迴避。", f"{ground.value}: must withdraw.", place)
    if result.warn:
        zh = f"{who}{name}，惟職務非第十五點所列，建請自行迴避。"
        return Reason(zh, f"{ground.value}: the role is not listed, a warning only.", place)
    return Reason(f"不符合「{name}」之迴避事由。", f"{ground.value}: the ground is not met.", place)
