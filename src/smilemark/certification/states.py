"""States (staff name, public name) and tables of moves of a verification case and its children (point 26, annex 6)."""

from __future__ import annotations

from django.db import models

from smilemark.accounts import roles
from smilemark.foundation.moves import Move

GRANTERS = {roles.SCHEME_AUTHORITY, roles.ADMINISTRATION}
"""Who grants the mark in class 2: the authority delegated on the day; without a delegation the administration."""

APPLICANT, REVIEWER, DECIDER = {roles.APPLICANT}, {roles.REVIEWER}, {roles.DECIDER}
POINT_49 = "第四十九點第一項第一款"


class State(models.TextChoices):
    """Where a case stands on the chart of annex 6."""

    DRAFT = "draft", "草稿"
    APPLIED = "applied", "資格審查"
    DOC_REVIEW = "doc_review", "書面審查"
    SUPPLEMENT = "supplement", "補件"
    VERIFYING = "verifying", "現場評核及產品品質檢驗"
    REPORT = "report", "驗證結果彙整報告製作"
    REPORT_REVIEW = "report_review", "驗證結果彙整報告審查"
    FEE_CHECK = "fee_check", "確認規費繳納"
    FEE_DUE = "fee_due", "通知補繳規費"
    CONTRACT = "contract", "授權使用契約簽訂"
    NUMBERED = "numbered", "已編驗證書編號"
    CERTIFIED = "certified", "驗證書發放"
    REFUSED = "refused", "核駁"
    DROPPED = "dropped", "業者撤回"
    UNDER_SCHEME = "under_scheme", "依採認制度審查中"
    GRANT_REVIEW = "grant_review", "授權使用標章審查（第二類）"
    REGISTERED = "registered", "已登錄（第二類）"
    REISSUED = "reissued", "已換（補）發"
    ENDED = "ended", "已終止使用"


PUBLIC_NAMES: dict[str, str] = {
    State.DRAFT: "草稿",
    State.APPLIED: "審查中",
    State.DOC_REVIEW: "審查中",
    State.SUPPLEMENT: "待業者補件",
    State.VERIFYING: "評核及檢驗中",
    State.REPORT: "審查中",
    State.REPORT_REVIEW: "審查中",
    State.FEE_CHECK: "待繳規費",
    State.FEE_DUE: "待繳規費",
    State.CONTRACT: "待簽約",
    State.NUMBERED: "發證中",
    State.CERTIFIED: "已發證",
    State.REFUSED: "未通過",
    State.DROPPED: "已撤回",
    State.UNDER_SCHEME: "審查中",
    State.GRANT_REVIEW: "審查中",
    State.REGISTERED: "已登錄",
    State.REISSUED: "已換（補）發",
    State.ENDED: "已終止使用",
}

ENDED_STATES = frozenset(
    {
        State.CERTIFIED,
        State.REFUSED,
        State.DROPPED,
        State.REGISTERED,
        State.REISSUED,
        State.ENDED,
    }
)

FEE_OPEN = frozenset(
    {
        State.APPLIED,
        State.DOC_REVIEW,
        State.SUPPLEMENT,
        State.VERIFYING,
        State.REPORT,
        State.REPORT_REVIEW,
        State.FEE_CHECK,
    }
)
"""From application to the check of the fee: it may be paid, or be let off, at any of these (annex 6)."""

AT_WORK = FEE_OPEN | {State.FEE_DUE, State.CONTRACT, State.NUMBERED, State.UNDER_SCHEME}
"""People of the body may be put on the case, or taken off it."""

