"""Annex 13: who licenses the use of the mark, for what, and how a licence ends."""

from dataclasses import dataclass
from enum import StrEnum, auto

from smilemark.law.citation import annex, point
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule

WRITTEN_CONTRACT = annex(13, 4)
TERMINATION = annex(13, 8)
LICENSED_PRODUCTS_ONLY = point(37)
NOT_WITHOUT_CONSENT = point(36)


class Licensee(StrEnum):
    """被授權單位."""

    CERTIFIED_OPERATOR = auto()
    OTHER_USER = auto()
    LABORATORY = auto()


class Licensor(StrEnum):
    """授權單位."""

    CERTIFICATION_BODY = auto()
    SECRETARIAT = auto()


class MarkUse(StrEnum):
    """What the mark is put on."""

    CERTIFIED_PRODUCT = auto()
    PRODUCT_PACKAGE = auto()
    PHYSICAL_PROMOTION = auto()
    ELECTRONIC_PROMOTION = auto()
    UNCERTIFIED_PRODUCT = auto()
    TRADEMARK = auto()


NEVER = frozenset({MarkUse.UNCERTIFIED_PRODUCT, MarkUse.TRADEMARK})
PROMOTION = frozenset({MarkUse.PHYSICAL_PROMOTION, MarkUse.ELECTRONIC_PROMOTION})
SCOPE = {
    Licensee.CERTIFIED_OPERATOR: PROMOTION | {MarkUse.CERTIFIED_PRODUCT, MarkUse.PRODUCT_PACKAGE},
    Licensee.OTHER_USER: PROMOTION,
    Licensee.LABORATORY: PROMOTION,
}
SCOPE_PLACE = {
    Licensee.CERTIFIED_OPERATOR: annex(13, 3, 1),
    Licensee.OTHER_USER: annex(13, 3, 2),
    Licensee.LABORATORY: annex(13, 3, 3),
}
LICENSOR = {
    Licensee.CERTIFIED_OPERATOR: Licensor.CERTIFICATION_BODY,
    Licensee.OTHER_USER: Licensor.SECRETARIAT,
    Licensee.LABORATORY: Licensor.SECRETARIAT,
}


@dataclass(frozen=True, slots=True)
class MarkUseCheck:
    """Result of `mark-use`."""

    licensor: Licensor
    licence_valid: bool
    allowed: bool


@rule(
    "mark-use",
    "Is a use of the mark covered by the licence?",
    "標章使用是否在授權範圍內",
    NOT_WITHOUT_CONSENT,
    LICENSED_PRODUCTS_ONLY,
    annex(13, 2),
    annex(13, 3),
    WRITTEN_CONTRACT,
)
def mark_use(*, licensee: Licensee, use: MarkUse, written_contract: bool) -> Finding[MarkUseCheck]:
    """Who licenses, whether the licence stands, and whether it covers the use.

    Source: points 36, 37; annex 13 points 2-4. Errors: none.
    """
    covered = use in SCOPE[licensee]
    allowed = written_contract and covered
    if use in NEVER:
        zh = "不得用於未經授權使用之產品，亦不得作為商標之用。"
        scope = Reason(zh, "Never on unlicensed products, never as a trademark.", LICENSED_PRODUCTS_ONLY)
    elif covered:
        scope = Reason("屬授權範圍。", "Within the scope of the licence.", SCOPE_PLACE[licensee])
    else:
        zh = "授權範圍僅限推廣製作物。"
        scope = Reason(zh, "The licence covers promotional works only.", SCOPE_PLACE[licensee])
    reasons = [scope]
    if not written_contract:
        zh = "雙方未簽訂書面合約，不得使用。"
        reasons.append(Reason(zh, "There is no written contract.", WRITTEN_CONTRACT))
    result = MarkUseCheck(LICENSOR[licensee], written_contract, allowed)
    return Finding("mark-use", result, tuple(reasons), passed=allowed)


class LicenceGround(StrEnum):
    """Items (1) to (8) of point 8, in their order."""

    REQUESTED = auto()
    DISSOLVED_OR_CLOSED = auto()
    CONTRACT_ENDED = auto()
    REGISTRATION_CANCELLED = auto()
    ARTICLES_10_TO_12_BREACHED = auto()
    USE_PRINCIPLES_BREACHED = auto()
    NOT_IMPROVED_AFTER_NOTICE = auto()
    OTHER_CAUSE = auto()


ITEM = {ground: number for number, ground in enumerate(LicenceGround, start=1)}


class LicenceAct(StrEnum):
    """終止, or nothing."""

    TERMINATE = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class LicenceTermination:
    """Result of `licence-termination`."""

    point: str
    act: LicenceAct
    mandatory: bool
    ban_years: int


@rule("licence-termination", "End of a licence by the licensor", "授權之終止", TERMINATION)
def licence_termination(*, ground: LicenceGround, confirmed: bool) -> Finding[LicenceTermination]:
    """Whether the licensor may (得) end the licence. It is the end of a contract and carries no ban.

    Source: annex 13 point 8. Reading: AMB-47 (辦法第十條至第十二條 are points 35 to 37). Errors: none.
    """
    place = annex(13, 8, ITEM[ground])
    if confirmed:
        reason = Reason("經授權單位確認屬實，得終止。", "Confirmed: the licence may be ended.", place)
    else:
        reason = Reason("尚未經授權單位確認屬實。", "The licensor has not confirmed the fact.", place)
    act = LicenceAct.TERMINATE if confirmed else LicenceAct.NONE
    result = LicenceTermination(f"annex 13 point 8({ITEM[ground]})", act, mandatory=False, ban_years=0)
    return Finding("licence-termination", result, (reason,), passed=confirmed)
