"""Who may write what about firms, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.accounts import roles
from smilemark.companies.queries import OFFICERS, is_officer
from smilemark.foundation.moves import SYSTEM, Actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from smilemark.companies.models import Firm, Relation

DECLARING = roles.BODY_ROLES | {roles.LABORATORY, roles.SCHEME_AUTHORITY} | OFFICERS
"""Whom point 15 lists (a scheme's authority examines in place of a body), and those whom a declaration only warns (AMB-36)."""


ON_THE_CERTIFICATE = frozenset({"name", "address", "responsible_person"})
"""What point 32 I lets a holder change by application only."""

_holding: list[Callable[[int], bool]] = []


def ask_for_certificates(question: Callable[[int], bool]) -> None:
    """Let the app of the certificates say whether a firm (its id) holds one; called once, when that app is ready."""
    _holding[:] = [question]


def is_decider(by: Actor) -> bool:
    """Whether the person decides for a certification body (a replacement enters the registered change, point 32)."""
    return by.holds(roles.DECIDER, None)


def why_not_register(by: Actor) -> str | None:
    """Point 2: of one's own will; any person who is signed in may register the firm they act for."""
    if by is SYSTEM or by.pk is not None:
        return None
    return "請先登入，再登錄業者基本資料。"


def why_not_change(by: Actor, firm: Firm) -> str | None:
    """Only people of the firm, and those who keep the registers."""
    if by is SYSTEM or is_officer(by) or by.holds(roles.APPLICANT, firm.pk):
        return None
    return "僅該業者之申請人員、秘書處或本署可以變更業者及工廠資料。"


def why_not_change_certified(by: Actor, firm: Firm) -> str | None:
    """Point 32 I: what stands on a certificate, and so in the public register, is not the holder's to rewrite."""
    if by is SYSTEM or is_officer(by) or not any(asked(firm.pk) for asked in _holding):
        return None
    return (
        "已獲證業者之名稱、地址及負責人，應申請變更並換發驗證書（第三十二點第一項）；"
        "驗證書已失其效力者，請檢具登記主管機關之核准文件洽秘書處辦理。"
    )


def why_not_declare(by: Actor, user_id: int) -> str | None:
    """Point 15: everybody declares for themselves; the secretariat and the administration record late discoveries."""
    if by.pk == user_id:
        if any(by.holds(role, None) for role in DECLARING):
            return None
        return "利害關係之揭露適用於驗證機構、檢驗機構、制度主管機關、秘書處及本署之人員（第十五點）。"
    if is_officer(by):
        return None
    return "利害關係由本人揭露；他人之利害關係僅秘書處或本署可以登錄（第十五點）。"


def why_not_correct(by: Actor, relation: Relation) -> str | None:
    """As declaring: the person, or those who keep the registers."""
    return why_not_declare(by, relation.user_id)


def why_not_ban(by: Actor) -> str | None:
    """Points 41 to 43: the body decides for classes 1 and 3 (AMB-30); the administration keeps the ledger."""
    if by is SYSTEM or by.holds(roles.DECIDER, None) or by.holds(roles.ADMINISTRATION, None):
        return None
    return "僅驗證機構核定人員或本署可以登錄不得重新申請之期間（第四十一點至第四十三點）。"