MOVES: dict[str, Move] = {
    "save_draft": Move("儲存", {State.DRAFT}, None, APPLICANT, "第二十三點"),
    "submit": Move("送件", {State.DRAFT}, State.APPLIED, APPLICANT, "第二十二點、第二十三點"),
    "discard": Move("捨棄草稿", {State.DRAFT}, State.DROPPED, APPLICANT, "第二點"),
    "drop": Move(
        "撤回申請",
        {
            State.APPLIED,
            State.DOC_REVIEW,
            State.SUPPLEMENT,
            State.VERIFYING,
            State.FEE_CHECK,
            State.FEE_DUE,
            State.CONTRACT,
        },
        State.DROPPED,
        APPLICANT,
        "第二點",
    ),
    "assign": Move(
        "指派人員",
        AT_WORK,
        None,
        {roles.REVIEWER, roles.DECIDER},
        "第十五點",
    ),
    "end_assignment": Move(
        "解除指派",
        AT_WORK,
        None,
        {roles.REVIEWER, roles.DECIDER},
        "第十五點",
        by_system=True,
    ),
    "accept": Move("資格符合", {State.APPLIED}, State.DOC_REVIEW, REVIEWER, "附件六（資格審查）"),
    "refuse_eligibility": Move("資格不符，核駁", {State.APPLIED}, State.REFUSED, DECIDER, "附件六（資格審查）"),
    "request_supplement": Move("通知補件", {State.DOC_REVIEW}, State.SUPPLEMENT, REVIEWER, "附件六（書面審查）"),
    "resubmit": Move("補件送出", {State.SUPPLEMENT}, State.DOC_REVIEW, APPLICANT, "附件六（書面審查）"),
    "save_supplement": Move("儲存補件", {State.SUPPLEMENT}, None, APPLICANT, "附件六（書面審查）"),
    "refuse_documents": Move(
        "逾期未補正，核駁", {State.SUPPLEMENT, State.DOC_REVIEW}, State.REFUSED, DECIDER, "附件六"
    ),  # AMB-41
    "documents_complete": Move("文件齊備", {State.DOC_REVIEW}, State.VERIFYING, REVIEWER, "附件六（書面審查）"),
    "start_report": Move("製作彙整報告", {State.VERIFYING}, State.REPORT, REVIEWER, "第二十九點"),
    "save_report": Move("撰寫彙整報告", {State.REPORT}, None, REVIEWER, "第二十九點"),
    "refuse_all": Move("全部產品未通過，核駁", {State.VERIFYING}, State.REFUSED, DECIDER, "附件六"),
    "submit_report": Move("送審彙整報告", {State.REPORT}, State.REPORT_REVIEW, REVIEWER, "附件六"),
    "return_report": Move("退回重作", {State.REPORT_REVIEW}, State.REPORT, DECIDER, "附件六"),  # AMB-40
    "refuse_report": Move("彙整報告審查不通過，核駁", {State.REPORT_REVIEW}, State.REFUSED, DECIDER, "附件六"),
    "approve_report": Move("審查通過", {State.REPORT_REVIEW}, State.CONTRACT, DECIDER, "附件六（第一類）"),
    "approve_report_fee": Move(
        "審查通過，確認規費", {State.REPORT_REVIEW}, State.FEE_CHECK, DECIDER, "附件六（第三類）"
    ),
    "notify_fee": Move("通知補繳", {State.FEE_CHECK}, State.FEE_DUE, REVIEWER, "附件六（第三類）"),
    "report_payment": Move(
        "登錄繳費",
        FEE_OPEN | {State.FEE_DUE},
        None,
        APPLICANT,
        "第三十一點第一項",
    ),
    "collect_fee": Move("收取規費", {State.FEE_DUE}, State.FEE_CHECK, {roles.ADMINISTRATION}, "附件六（第三類）"),
    "record_receipt": Move(
        "登錄規費收據",
        FEE_OPEN,
        None,
        {roles.ADMINISTRATION},
        "附件六（第三類）",
    ),
    "exempt_fee": Move("免收規費", FEE_OPEN, None, {roles.ADMINISTRATION}, "審查及發證收費標準第三條"),
    "exempt_fee_due": Move(
        "免收規費（已通知補繳）",
        {State.FEE_DUE},
        State.FEE_CHECK,
        {roles.ADMINISTRATION},
        "審查及發證收費標準第三條",
    ),
    "reject_payment": Move(
        "登錄未入帳",
        FEE_OPEN | {State.FEE_DUE},
        None,
        {roles.ADMINISTRATION},
        "附件六（第三類）",
    ),
    "fee_confirmed": Move("規費已繳", {State.FEE_CHECK}, State.CONTRACT, REVIEWER, "第三十一點第一項"),
    "sign_contract": Move(
        "簽署授權使用契約", {State.CONTRACT}, None, {roles.APPLICANT, roles.DECIDER}, "第三十一點第一項"
    ),
    "assign_number": Move("編定驗證書編號", {State.CONTRACT}, State.NUMBERED, DECIDER, "附件六"),
    "issue": Move("核發驗證書", {State.NUMBERED}, State.CERTIFIED, DECIDER, "第三十一點第一項"),
    "accept_scheme": Move("受理申請（第二類）", {State.APPLIED}, State.UNDER_SCHEME, REVIEWER, "附件六（第二類）"),
    "scheme_failed": Move("採認制度審查未通過", {State.UNDER_SCHEME}, State.REFUSED, DECIDER, "附件六（第二類）"),
    "register": Move("登錄並編號（第二類）", {State.UNDER_SCHEME}, State.REGISTERED, DECIDER, "附件六（第二類）"),
    "send_to_grant": Move(
        "送請授予審查",
        {State.UNDER_SCHEME},
        State.GRANT_REVIEW,
        DECIDER,
        "第三十三點第二項、附件六（第二類）",
    ),
    "review_grant": Move("審查授權使用標章", {State.GRANT_REVIEW}, None, GRANTERS, "附件十二第二點第一項"),
    "visit_jointly": Move("會同現場查核", {State.GRANT_REVIEW}, None, GRANTERS, "附件十二第二點第三項"),
    "grant_mark": Move(
        "授予標章使用權，送本署登錄", {State.GRANT_REVIEW}, State.REGISTERED, GRANTERS, "第三十三點第二項、附件十二"
    ),
    "refuse_mark": Move("不同意授權使用標章", {State.GRANT_REVIEW}, State.REFUSED, GRANTERS, "附件十二第二點"),
    "replace": Move("換（補）發驗證書", {State.APPLIED}, State.REISSUED, DECIDER, "第三十二點"),
    "end_use": Move("依申請廢止標章使用權", {State.APPLIED}, State.ENDED, DECIDER, "第四十二點第一項第一款"),
    "reopen_applied": Move("異議有理由，重行資格審查", {State.REFUSED}, State.APPLIED, set(), POINT_49, by_system=True),
    "reopen_documents": Move(
        "異議有理由，重行書面審查", {State.REFUSED}, State.DOC_REVIEW, set(), POINT_49, by_system=True
    ),
    "reopen_verification": Move(
        "異議有理由，重行評核及檢驗",
        {State.REFUSED, State.REPORT, State.REPORT_REVIEW},
        State.VERIFYING,
        set(),
        POINT_49,
        by_system=True,
    ),
}


