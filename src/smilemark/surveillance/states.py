"""States and tables of moves of plans, draws, visits, findings and summaries (annex 15; its appendix 3)."""

from __future__ import annotations

from django.db import models

from smilemark.accounts import roles
from smilemark.foundation.moves import Move

_DESK = frozenset({roles.REVIEWER, roles.DECIDER})
_REVIEWER = frozenset({roles.REVIEWER})
_DECIDER = frozenset({roles.DECIDER})
_ASSESSOR = frozenset({roles.ASSESSOR})
_APPLICANT = frozenset({roles.APPLICANT})
_ADMINISTRATION = frozenset({roles.ADMINISTRATION})


class PlanState(models.TextChoices):
    """Where a yearly plan stands: carried out only after approval (annex 15 point 3(1)1)."""

    DRAFT = "draft", "研擬中"
    FILED = "filed", "報請核定中"
    APPROVED = "approved", "已核定"


PLAN_MOVES: dict[str, Move] = {
    "edit": Move("修改計畫", {PlanState.DRAFT}, None, _DESK, "附件十五第三點第一款第一目"),
    "file": Move("報請核定", {PlanState.DRAFT}, PlanState.FILED, _DECIDER, "附件十五第三點第一款第一目"),
    "return": Move("退回修正", {PlanState.FILED}, PlanState.DRAFT, _ADMINISTRATION, "附件十五附錄三"),
    "approve": Move("核定", {PlanState.FILED}, PlanState.APPROVED, _ADMINISTRATION, "附件十五第三點第一款第一目"),
}


class DrawState(models.TextChoices):
    """A draw: frame and promise of the seed are published first, then the sample is drawn."""

    FROZEN = "frozen", "母體已公布，尚未抽樣"
    DRAWN = "drawn", "已抽樣"


DRAW_MOVES: dict[str, Move] = {
    "draw": Move(
        "抽樣",
        {DrawState.FROZEN},
        DrawState.DRAWN,
        _DESK | _ASSESSOR,
        "附件十五第二點第一款",
    ),
}


class VisitState(models.TextChoices):
    """Where the regular visit of one factory stands (annex 15 point 3(1), appendix 3)."""

    SELECTED = "selected", "待排定及通知"
    NOTIFIED = "notified", "已通知，待查核"
    IDLE = "idle", "未開工，待改期"
    VISITING = "visiting", "查核中"
    REPORTED = "reported", "已製作查核報告"
    CLOSED = "closed", "結案"
    DROPPED = "dropped", "不查核"


_BEFORE: frozenset[str] = frozenset({VisitState.SELECTED, VisitState.NOTIFIED, VisitState.IDLE})

VISIT_MOVES: dict[str, Move] = {
    "name_factory": Move("指定生產工廠", {VisitState.SELECTED}, None, _REVIEWER, "附件十五第二點第一款第一目"),
    "assign": Move("指派查核人員", _BEFORE, None, _DESK, "附件十五第五點"),
    "notify": Move("通知查核", _BEFORE, VisitState.NOTIFIED, _REVIEWER, "附件十五第三點第一款第二目"),
    "tell_idle": Move(
        "通知未開工",
        {VisitState.NOTIFIED},
        VisitState.IDLE,
        _APPLICANT | _REVIEWER,
        "附件十五第三點第一款第二目",
    ),
    "declare_production": Move(
        "登錄仍生產中之產品",
        {VisitState.NOTIFIED, VisitState.VISITING},
        None,
        _APPLICANT | _REVIEWER | _ASSESSOR,
        "附件十五第二點第一款第二目",
    ),
    "draw_products": Move(
        "抽樣產品",
        {VisitState.NOTIFIED, VisitState.VISITING},
        None,
        _REVIEWER | _ASSESSOR,
        "附件十五第二點第一款第二目",
    ),
    "start": Move("開始現場查核", {VisitState.NOTIFIED}, VisitState.VISITING, _ASSESSOR, "附件十五第五點"),
    "refused_entry": Move(
        "業者拒絕查核", {VisitState.NOTIFIED}, VisitState.REPORTED, _ASSESSOR, "第三十九點、第四十點"
    ),
    "record": Move("登錄查核結果", {VisitState.VISITING}, None, _ASSESSOR, "附件十五第一點、附錄二"),
    "record_test": Move(
        "登錄產品檢驗結果", {VisitState.VISITING}, None, _REVIEWER | _ASSESSOR, "附件十五第一點第四款、附錄二"
    ),
    "report": Move("製作查核報告", {VisitState.VISITING}, VisitState.REPORTED, _ASSESSOR, "附件十五第三點第一款第三目"),
    "report_breach": Move(
        "層報涉嫌違法情事",
        {VisitState.VISITING, VisitState.REPORTED, VisitState.CLOSED},
        None,
        _DESK,
        "附件十五第七點",
    ),
    "close": Move("結案", {VisitState.REPORTED}, VisitState.CLOSED, frozenset(), "附件十五附錄三", by_system=True),
    "drop": Move("不查核", _BEFORE, VisitState.DROPPED, _DECIDER, "附件十五第二點第一款第一目"),
}


