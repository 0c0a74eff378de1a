"""Self-printing: states (staff name, public name) and the table of moves (annex 14, drawing FC-A14)."""

from __future__ import annotations

from django.db import models

from smilemark.accounts import roles
from smilemark.foundation.moves import Move

FIRM, REVIEWER, DECIDER = {roles.APPLICANT}, {roles.REVIEWER}, {roles.DECIDER}


class PrintState(models.TextChoices):
    """Where an application for self-printing stands."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "待審查"
    SUPPLEMENT = "supplement", "待補正"
    REVIEWED = "reviewed", "待核定"
    APPROVED = "approved", "審查通過"
    REGISTERED = "registered", "已登錄得自行印製"
    PRINTED = "printed", "印製中"
    REFUSED = "refused", "不予同意"
    WITHDRAWN = "withdrawn", "業者撤回"


_BEFORE_DECISION: set[str] = {
    PrintState.DRAFT,
    PrintState.SUBMITTED,
    PrintState.SUPPLEMENT,
    PrintState.REVIEWED,
}
MAY_PRINT = (PrintState.REGISTERED, PrintState.PRINTED)
AT_BODY = (PrintState.SUBMITTED, PrintState.REVIEWED)
PRINT_MOVES: dict[str, Move] = {
    "amend": Move("修改申請", {PrintState.DRAFT, PrintState.SUPPLEMENT}, None, FIRM, "附件十四第五點第一款"),
    "attach": Move("附加標章樣本", {PrintState.DRAFT, PrintState.SUPPLEMENT}, None, FIRM, "附件十四第五點第一款第二目"),
    "detach": Move("移除標章樣本", {PrintState.DRAFT, PrintState.SUPPLEMENT}, None, FIRM, "附件十四第五點第一款第二目"),
    "submit": Move(
        "送件",
        {PrintState.DRAFT, PrintState.SUPPLEMENT},
        PrintState.SUBMITTED,
        FIRM,
        "附件十四第三點第一款",
    ),
    "review": Move("審查標章樣本", {PrintState.SUBMITTED}, PrintState.REVIEWED, REVIEWER, "附件十四第四點第一款"),
    "ask_supplement": Move("通知補正", {PrintState.SUBMITTED}, PrintState.SUPPLEMENT, REVIEWER, "附件十四第三點第一款"),
    "send_back": Move("退回審查", {PrintState.REVIEWED}, PrintState.SUBMITTED, DECIDER, "附件十四第三點第一款"),
    "approve": Move("審查通過", {PrintState.REVIEWED}, PrintState.APPROVED, DECIDER, "附件十四第三點第一款"),
    "refuse": Move("不予同意", {PrintState.REVIEWED}, PrintState.REFUSED, DECIDER, "附件十四第三點第一款"),
    "register": Move(
        "於驗證系統登錄", {PrintState.APPROVED}, PrintState.REGISTERED, set(), "附件十四第三點第二款", by_system=True
    ),
    "print": Move(
        "登錄印製",
        {PrintState.REGISTERED, PrintState.PRINTED},
        PrintState.PRINTED,
        FIRM,
        "附件十四第三點第一款",
    ),
    "withdraw": Move("撤回申請", _BEFORE_DECISION, PrintState.WITHDRAWN, FIRM, "附件十四第三點第一款"),
}