class ProductState(models.TextChoices):
    """The fate of one product of a case."""

    OPEN = "open", "驗證中"
    PASSED = "passed", "驗證通過"
    REFUSED = "refused", "核駁"
    CERTIFIED = "certified", "已獲證"
    DROPPED = "dropped", "已撤回"


PRODUCT_MOVES: dict[str, Move] = {
    "pass": Move("產品驗證通過", {ProductState.OPEN}, ProductState.PASSED, {roles.REVIEWER}, "附件六"),
    "refuse": Move(
        "產品核駁", {ProductState.OPEN, ProductState.PASSED}, ProductState.REFUSED, {roles.DECIDER}, "附件六"
    ),
    "reopen": Move("重新審查", {ProductState.PASSED}, ProductState.OPEN, {roles.DECIDER}, "附件六"),
    "certify": Move("產品獲證", {ProductState.PASSED}, ProductState.CERTIFIED, {roles.DECIDER}, "第三十一點第一項"),
    "register": Move("產品登錄", {ProductState.OPEN}, ProductState.CERTIFIED, {roles.DECIDER}, "附件六（第二類）"),
    "grant": Move("授予標章使用權", {ProductState.OPEN}, ProductState.CERTIFIED, GRANTERS, "第三十三點第二項"),
    "withhold": Move("不同意授權使用標章", {ProductState.OPEN}, ProductState.REFUSED, GRANTERS, "附件十二第二點"),
    "drop": Move("撤回", {ProductState.OPEN, ProductState.PASSED}, ProductState.DROPPED, {roles.APPLICANT}, "第二點"),
    "restore": Move("異議有理由，重行驗證", {ProductState.REFUSED}, ProductState.OPEN, set(), POINT_49, by_system=True),
}


