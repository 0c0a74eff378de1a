"""Degrees of kinship: 民法第九百六十七條至第九百七十一條, and the circle of point 15(1)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Annotated

from smilemark.law.citation import CIVIL_CODE, article, point
from smilemark.law.facts import Between, require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.rules import rule

BLOOD_RELATIVES = article(CIVIL_CODE, 967)
BLOOD_DEGREE = article(CIVIL_CODE, 968)
AFFINES = article(CIVIL_CODE, 969)
AFFINE_DEGREE = article(CIVIL_CODE, 970)
CIRCLE = point(15, item=1)

BLOOD_WITHIN = {REGULATION_VERSION: 4}
AFFINITY_WITHIN = {REGULATION_VERSION: 3}
"""四親等內之血親或三親等內之姻親."""

Generations = Annotated[int, Between(0, 20)]


class Link(StrEnum):
    """血親／血親之配偶／配偶之血親／配偶之血親之配偶／血親之配偶之血親."""

    BLOOD = auto()
    SPOUSE_OF_BLOOD_RELATIVE = auto()
    BLOOD_RELATIVE_OF_SPOUSE = auto()
    SPOUSE_OF_BLOOD_RELATIVE_OF_SPOUSE = auto()
    BLOOD_RELATIVE_OF_RELATIVES_SPOUSE = auto()


class Relation(StrEnum):
    """血親, 姻親, or no kinship in law."""

    BLOOD = auto()
    AFFINITY = auto()
    NONE = auto()


class Line(StrEnum):
    """直系 or 旁系."""

    LINEAL = auto()
    COLLATERAL = auto()


@dataclass(frozen=True, slots=True)
class Kinship:
    """Result of `kinship-degree`."""

    relation: Relation
    line: Line | None
    degree: int | None
    within_point_15: bool


def within_circle(relation: Relation, degree: int, *, on: date) -> bool:
    """Whether a kinship lies in the circle of point 15(1)."""
    if relation == Relation.NONE:
        return False
    limits = BLOOD_WITHIN if relation == Relation.BLOOD else AFFINITY_WITHIN
    return degree <= in_force(limits, on)


_NO_KINSHIP = Reason(
    "血親之配偶之血親，民法不認為姻親，無親屬關係。",
    "Blood relatives of a relative's spouse are no kin in law.",
    AFFINES,
)


@rule(
    "kinship-degree",
    "Degree of kinship",
    "親等之計算",
    BLOOD_RELATIVES,
    BLOOD_DEGREE,
    AFFINES,
    AFFINE_DEGREE,
    CIRCLE,
)
def kinship_degree(
    *, link: Link, generations_up: Generations, generations_down: Generations, on: date
) -> Finding[Kinship]:
    """Relation, line and degree of two persons, and whether point 15 reaches them.

    Source: 民法第九百六十七條至第九百七十一條; point 15(1). Units: generations of the blood path; a marriage
    edge adds nothing. Reading: half blood and adoption count like full blood. Errors: `generations_up` when
    both are 0.
    """
    require(generations_up + generations_down > 0, "generations_up", "both ends are the same person")
    if link == Link.BLOOD_RELATIVE_OF_RELATIVES_SPOUSE:
        nothing = Kinship(Relation.NONE, None, None, within_point_15=False)
        return Finding("kinship-degree", nothing, (_NO_KINSHIP,))
    relation = Relation.BLOOD if link == Link.BLOOD else Relation.AFFINITY
    line = Line.COLLATERAL if generations_up and generations_down else Line.LINEAL
    degree = generations_up + generations_down
    within = within_circle(relation, degree, on=on)
    return Finding(
        "kinship-degree",
        Kinship(relation, line, degree, within),
        _because(relation, line, degree, within=within),
    )


def _because(relation: Relation, line: Line, degree: int, *, within: bool) -> tuple[Reason, ...]:
    words = f"{'直系' if line == Line.LINEAL else '旁系'}{'血親' if relation == Relation.BLOOD else '姻親'}"
    place = BLOOD_DEGREE if relation == Relation.BLOOD else AFFINE_DEGREE
    counted = Reason(f"{words}{degree}親等。", f"{line.value} {relation.value}, degree {degree}.", place)
    reach = Reason(
        f"{'屬' if within else '不屬'}應迴避之親等範圍。",
        f"{'Inside' if within else 'Outside'} the circle of point 15.",
        CIRCLE,
    )
    return counted, reach
