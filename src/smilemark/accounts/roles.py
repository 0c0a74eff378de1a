"""Codes of the built-in roles. The rows stand in the table ``Role`` (migration), so that further schemes add theirs."""

from __future__ import annotations

from typing import Final, NamedTuple

APPLICANT: Final = "applicant"  # 申請業者
REVIEWER: Final = "body_reviewer"  # 驗證機構審查人員
ASSESSOR: Final = "body_assessor"  # 現場評核人員
DECIDER: Final = "body_decider"  # 驗證機構核定人員
LABORATORY: Final = "laboratory"  # 檢驗機構檢驗人員
SECRETARIAT: Final = "secretariat"  # 秘書處
ADMINISTRATION: Final = "administration"  # 本署
SYSTEM_ADMIN: Final = "system_admin"  # 系統管理員
SCHEME_AUTHORITY: Final = "scheme_authority"  # 第二類特定產品驗證制度主管機關
PRINTING_BODY: Final = "printing_body"  # 標章印製執行機構

BODY_ROLES: Final = frozenset({REVIEWER, ASSESSOR, DECIDER})


class BuiltIn(NamedTuple):
    """A row of the table of roles as it is delivered."""

    code: str
    name: str
    name_en: str
    organisation_kind: str
    is_staff_role: bool
    """Whether its holders must sign in with a second factor."""


BUILT_IN: Final = (
    BuiltIn(APPLICANT, "申請業者", "Applicant firm", "firm", is_staff_role=False),
    BuiltIn(REVIEWER, "驗證機構審查人員", "Certification body reviewer", "body", is_staff_role=True),
    BuiltIn(ASSESSOR, "驗證機構現場評核人員", "Certification body assessor", "body", is_staff_role=True),
    BuiltIn(DECIDER, "驗證機構核定人員", "Certification body decider", "body", is_staff_role=True),
    BuiltIn(LABORATORY, "檢驗機構檢驗人員", "Laboratory", "laboratory", is_staff_role=True),
    BuiltIn(SECRETARIAT, "秘書處", "Secretariat", "secretariat", is_staff_role=True),
    BuiltIn(ADMINISTRATION, "產業發展署承辦人員", "Administration officer", "administration", is_staff_role=True),
    BuiltIn(SYSTEM_ADMIN, "系統管理員", "System administrator", "operator", is_staff_role=True),
    BuiltIn(
        SCHEME_AUTHORITY, "第二類驗證制度主管機關", "Class 2 scheme authority", "scheme_authority", is_staff_role=True
    ),
    BuiltIn(PRINTING_BODY, "標章印製執行機構", "Label printing body", "printing_body", is_staff_role=True),
)

MANAGED_BY: Final[dict[str, str]] = {
    APPLICANT: APPLICANT,
    REVIEWER: DECIDER,
    ASSESSOR: DECIDER,
    DECIDER: DECIDER,
    LABORATORY: LABORATORY,
}
"""Which role of the same organisation may give and end a role; the system administrator may with every role."""
