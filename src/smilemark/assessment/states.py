"""States and tables of moves of origin determinations and factory assessments."""

from __future__ import annotations

from django.db import models

from smilemark.accounts import roles
from smilemark.foundation.moves import Move


class OriginState(models.TextChoices):
    """Where a determination stands (point 17)."""

    PENDING = "pending", "待認定"
    PASSED = "passed", "符合"
    FAILED = "failed", "不符合"
    CLOSED = "closed", "結案（未續辦）"


ORIGIN_MOVES: dict[str, Move] = {
    "assign": Move("指派評核人員", {OriginState.PENDING}, None, {roles.REVIEWER, roles.DECIDER}, "第十五點、第三十點"),
    "attach": Move("附佐證", {OriginState.PENDING}, None, {roles.APPLICANT, roles.ASSESSOR}, "第十七點、第二十七點"),
    "declare": Move("填報物料清單", {OriginState.PENDING}, None, {roles.APPLICANT}, "第二十三點第一項第三款"),
    "record": Move("登錄查核事實", {OriginState.PENDING}, None, {roles.ASSESSOR}, "第十七點、第二十七點"),
    "determine_met": Move("認定符合", {OriginState.PENDING}, OriginState.PASSED, {roles.ASSESSOR}, "第十七點"),
    "determine_unmet": Move("認定不符合", {OriginState.PENDING}, OriginState.FAILED, {roles.ASSESSOR}, "第十七點"),
    "close": Move(
        "結案",
        {OriginState.PENDING},
        OriginState.CLOSED,
        {roles.REVIEWER, roles.DECIDER, roles.APPLICANT},
        "第二十六點",
        by_system=True,
    ),
}


class FactoryState(models.TextChoices):
    """Where an assessment stands (points 27, 28)."""

    PLANNED = "planned", "待現場評核"
    PLAN_DUE = "plan_due", "待提矯正計畫"
    PLAN_CHECK = "plan_check", "矯正計畫查核中"
    PASSED = "passed", "通過"
    FAILED = "failed", "不通過"
    WAIVED = "waived", "免辦工廠品管系統評核"
    CLOSED = "closed", "結案（未續辦）"


FACTORY_MOVES: dict[str, Move] = {
    # The system assigns whom a visit of surveillance was given to (annex 15 point 5).
    "assign": Move(
        "指派評核人員",
        {FactoryState.PLANNED},
        None,
        {roles.REVIEWER, roles.DECIDER},
        "第十五點、第三十點",
        by_system=True,
    ),
    "schedule": Move("排定現場評核", {FactoryState.PLANNED}, None, {roles.REVIEWER, roles.ASSESSOR}, "第二十七點"),
    "record": Move("登錄評核表", {FactoryState.PLANNED}, None, {roles.ASSESSOR}, "附件七"),
    "waive": Move(
        "免辦評核",
        {FactoryState.PLANNED},
        FactoryState.WAIVED,
        {roles.REVIEWER, roles.ASSESSOR},
        "第十九點第二項、第二十七點第二項",
    ),
    "refused_entry": Move(
        "業者拒絕評核",
        {FactoryState.PLANNED},
        FactoryState.FAILED,
        {roles.ASSESSOR},
        "第二十八點第一項第一款第一目",
    ),
    "conclude_pass": Move("判定通過", {FactoryState.PLANNED}, FactoryState.PASSED, {roles.ASSESSOR}, "第二十八點"),
    "conclude_plan": Move(
        "判定須提矯正計畫",
        {FactoryState.PLANNED},
        FactoryState.PLAN_DUE,
        {roles.ASSESSOR},
        "第二十八點第一項第二款",
    ),
    "conclude_fail": Move(
        "判定不通過", {FactoryState.PLANNED}, FactoryState.FAILED, {roles.ASSESSOR}, "第二十八點第一項第一款"
    ),
    "extend_plan": Move("展延矯正期限", {FactoryState.PLAN_DUE}, None, {roles.REVIEWER}, "第二十八點第一項第二款"),
    "draft_plan": Move("撰寫矯正計畫", {FactoryState.PLAN_DUE}, None, {roles.APPLICANT}, "附件九"),
    "file_plan": Move(
        "提出矯正計畫",
        {FactoryState.PLAN_DUE},
        FactoryState.PLAN_CHECK,
        {roles.APPLICANT, roles.REVIEWER},
        "附件九",
    ),
    "plan_in_time": Move(
        "矯正計畫遵期提出，通過",
        {FactoryState.PLAN_CHECK},
        FactoryState.PASSED,
        {roles.REVIEWER},
        "附件七結果判定",
    ),
    "check_refused": Move(
        "拒絕查核執行情形，不通過",
        {FactoryState.PLAN_CHECK},
        FactoryState.FAILED,
        {roles.REVIEWER},
        "第二十八點第一項第一款第一目",
    ),
    "plan_late": Move(
        "未依期限提出矯正計畫，不通過",
        {FactoryState.PLAN_DUE, FactoryState.PLAN_CHECK},
        FactoryState.FAILED,
        {roles.REVIEWER},
        "第二十八點第一項第一款第三目",
    ),
    "close": Move(
        "結案",
        {FactoryState.PLANNED, FactoryState.PLAN_DUE, FactoryState.PLAN_CHECK},
        FactoryState.CLOSED,
        {roles.REVIEWER, roles.DECIDER, roles.APPLICANT},
        "第二十六點",
        by_system=True,
    ),
}
