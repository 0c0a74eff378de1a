"""Point 11 II: the composition of an industry working group."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Annotated

from smilemark.law.citation import point
from smilemark.law.facts import Between, require
from smilemark.law.finding import Finding
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.rules import rule
from smilemark.law.wording import unmet_reason

POINT_11 = point(11, 2)

REPRESENTATIVES = {REGULATION_VERSION: (4, 8)}
LEAST_EXPERTS = {REGULATION_VERSION: 3}

Persons = Annotated[int, Between(0, 1000)]


class Convenor(StrEnum):
    """Whom the convenor represents."""

    ADMINISTRATION = auto()
    OTHER = auto()


class GroupFault(StrEnum):
    """What is wrong with a composition."""

    CONVENOR = auto()
    REPRESENTATIVES = auto()
    TECHNICAL_EXPERTS = auto()


_WORDS = {
    GroupFault.CONVENOR: "召集人應由本署代表擔任",
    GroupFault.REPRESENTATIVES: "產官學研代表應為四人至八人",
    GroupFault.TECHNICAL_EXPERTS: "技術專家應至少三人",
}


@dataclass(frozen=True, slots=True)
class WorkingGroupComposition:
    """Result of `working-group-composition`."""

    total: int
    faults: tuple[GroupFault, ...]
    valid: bool


@rule("working-group-composition", "Composition of an industry working group", "驗證推動小組之組成", POINT_11)
def working_group_composition(
    *, convenor: Convenor, representatives: Persons, technical_experts: Persons, on: date
) -> Finding[WorkingGroupComposition]:
    """Whether convenor, representatives and technical experts are as required.

    Source: point 11 II. Units: persons. Reading: AMB-35; 其中 = among all members, convenor included.
    Errors: `technical_experts` above the number of members.
    """
    total = representatives + 1
    require(technical_experts <= total, "technical_experts", "more than there are members")
    least, most = in_force(REPRESENTATIVES, on)
    wrong = {
        GroupFault.CONVENOR: convenor != Convenor.ADMINISTRATION,
        GroupFault.REPRESENTATIVES: not least <= representatives <= most,
        GroupFault.TECHNICAL_EXPERTS: technical_experts < in_force(LEAST_EXPERTS, on),
    }
    faults = tuple(fault for fault, holds in wrong.items() if holds)
    result = WorkingGroupComposition(total, faults, not faults)
    reason = unmet_reason(faults, _WORDS, POINT_11)
    return Finding("working-group-composition", result, (reason,), passed=not faults)