class FaultState(models.TextChoices):
    """Where a finding stands: improvement of slight ones, statement and decision on serious ones (point 6)."""

    FOUND = "found", "待處理"
    IMPROVING = "improving", "改善中"
    IMPROVEMENT_TOLD = "told", "已通知改善完成，待查證"
    IMPROVED = "improved", "已改善"
    SERIOUS = "serious", "重大缺失，待通知陳述意見"
    STATEMENT = "statement", "陳述意見中"
    STATED = "stated", "已陳述意見，待決定"
    KEPT = "kept", "維持重大缺失"
    REPORTED_UP = "reported", "維持重大缺失，已層報"
    LIFTED = "lifted", "未維持重大缺失"
    SET_ASIDE = "set_aside", "判定經撤銷"


FAULT_OVER = frozenset({FaultState.IMPROVED, FaultState.REPORTED_UP, FaultState.LIFTED, FaultState.SET_ASIDE})
"""Nothing more follows in surveillance."""

FAULT_MOVES: dict[str, Move] = {
    "grade_serious": Move(
        "判定重大缺失", {FaultState.FOUND}, FaultState.SERIOUS, _ASSESSOR, "附件十五第八點", by_system=True
    ),
    "notify_improvement": Move("通知改善", {FaultState.FOUND}, FaultState.IMPROVING, _DESK, "附件十五第六點第一款"),
    "tell_improved": Move(
        "通知改善完成",
        {FaultState.IMPROVING},
        FaultState.IMPROVEMENT_TOLD,
        _APPLICANT | _REVIEWER,
        "附件十五附錄三",
    ),
    "confirm_improved": Move(
        "查證已改善",
        {FaultState.IMPROVING, FaultState.IMPROVEMENT_TOLD},
        FaultState.IMPROVED,
        _DESK,
        "附件十五第六點第一款",
    ),
    "ask_again": Move(
        "改善未完成，再通知改善",
        {FaultState.IMPROVEMENT_TOLD, FaultState.IMPROVING},
        FaultState.IMPROVING,
        _DESK,
        "附件十五第六點第一款",
    ),
    "not_improved": Move(
        "判定未改善",
        {FaultState.IMPROVING, FaultState.IMPROVEMENT_TOLD},
        FaultState.SERIOUS,
        _DESK,
        "附件十五第八點",
    ),
    "invite_statement": Move("通知陳述意見", {FaultState.SERIOUS}, FaultState.STATEMENT, _DESK, "附件十五第六點第二款"),
    "state_case": Move(
        "陳述意見", {FaultState.STATEMENT}, FaultState.STATED, _APPLICANT | _REVIEWER, "附件十五第六點第二款"
    ),
    "keep": Move(
        "維持重大缺失之判斷",
        {FaultState.STATEMENT, FaultState.STATED},
        FaultState.KEPT,
        _DECIDER,
        "附件十五第六點第二款",
    ),
    "lift": Move(
        "不維持重大缺失之判斷",
        {FaultState.STATEMENT, FaultState.STATED},
        FaultState.LIFTED,
        _DECIDER,
        "附件十五第六點第二款",
    ),
    "open_ending": Move(
        "立案廢止標章使用權",
        {FaultState.KEPT, FaultState.REPORTED_UP},
        None,
        _REVIEWER,
        "附件十五第六點第二款、第四十二點",
    ),
    "order_improvement": Move(
        "擬具限期改善命令", {FaultState.KEPT, FaultState.REPORTED_UP}, None, _REVIEWER, "第四十三點第一項"
    ),
    "set_aside": Move(
        "異議有理由，原判定撤銷",
        {state for state in FaultState if state not in (FaultState.LIFTED, FaultState.SET_ASIDE)},
        FaultState.SET_ASIDE,
        frozenset(),
        "第四十九點第一項第一款",
        by_system=True,
    ),
    "report_up": Move("逐級層報", {FaultState.KEPT}, FaultState.REPORTED_UP, _DESK, "附件十五第六點第二款"),
}


