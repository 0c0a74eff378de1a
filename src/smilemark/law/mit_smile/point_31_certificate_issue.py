"""Point 31 I: when the certificate may be issued."""

from dataclasses import dataclass
from enum import StrEnum, auto

from smilemark.law.citation import annex, point
from smilemark.law.facts import require
from smilemark.law.finding import Finding
from smilemark.law.mit_smile.point_26_verification import VerifiedClass
from smilemark.law.rules import rule
from smilemark.law.wording import missing_reason

POINT_31 = point(31, 1)


class IssueCondition(StrEnum):
    """What must lie before the certificate."""

    REPORT = auto()
    CONTRACT = auto()
    FEE_PROOF = auto()


_WORDS = {
    IssueCondition.REPORT: "驗證結果彙整報告審查通過",
    IssueCondition.CONTRACT: "雙方簽訂授權使用契約",
    IssueCondition.FEE_PROOF: "規費繳納證明文件",
}


@dataclass(frozen=True, slots=True)
class CertificateIssue:
    """Result of `certificate-issue`."""

    may_issue: bool
    missing: tuple[IssueCondition, ...]


@rule("certificate-issue", "May the certificate be issued?", "得否發給驗證書", POINT_31, annex(6))
def certificate_issue(
    *, product_class: VerifiedClass, report_passed: bool, contract_signed: bool, fee_proof: bool | None
) -> Finding[CertificateIssue]:
    """Whether report, contract and (class 3) proof of the fee are all there.

    Source: point 31 I; annex 6. Reading: AMB-42. Errors: `fee_proof` missing in class 3 or given in class 1.
    """
    third = product_class == VerifiedClass.THIRD
    require((fee_proof is not None) == third, "fee_proof", "given exactly in class 3")
    held = {
        IssueCondition.REPORT: report_passed,
        IssueCondition.CONTRACT: contract_signed,
        IssueCondition.FEE_PROOF: fee_proof is not False,
    }
    missing = tuple(condition for condition, holds in held.items() if not holds)
    reason = missing_reason(missing, _WORDS, POINT_31)
    return Finding("certificate-issue", CertificateIssue(not missing, missing), (reason,), passed=not missing)