class TestState(models.TextChoices):
    """Where the test of a product stands (point 20)."""

    AWAITING = "awaiting", "待送樣"
    RECEIVED = "received", "已收樣"
    TESTING = "testing", "檢驗中"
    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"
    ADOPTED = "adopted", "採認既有檢測結果"
    CLOSED = "closed", "結案（未續辦）"


LAB = {roles.LABORATORY}
TEST_MOVES: dict[str, Move] = {
    "commission": Move("委託檢驗機構", {TestState.AWAITING, TestState.RECEIVED}, None, REVIEWER, "第十二點第二項"),
    "receive": Move(
        "收樣", {TestState.AWAITING}, TestState.RECEIVED, {roles.REVIEWER, roles.LABORATORY}, "第二十四點第一項"
    ),
    "start": Move("開始檢驗", {TestState.RECEIVED}, TestState.TESTING, LAB, "第二十點"),
    "record": Move("登錄檢驗結果", {TestState.TESTING}, None, LAB, "第二十點"),
    "conclude_pass": Move("判定合格", {TestState.TESTING}, TestState.PASSED, LAB, "第二十點第一項"),
    "conclude_fail": Move("判定不合格", {TestState.TESTING}, TestState.FAILED, LAB, "第二十點第一項"),
    "adopt_parts": Move(
        "採認部分檢測結果", {TestState.AWAITING}, None, REVIEWER, "第二十點第二項、第二十三點第二項第三款"
    ),
    "adopt": Move("採認既有檢測結果", {TestState.AWAITING}, TestState.ADOPTED, REVIEWER, "第二十點第二項"),
    "close": Move(
        "結案",
        {TestState.AWAITING, TestState.RECEIVED, TestState.TESTING},
        TestState.CLOSED,
        {roles.REVIEWER, roles.DECIDER, roles.APPLICANT},
        "第二十六點",
        by_system=True,
    ),
    "reopen": Move(
        "異議有理由，重行檢驗",
        {TestState.FAILED, TestState.CLOSED},
        TestState.AWAITING,
        set(),
        POINT_49,
        by_system=True,
    ),
}


class SampleState(models.TextChoices):
    """Where the samples of a product are (point 24)."""

    HELD = "held", "保管中"
    NOTIFIED = "notified", "已通知領回"
    COLLECTED = "collected", "已領回"
    DESTROYED = "destroyed", "已銷毀"


SAMPLE_MOVES: dict[str, Move] = {
    "notify": Move("通知領回", {SampleState.HELD}, SampleState.NOTIFIED, REVIEWER, "第二十四點第二項"),
    "collect": Move(
        "業者領回", {SampleState.NOTIFIED, SampleState.HELD}, SampleState.COLLECTED, REVIEWER, "第二十四點第二項"
    ),
    "destroy": Move("逾期銷毀", {SampleState.NOTIFIED}, SampleState.DESTROYED, REVIEWER, "第二十四點第二項"),
}