class SummaryState(models.TextChoices):
    """Where a yearly summary stands (annex 15 point 4)."""

    DRAFT = "draft", "製作中"
    FILED = "filed", "已陳報"
    NOTED = "noted", "已備查"


SUMMARY_MOVES: dict[str, Move] = {
    "edit": Move("修改說明", {SummaryState.DRAFT}, None, _DESK, "附件十五第四點第一項"),
    "file": Move("陳報備查", {SummaryState.DRAFT}, SummaryState.FILED, _DECIDER, "附件十五第四點第一項"),
    "note": Move("備查", {SummaryState.FILED}, SummaryState.NOTED, _ADMINISTRATION, "附件十五第四點第一項"),
}


class InquiryState(models.TextChoices):
    """Where an irregular check stands (annex 15 point 3(2), appendix 5)."""

    RECEIVED = "received", "待分派驗證機構"
    CHECKING = "checking", "查核中"
    REPORTED = "reported", "已製作查核報告"
    CLOSED = "closed", "結案"
    MERGED = "merged", "已併案"


INQUIRY_PUBLIC: dict[str, str] = {
    InquiryState.RECEIVED: "已收件，待分派",
    InquiryState.CHECKING: "查核中",
    InquiryState.REPORTED: "查核完成，處理中",
    InquiryState.CLOSED: "已結案",
    InquiryState.MERGED: "與另一案併同查核",
}
"""What the person who reported reads."""

_SECRETARIAT = frozenset({roles.SECRETARIAT})
_UNDER_WAY = frozenset({InquiryState.RECEIVED, InquiryState.CHECKING})

INQUIRY_MOVES: dict[str, Move] = {
    "assign_body": Move(
        "分派驗證機構",
        {InquiryState.RECEIVED},
        InquiryState.CHECKING,
        _SECRETARIAT,
        "第四十四點、附件十五第二點第二款",
        by_system=True,
    ),
    "merge": Move("併案", _UNDER_WAY, InquiryState.MERGED, _DESK | _SECRETARIAT, "附件十五第二點第二款"),
    "record_step": Move(
        "登錄查核步驟", {InquiryState.CHECKING}, None, _REVIEWER | _ASSESSOR, "附件十五第三點第二款第一目"
    ),
    "record_results": Move("登錄查核結果", {InquiryState.CHECKING}, None, _REVIEWER | _ASSESSOR, "附件十五附錄四"),
    "report": Move(
        "製作不定期查核報告",
        {InquiryState.CHECKING},
        InquiryState.REPORTED,
        _REVIEWER | _ASSESSOR,
        "附件十五第三點第二款第二目",
    ),
    "hand_over": Move(
        "層報涉嫌違法情事",
        {InquiryState.RECEIVED, InquiryState.CHECKING, InquiryState.REPORTED},
        None,
        _DESK | _SECRETARIAT,
        "第四十四點、附件十五第七點",
    ),
    "report_up": Move("逐級提報", {InquiryState.CHECKING, InquiryState.REPORTED}, None, _DESK, "第四十四點第一項"),
    "settle": Move("依法辦理並結案", {InquiryState.RECEIVED}, InquiryState.CLOSED, _SECRETARIAT, "第四十四點第三項"),
    "follow_up": Move("登錄後續處理", {InquiryState.REPORTED}, None, _DESK, "附件十五第六點"),
    "close": Move("結案／函覆檢舉人", {InquiryState.REPORTED}, InquiryState.CLOSED, _DESK, "附件十五附錄五"),
}
