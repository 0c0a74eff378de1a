"""Annex 16 points 5 and 6: severity of a finding at a certification body."""

from dataclasses import dataclass
from enum import StrEnum, auto

from smilemark.law.citation import annex
from smilemark.law.facts import require
from smilemark.law.finding import Finding, Reason
from smilemark.law.mit_smile.annex_15_findings import Improvement, Severity
from smilemark.law.rules import rule

SLIGHT_PROCEDURE = annex(16, 5, 1)
SEVERE_PROCEDURE = annex(16, 5, 2)
SLIGHT_FINDINGS = annex(16, 6, 2)


class BodyFault(StrEnum):
    """What surveillance of a certification body found."""

    FORGED_DOCUMENTS = auto()
    LICENSING_BREACH = auto()
    VERIFICATION_BREACH = auto()
    SURVEILLANCE_NOT_PERFORMED = auto()
    OTHER = auto()


PLACE = {
    BodyFault.FORGED_DOCUMENTS: annex(16, 6, 1, 1),
    BodyFault.LICENSING_BREACH: annex(16, 6, 1, 2),
    BodyFault.VERIFICATION_BREACH: annex(16, 6, 1, 3),
    BodyFault.SURVEILLANCE_NOT_PERFORMED: annex(16, 6, 1, 4),
    BodyFault.OTHER: annex(16, 6, 1, 5),
}
NOT_IMPROVED = frozenset(
    {BodyFault.LICENSING_BREACH, BodyFault.VERIFICATION_BREACH, BodyFault.SURVEILLANCE_NOT_PERFORMED}
)
"""經通知改善而未改善者."""


class BodyFindingAction(StrEnum):
    """What follows."""

    WRITTEN_NOTICE_AND_RECHECK = auto()
    COUNCIL_DELIBERATION = auto()


@dataclass(frozen=True, slots=True)
class BodyFindingSeverity:
    """Result of `certification-body-finding-severity`."""

    severity: Severity
    action: BodyFindingAction


@rule(
    "certification-body-finding-severity",
    "Severity of a surveillance finding: certification body",
    "驗證機構追蹤管理缺失之輕重",
    SLIGHT_PROCEDURE,
    SEVERE_PROCEDURE,
    *PLACE.values(),
    SLIGHT_FINDINGS,
)
def certification_body_finding_severity(
    *, finding: BodyFault, improvement: Improvement, council_finds_severe: bool
) -> Finding[BodyFindingSeverity]:
    """Forged documents at once; breaches when not improved in time; others when the council finds so.

    Source: annex 16 points 5, 6. Reading: AMB-53 (the severe branch the chart lacks).
    Errors: `council_finds_severe` for another finding than `other`.
    """
    allowed = finding == BodyFault.OTHER or not council_finds_severe
    require(allowed, "council_finds_severe", "only for the finding other")
    not_improved = finding in NOT_IMPROVED and improvement == Improvement.NOT_IMPROVED
    if finding == BodyFault.FORGED_DOCUMENTS or not_improved or council_finds_severe:
        words = {
            BodyFault.FORGED_DOCUMENTS: (
                "偽造、變造或提供虛偽不實之驗證文件，屬重大缺失。",
                "Forged, altered or false verification documents: severe.",
            ),
            BodyFault.OTHER: ("經認證審議會認定為重大缺失。", "The council finds it severe."),
        }
        improve = ("經通知改善而未改善，屬重大缺失。", "Notified and not improved: severe.")
        reasons = (
            Reason(*words.get(finding, improve), PLACE[finding]),
            Reason("由秘書處提報認證審議會審議。", "Reported to the council.", SEVERE_PROCEDURE),
        )
        result = BodyFindingSeverity(Severity.SEVERE, BodyFindingAction.COUNCIL_DELIBERATION)
    else:
        zh = "由秘書處以書面通知限期改善，並進行複查。"
        reasons = (
            Reason("非屬重大缺失，為輕微缺失。", "Not severe, so slight.", SLIGHT_FINDINGS),
            Reason(zh, "Notice in writing with a time limit, then a re-check.", SLIGHT_PROCEDURE),
        )
        result = BodyFindingSeverity(Severity.SLIGHT, BodyFindingAction.WRITTEN_NOTICE_AND_RECHECK)
    return Finding("certification-body-finding-severity", result, reasons)
