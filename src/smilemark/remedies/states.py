"""States (staff name, public name) and tables of moves: orders to improve, ending cases, objections, incident batches."""

from __future__ import annotations

from django.db import models

from smilemark.accounts import roles
from smilemark.foundation.moves import Move

APPLICANT = {roles.APPLICANT}
HANDLER = {roles.REVIEWER, roles.SCHEME_AUTHORITY}
"""Who prepares: the body for classes 1 and 3, the scheme's authority for class 2 (AMB-30)."""
DECIDER = {roles.DECIDER, roles.SCHEME_AUTHORITY}
ADMINISTRATION = {roles.ADMINISTRATION}


class OrderState(models.TextChoices):
    """Where an order to improve stands (point 43 I)."""

    DRAFT = "draft", "擬稿"
    SENT = "sent", "待送達"
    RUNNING = "running", "限期改善中"
    REPORTED = "reported", "待複查"
    MET = "met", "已改善"
    NOT_MET = "not_met", "屆期未改善"
    DROPPED = "dropped", "未發出"
    REVOKED = "revoked", "命令經撤銷"


ORDER_MOVES: dict[str, Move] = {
    "amend": Move("修改擬稿", {OrderState.DRAFT}, None, HANDLER, "第四十三點第一項"),
    "attach": Move("附加證據", {OrderState.DRAFT}, None, HANDLER, "第四十三點第一項"),
    "drop": Move("不予發出", {OrderState.DRAFT}, OrderState.DROPPED, DECIDER, "第四十三點第一項"),
    "issue": Move("命限期改善", {OrderState.DRAFT}, OrderState.SENT, DECIDER, "第四十三點第一項"),
    "serve": Move("送達", {OrderState.SENT}, OrderState.RUNNING, set(), "行政程序法第一百十條", by_system=True),
    "report": Move("回報改善", {OrderState.RUNNING}, OrderState.REPORTED, APPLICANT, "第四十三點第一項"),
    "extend": Move("展延改善期限", {OrderState.RUNNING, OrderState.REPORTED}, None, DECIDER, "第四十三點第一項"),
    "return_report": Move(
        "改善不完全，退回續行改善", {OrderState.REPORTED}, OrderState.RUNNING, HANDLER, "第四十三點第一項"
    ),
    "met": Move("複查：已改善", {OrderState.RUNNING, OrderState.REPORTED}, OrderState.MET, HANDLER, "第四十三點第一項"),
    "not_met": Move(
        "複查：屆期未改善", {OrderState.RUNNING, OrderState.REPORTED}, OrderState.NOT_MET, HANDLER, "第四十三點第一項"
    ),
    "revoke": Move(
        "命令經撤銷",
        {OrderState.SENT, OrderState.RUNNING, OrderState.REPORTED, OrderState.MET, OrderState.NOT_MET},
        OrderState.REVOKED,
        set(),
        "第四十九點第一項第一款",
        by_system=True,
    ),
}


class EndingState(models.TextChoices):
    """Where a case to withdraw or cancel stands."""

    OPEN = "open", "查證中"
    INVITED = "invited", "陳述意見通知待送達"
    STATEMENT = "statement", "陳述意見中"
    RETURNED = "returned", "退回查證"
    PROPOSED = "proposed", "待核定"
    DECIDED = "decided", "處分待送達"
    EFFECTIVE = "effective", "處分已生效"
    CLOSED = "closed", "不予處分"
    SET_ASIDE = "set_aside", "原處分經撤銷"


_PREPARED: set[str] = {EndingState.OPEN, EndingState.RETURNED}
ENDING_MOVES: dict[str, Move] = {
    "amend": Move("修改查證事項", _PREPARED, None, HANDLER, "第四十一點至第四十三點"),
    "attach": Move(
        "附加證據",
        {EndingState.OPEN, EndingState.RETURNED, EndingState.INVITED, EndingState.STATEMENT},
        None,
        HANDLER,
        "第四十一點至第四十三點",
    ),
    "invite": Move(
        "通知陳述意見",
        _PREPARED,
        EndingState.INVITED,
        HANDLER,
        "行政程序法第一百零二條、第一百零四條",
        by_system=True,
    ),
    "serve_invitation": Move(
        "送達", {EndingState.INVITED}, EndingState.STATEMENT, set(), "行政程序法第一百零四條", by_system=True
    ),
    "state_case": Move("陳述意見", {EndingState.STATEMENT}, None, APPLICANT, "行政程序法第一百零五條"),
    "note_statement": Move("登錄書面陳述意見", {EndingState.STATEMENT}, None, HANDLER, "行政程序法第一百零五條"),
    "propose": Move(
        "擬具處分",
        {EndingState.OPEN, EndingState.RETURNED, EndingState.STATEMENT},
        EndingState.PROPOSED,
        HANDLER,
        "第四十一點至第四十三點",
    ),
    "send_back": Move("退回查證", {EndingState.PROPOSED}, EndingState.RETURNED, DECIDER, "第四十一點至第四十三點"),
    "decide": Move("作成處分", {EndingState.PROPOSED}, EndingState.DECIDED, DECIDER, "第四十一點至第四十三點"),
    "close": Move(
        "不予處分",
        {EndingState.OPEN, EndingState.RETURNED, EndingState.STATEMENT, EndingState.PROPOSED},
        EndingState.CLOSED,
        DECIDER,
        "第四十一點至第四十三點",
    ),
    "take_effect": Move(
        "處分生效", {EndingState.DECIDED}, EndingState.EFFECTIVE, set(), "行政程序法第一百十條", by_system=True
    ),
    "set_aside": Move(
        "原處分經撤銷",
        {EndingState.DECIDED, EndingState.EFFECTIVE},
        EndingState.SET_ASIDE,
        set(),
        "第四十九點第一項第一款",
        by_system=True,
    ),
    "reopen": Move(
        "發回另為處理", {EndingState.SET_ASIDE}, EndingState.RETURNED, set(), "第四十九點第一項第一款", by_system=True
    ),
}


