"""Licences: what a use of the mark is covered by, and what ends a licence (annex 13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.law.mit_smile.annex_13_licences import (
    LicenceGround,
    Licensee,
    MarkUse,
    licence_termination,
    mark_use,
)
from smilemark.mark.legal.answers import Answer, ask
from smilemark.mark.legal.printing import last_day

if TYPE_CHECKING:
    from datetime import date

__all__ = ["last_day"]

REMIND_DAYS = 60
"""Before the last day of a contract, licensee and secretariat are reminded once (our own setting; AMB-80)."""

CERTIFIED, OTHER_USER, LABORATORY = (
    Licensee.CERTIFIED_OPERATOR.value,
    Licensee.OTHER_USER.value,
    Licensee.LABORATORY.value,
)
PHYSICAL, ELECTRONIC = MarkUse.PHYSICAL_PROMOTION.value, MarkUse.ELECTRONIC_PROMOTION.value
USES: dict[str, str] = {
    MarkUse.CERTIFIED_PRODUCT.value: "MIT微笑產品",
    MarkUse.PRODUCT_PACKAGE.value: "產品包裝",
    PHYSICAL: "實體廣告製作物",
    ELECTRONIC: "電子廣告製作物",
    MarkUse.UNCERTIFIED_PRODUCT.value: "未經授權使用之產品",
    MarkUse.TRADEMARK.value: "作為商標",
}
"""What the mark is seen on, as a spot check asks."""
NEVER = frozenset({MarkUse.UNCERTIFIED_PRODUCT.value, MarkUse.TRADEMARK.value})

_GROUND_WORDS = {
    LicenceGround.REQUESTED: "申請終止標章使用權",
    LicenceGround.DISSOLVED_OR_CLOSED: "解散或歇業",
    LicenceGround.CONTRACT_ENDED: "與授權單位合約終止",
    LicenceGround.REGISTRATION_CANCELLED: "公司登記或商業登記經主管機關依法撤銷或廢止",
    LicenceGround.ARTICLES_10_TO_12_BREACHED: (
        "違反「臺灣製產品MIT微笑標章推動及管理辦法」第十條、第十一條及第十二條之相關規定"
    ),
    LicenceGround.USE_PRINCIPLES_BREACHED: "違反附件十三第五點規定（未依標章使用原則使用）",
    LicenceGround.NOT_IMPROVED_AFTER_NOTICE: "依附件十三第七點經授權單位通知限期改善而未改善",
    LicenceGround.OTHER_CAUSE: "其他可能造成授權行為終止之情事",
}
NOT_IMPROVED = LicenceGround.NOT_IMPROVED_AFTER_NOTICE.value


@dataclass(frozen=True, slots=True)
class Ground:
    """One of the eight facts of annex 13 point 8: code, statute's words, place."""

    code: str
    words: str
    cite: str


def grounds() -> list[Ground]:
    """The eight facts, in their order."""
    return [
        Ground(each.value, words, ending(each.value).finding.because[0].citation.zh)
        for each, words in _GROUND_WORDS.items()
    ]


def ending(ground: str) -> Answer[Any]:
    """What follows once the licensor has confirmed the fact: the licence may be ended (得終止).

    Raises:
        Refused: no such ground.
    """
    return ask({"ground": LicenceGround(ground), "confirmed": True}, licence_termination, "ground")


def covered(licensee: str, use: str, *, in_force: bool) -> Answer[Any]:
    """Whether the licence of such a licensee covers the use, with its contract in force (points 36, 37; annex 13 3, 4)."""
    facts = {"licensee": Licensee(licensee), "use": MarkUse(use), "written_contract": in_force}
    return ask(facts, mark_use)


def use_of(work: str, electronic: frozenset[Any]) -> str:
    """What a kind of promotional work is to the law: physical or electronic."""
    return ELECTRONIC if work in electronic else PHYSICAL


def runs_on(first_day: date, last: date, on: date) -> bool:
    """Whether the day lies in the period of the contract, both ends included."""
    return first_day <= on <= last
