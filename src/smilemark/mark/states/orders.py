"""States and moves of orders of government-printed labels (annex 14 points 3(4), 4(2), 6) and of quantity objections."""

from __future__ import annotations

from django.db import models

from smilemark.accounts import roles
from smilemark.foundation.moves import Move

APPLICANT = {roles.APPLICANT}
REVIEWER = {roles.REVIEWER}
DECIDER = {roles.DECIDER}
PRINTER = {roles.PRINTING_BODY}

APPLY = "附件十四第三點第四款"
QUANTITY = "附件十四第四點第二款"
OBJECTION = "附件十四第六點第一款"
CHECK = "附件十四第六點第二款"


class OrderState(models.TextChoices):
    """Where an application for government-printed labels stands."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "審查中"
    SUPPLEMENT = "supplement", "待補件"
    PROPOSED = "proposed", "待核定"
    APPROVED = "approved", "已核准，待列入清單"
    REFUSED = "refused", "不予核准"
    WITHDRAWN = "withdrawn", "已撤回"
    LISTED = "listed", "已列入核准清單"
    PRINTING = "printing", "印製中"
    DELIVERED = "delivered", "已送交，待業者核對"
    FAULTY = "faulty", "業者通知誤差，查證中"
    REPRINTING = "reprinting", "重新印製中"
    ACCEPTED = "accepted", "業者核對無誤"


_BEFORE_DECISION = {OrderState.DRAFT, OrderState.SUBMITTED, OrderState.SUPPLEMENT}
_FILLED: set[str] = {OrderState.DRAFT, OrderState.SUPPLEMENT}
ORDER_MOVES: dict[str, Move] = {
    "fill": Move("填寫", _FILLED, None, APPLICANT, APPLY),
    "submit": Move("送件", {OrderState.DRAFT}, OrderState.SUBMITTED, APPLICANT, APPLY),
    "withdraw": Move("撤回申請", set(_BEFORE_DECISION), OrderState.WITHDRAWN, APPLICANT, APPLY),
    "ask_supplement": Move("通知補件", {OrderState.SUBMITTED}, OrderState.SUPPLEMENT, REVIEWER, APPLY),
    "supplement": Move("補件送出", {OrderState.SUPPLEMENT}, OrderState.SUBMITTED, APPLICANT, APPLY),
    "propose": Move("擬具核准數量", {OrderState.SUBMITTED}, OrderState.PROPOSED, REVIEWER, QUANTITY),
    "send_back": Move("退回審查", {OrderState.PROPOSED}, OrderState.SUBMITTED, DECIDER, QUANTITY),
    "approve": Move("核准印製數量", {OrderState.PROPOSED}, OrderState.APPROVED, DECIDER, QUANTITY),
    "refuse": Move("不予核准", {OrderState.PROPOSED}, OrderState.REFUSED, DECIDER, QUANTITY),
    "grant": Move("增核數量", {OrderState.DRAFT}, OrderState.APPROVED, set(), OBJECTION, by_system=True),
    "revoke_approval": Move(
        "廢止核准（標章使用權已終止）", {OrderState.APPROVED}, OrderState.REFUSED, DECIDER, "第三十七點"
    ),
    "put_on_list": Move("列入核准清單", {OrderState.APPROVED}, OrderState.LISTED, set(), APPLY, by_system=True),
    "send_to_print": Move("送印製執行機構", {OrderState.LISTED}, OrderState.PRINTING, set(), APPLY, by_system=True),
    "allot": Move("編號印製", {OrderState.PRINTING, OrderState.REPRINTING}, None, PRINTER, CHECK),
    "deliver": Move("送交業者", {OrderState.PRINTING}, OrderState.DELIVERED, PRINTER, APPLY),
    "accept": Move("核對無誤", {OrderState.DELIVERED}, OrderState.ACCEPTED, APPLICANT, CHECK),
    "report_error": Move("通知誤差", {OrderState.DELIVERED}, OrderState.FAULTY, APPLICANT, CHECK),
    "confirm_error": Move("查證屬實", {OrderState.FAULTY}, OrderState.REPRINTING, PRINTER, CHECK),
    "deny_error": Move("查證不實", {OrderState.FAULTY}, OrderState.DELIVERED, PRINTER, CHECK),
    "redeliver": Move("重新印製送交", {OrderState.REPRINTING}, OrderState.DELIVERED, PRINTER, CHECK),
}

NOT_SUBMITTED = frozenset({OrderState.DRAFT})
"""Nobody but the firm reads what it has not submitted."""
ENDED = frozenset({OrderState.REFUSED, OrderState.WITHDRAWN, OrderState.ACCEPTED})
AT_PRINTER = frozenset(
    {OrderState.PRINTING, OrderState.DELIVERED, OrderState.FAULTY, OrderState.REPRINTING, OrderState.ACCEPTED}
)

PUBLIC_NAMES: dict[str, str] = {OrderState.PROPOSED: "審查中"}
"""As the firm reads a state, where it differs: what is proposed inside the body is not told."""


class ObjectionState(models.TextChoices):
    """Where an objection to the approved quantity stands."""

    FILED = "filed", "待書面說明"
    EXPLAINED = "explained", "已提供書面說明"
    NOT_ACCEPTED = "not_accepted", "不予受理"


OBJECTION_MOVES: dict[str, Move] = {
    "explain": Move("提供書面說明", {ObjectionState.FILED}, ObjectionState.EXPLAINED, DECIDER, OBJECTION),
    "not_accept": Move("不予受理", {ObjectionState.FILED}, ObjectionState.NOT_ACCEPTED, DECIDER, OBJECTION),
}