class ObjectionState(models.TextChoices):
    """Where an objection stands (point 49)."""

    FILED = "filed", "待受理"
    REVIEW = "review", "複查中"
    PROPOSED = "proposed", "複查決定待核定"
    UPHELD = "upheld", "異議有理由"
    REJECTED = "rejected", "維持原決定"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    WITHDRAWN = "withdrawn", "業者撤回異議"


_REVIEWED: set[str] = {ObjectionState.REVIEW}
OBJECTION_MOVES: dict[str, Move] = {
    "attach": Move(
        "補充佐證資料",
        {ObjectionState.FILED, ObjectionState.REVIEW},
        None,
        {roles.APPLICANT, roles.ADMINISTRATION},
        "第四十九點第一項第一款",
    ),
    "accept": Move(
        "受理，進行複查", {ObjectionState.FILED}, ObjectionState.REVIEW, ADMINISTRATION, "第四十九點第一項第一款"
    ),
    "not_accept": Move(
        "不予受理", {ObjectionState.FILED}, ObjectionState.NOT_ACCEPTED, ADMINISTRATION, "第四十九點第一項第一款"
    ),
    "explain": Move("原機構說明", _REVIEWED, None, DECIDER, "第四十九點第一項第一款"),
    "propose": Move("擬具複查決定", _REVIEWED, ObjectionState.PROPOSED, ADMINISTRATION, "第四十九點第一項第一款"),
    "send_back": Move(
        "退回複查", {ObjectionState.PROPOSED}, ObjectionState.REVIEW, ADMINISTRATION, "第四十九點第一項第一款"
    ),
    "uphold": Move(
        "異議有理由，撤銷原決定",
        {ObjectionState.PROPOSED},
        ObjectionState.UPHELD,
        ADMINISTRATION,
        "第四十九點第一項第一款",
    ),
    "reject": Move(
        "維持原決定", {ObjectionState.PROPOSED}, ObjectionState.REJECTED, ADMINISTRATION, "第四十九點第一項第一款"
    ),
    "withdraw": Move(
        "撤回異議", {ObjectionState.FILED, ObjectionState.REVIEW}, ObjectionState.WITHDRAWN, APPLICANT, "第四十九點"
    ),
    "replace": Move("另為適法之處分", {ObjectionState.UPHELD}, None, set(), "第四十九點第一項第一款", by_system=True),
    "take_effect": Move(
        "複查決定生效",
        {ObjectionState.UPHELD, ObjectionState.REJECTED, ObjectionState.NOT_ACCEPTED},
        None,
        set(),
        "行政程序法第一百十條",
        by_system=True,
    ),
}


class BatchState(models.TextChoices):
    """Where an incident batch stands: never executed without its dry run."""

    DRAFT = "draft", "待試算"
    TRIED = "tried", "已試算"
    RUNNING = "running", "執行中"
    DONE = "done", "已完成"
    DROPPED = "dropped", "未執行"


BATCH_PREPARER = {roles.REVIEWER, roles.ADMINISTRATION}
BATCH_DECIDER = {roles.DECIDER, roles.ADMINISTRATION}
BATCH_MOVES: dict[str, Move] = {
    "try_out": Move(
        "試算",
        {BatchState.DRAFT, BatchState.TRIED},
        BatchState.TRIED,
        BATCH_PREPARER,
        "第七點第八款、第四十一點至第四十三點",
    ),
    "execute": Move("執行", {BatchState.TRIED}, BatchState.RUNNING, BATCH_DECIDER, "第四十一點至第四十三點"),
    "finish": Move("完成", {BatchState.RUNNING}, BatchState.DONE, set(), "第四十一點至第四十三點", by_system=True),
    "drop": Move(
        "不予執行", {BatchState.DRAFT, BatchState.TRIED}, BatchState.DROPPED, BATCH_DECIDER, "第四十一點至第四十三點"
    ),
}


PUBLIC_NAMES: dict[str, str] = {
    EndingState.OPEN: "查證中",
    EndingState.INVITED: "查證中",
    EndingState.STATEMENT: "請陳述意見",
    EndingState.RETURNED: "查證中",
    EndingState.PROPOSED: "查證中",
    EndingState.DECIDED: "已發處分書",
    EndingState.EFFECTIVE: "處分已生效",
    EndingState.CLOSED: "不予處分",
    EndingState.SET_ASIDE: "原處分經撤銷",
}
"""An ending case as the firm reads it; it learns of the case when it is asked to state its own."""

NOT_SENT = frozenset({OrderState.DRAFT, OrderState.DROPPED})
"""States of an order the firm does not see: nothing was sent."""
