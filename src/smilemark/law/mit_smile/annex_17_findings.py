"""Annex 17 points 6 and 7: severity of a finding at another user of the mark."""

from dataclasses import dataclass
from enum import StrEnum, auto

from smilemark.law.citation import annex
from smilemark.law.finding import Finding, Reason
from smilemark.law.mit_smile.annex_15_findings import FOLLOWS, FindingAction, Improvement, Severity
from smilemark.law.rules import rule

SLIGHT_PROCEDURE = annex(17, 6, 1)
SEVERE_PROCEDURE = annex(17, 6, 2)
SLIGHT_FINDINGS = annex(17, 7, 2)


class UserFault(StrEnum):
    """What surveillance of another user found."""

    RULE_BREACH = auto()
    CONTRACT_BREACH = auto()
    MARK_ON_UNCERTIFIED_PRODUCT = auto()
    SALE_OF_FALSELY_MARKED_PRODUCTS = auto()
    CREDIBILITY_HARM = auto()
    OTHER = auto()


AT_ONCE_PLACE = {
    UserFault.MARK_ON_UNCERTIFIED_PRODUCT: annex(17, 7, 1, 3),
    UserFault.SALE_OF_FALSELY_MARKED_PRODUCTS: annex(17, 7, 1, 3),
}
NOT_IMPROVED_PLACE = {
    UserFault.RULE_BREACH: annex(17, 7, 1, 1),
    UserFault.CONTRACT_BREACH: annex(17, 7, 1, 2),
    UserFault.CREDIBILITY_HARM: annex(17, 7, 1, 4),
}


@dataclass(frozen=True, slots=True)
class OtherUserFindingSeverity:
    """Result of `other-user-finding-severity`."""

    severity: Severity
    action: FindingAction


@rule(
    "other-user-finding-severity",
    "Severity of a surveillance finding: other user of the mark",
    "其他使用業者追蹤管理缺失之輕重",
    SLIGHT_PROCEDURE,
    SEVERE_PROCEDURE,
    *dict.fromkeys((*NOT_IMPROVED_PLACE.values(), *AT_ONCE_PLACE.values())),
    SLIGHT_FINDINGS,
)
def other_user_finding_severity(*, finding: UserFault, improvement: Improvement) -> Finding[OtherUserFindingSeverity]:
    """False marking is severe at once; other breaches when not improved in time; everything else is slight.

    Source: annex 17 points 6, 7. Errors: none.
    """
    severity = Severity.SEVERE
    procedure = Reason("應通知其他使用業者陳述意見。", "Asked to state its case.", SEVERE_PROCEDURE)
    if finding in AT_ONCE_PLACE:
        zh = "標示於未獲證產品或販售偽標、冒用之產品，屬重大缺失。"
        reason = Reason(zh, "False marking: severe at once.", AT_ONCE_PLACE[finding])
    elif finding in NOT_IMPROVED_PLACE and improvement == Improvement.NOT_IMPROVED:
        zh = "經通知改善而未改善，屬重大缺失。"
        reason = Reason(zh, "Notified and not improved: severe.", NOT_IMPROVED_PLACE[finding])
    else:
        severity = Severity.SLIGHT
        reason = Reason("非屬重大缺失，為輕微缺失。", "Not severe, so slight.", SLIGHT_FINDINGS)
        procedure = Reason("由秘書處通知其改善。", "The secretariat notifies improvement.", SLIGHT_PROCEDURE)
    result = OtherUserFindingSeverity(severity, FOLLOWS[severity])
    return Finding("other-user-finding-severity", result, (reason, procedure))
