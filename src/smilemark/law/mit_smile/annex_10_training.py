"""Annex 10 points 2, 3, 5, 6 and 7: training of assessors, from admission to the certificate."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from fractions import Fraction
from typing import Annotated

from smilemark.law.citation import Citation, annex
from smilemark.law.facts import AtLeastOne, Between, Count, Size, ratio, require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.rules import rule
from smilemark.law.wording import missing_reason

ADMISSION = annex(10, 2)
PLAN = annex(10, 3)
COMPLETION = annex(10, 5, paragraph=1)
OFFSET = annex(10, 5, paragraph=2)
EXAM = annex(10, 6)
CERTIFICATE = annex(10, 7)


class AdmissionGround(StrEnum):
    """Items (1) to (3), in their order; one is enough."""

    CB_VERIFICATION_WORK = auto()
    ENTERPRISE_QUALITY_WORK = auto()
    QUALITY_MANAGEMENT_CREDITS = auto()


THRESHOLDS = {
    REGULATION_VERSION: {
        AdmissionGround.CB_VERIFICATION_WORK: 12,
        AdmissionGround.ENTERPRISE_QUALITY_WORK: 24,
        AdmissionGround.QUALITY_MANAGEMENT_CREDITS: 4,
    }
}
"""Full months, full months, credits."""

_GROUND_WORDS: dict[AdmissionGround, tuple[str, str, Citation]] = {
    AdmissionGround.CB_VERIFICATION_WORK: (
        "於驗證機構從事驗證相關工作滿一年以上。",
        "A year of verification work at a body.",
        annex(10, 2, 1),
    ),
    AdmissionGround.ENTERPRISE_QUALITY_WORK: (
        "於企業從事品管工作滿兩年以上。",
        "Two years of quality work in an enterprise.",
        annex(10, 2, 2),
    ),
    AdmissionGround.QUALITY_MANAGEMENT_CREDITS: (
        "修習品質管理相關課程達四學分以上。",
        "Four credits in quality management.",
        annex(10, 2, 3),
    ),
}


@dataclass(frozen=True, slots=True)
class TrainingAdmission:
    """Result of `training-admission`."""

    met_by: tuple[AdmissionGround, ...]
    qualified: bool


@rule("training-admission", "Admission to assessor training", "評核人員訓練之參訓資格", ADMISSION)
def training_admission(
    *,
    cb_verification_work_months: Count,
    enterprise_quality_work_months: Count,
    quality_management_credits: Count,
    proof: bool,
    on: date,
) -> Finding[TrainingAdmission]:
    """The grounds whose threshold is reached; they are not added up, and the one relied on must be proved.

    Source: annex 10 point 2. Units: full months, credits. Errors: none.
    """
    reached = {
        AdmissionGround.CB_VERIFICATION_WORK: cb_verification_work_months,
        AdmissionGround.ENTERPRISE_QUALITY_WORK: enterprise_quality_work_months,
        AdmissionGround.QUALITY_MANAGEMENT_CREDITS: quality_management_credits,
    }
    thresholds = in_force(THRESHOLDS, on)
    met_by = tuple(ground for ground, amount in reached.items() if amount >= thresholds[ground])
    reasons = [Reason(*_GROUND_WORDS[ground]) for ground in met_by]
    if not met_by:
        reasons.append(Reason("未具備任一參訓資格。", "No ground is met.", ADMISSION))
    if not proof:
        reasons.append(Reason("未取得證明文件。", "There is no proof.", ADMISSION))
    qualified = proof and bool(met_by)
    result = TrainingAdmission(met_by, qualified)
    return Finding("training-admission", result, tuple(reasons), passed=qualified)


MINIMUM_HOURS = {REGULATION_VERSION: (1, 2, 1, 5, 3, 3, 4, 3, 3, 3, 1)}
"""Subjects 1 to 11 of appendix 3; the eleventh is the exam."""
MINIMUM_TOTAL_HOURS = {REGULATION_VERSION: 28}
PASS_SHARE = {REGULATION_VERSION: Fraction(75, 100)}
"""總分百分之七十五."""

_SUBJECTS = 11
_EXAM = _SUBJECTS - 1
SubjectHours = Annotated[tuple[Annotated[int, Between(0, 1000)], ...], Size(_SUBJECTS, _SUBJECTS)]


@dataclass(frozen=True, slots=True)
class TrainingCompletion:
    """Result of `training-completion`."""

    total_hours: int
    subjects_short: tuple[int, ...]
    exam_passed: bool
    certificate_possible: bool


@rule("training-completion", "Completion of assessor training", "評核人員訓練之完成", COMPLETION, OFFSET)
def training_completion(
    *, hours: SubjectHours, offset_hours: SubjectHours, score: Count, full_marks: AtLeastOne, on: date
) -> Finding[TrainingCompletion]:
    """Subjects below their minimum, the total, and the exam. Offset hours count as taken.

    Source: annex 10 point 5; annex 10 appendix 3. Units: hours, marks. Reading: AMB-37.
    Errors: `score` above `full_marks`; `offset_hours[10]` not 0, since the exam cannot be offset.
    """
    require(score <= full_marks, "score", "above the total marks")
    require(offset_hours[_EXAM] == 0, f"offset_hours[{_EXAM}]", "the exam cannot be offset")
    counted = [taken + offset for taken, offset in zip(hours, offset_hours, strict=True)]
    minima = in_force(MINIMUM_HOURS, on)
    short = tuple(
        number for number, (had, least) in enumerate(zip(counted, minima, strict=True), start=1) if had < least
    )
    total, least_total = sum(counted), in_force(MINIMUM_TOTAL_HOURS, on)
    exam_passed = ratio(score, full_marks) >= in_force(PASS_SHARE, on)
    possible = not short and total >= least_total and exam_passed
    if short:
        named = "、".join(str(number) for number in short)
        zh, english = f"訓練時數不足之課目：{named}。", f"Subjects short of hours: {', '.join(map(str, short))}."
    else:
        zh, english = "各課目訓練時數均已達成。", "Every subject has its hours."
    reasons = (
        Reason(zh, english, COMPLETION),
        Reason(f"總時數{total}小時（至少{least_total}小時）。", f"{total} of {least_total} hours.", COMPLETION),
        Reason(
            f"考試成績{score}／{full_marks}，{'達' if exam_passed else '未達'}總分百分之七十五。",
            f"Exam {score} of {full_marks}: {'passed' if exam_passed else 'failed'}.",
            COMPLETION,
        ),
    )
    result = TrainingCompletion(total, short, exam_passed, possible)
    return Finding("training-completion", result, reasons, passed=possible)


class ExamSupplier(StrEnum):
    """Who supplies questions, invigilators and markers."""

    ADMINISTRATION = auto()
    ADMINISTRATION_DELEGATE = auto()
    TRAINING_BODY = auto()


class OrganisationFault(StrEnum):
    """What is wrong with the training."""

    PLAN_NOT_APPROVED = auto()
    EXAM_QUESTIONS = auto()


_FAULT_WORDS: dict[OrganisationFault, tuple[str, str, Citation]] = {
    OrganisationFault.PLAN_NOT_APPROVED: (
        "訓練計畫書未於開課前經本署核可。",
        "The plan was not approved by the first course day.",
        PLAN,
    ),
    OrganisationFault.EXAM_QUESTIONS: (
        "試題、監考及閱卷應由本署或本署委託單位負責。",
        "The training body itself must not supply the exam.",
        EXAM,
    ),
}


@dataclass(frozen=True, slots=True)
class TrainingOrganisation:
    """Result of `training-organisation`."""

    allowed: bool
    faults: tuple[OrganisationFault, ...]


@rule("training-organisation", "Is the training organised as required?", "訓練之辦理是否合規", PLAN, EXAM)
def training_organisation(
    *, plan_approved_date: date | None, first_course_date: date, exam_questions_by: ExamSupplier
) -> Finding[TrainingOrganisation]:
    """The plan approved by the first course day, the exam not by the training body itself.

    Source: annex 10 points 3, 6. Units: days. Errors: none.
    """
    approved = plan_approved_date is not None and plan_approved_date <= first_course_date
    in_order = {
        OrganisationFault.PLAN_NOT_APPROVED: approved,
        OrganisationFault.EXAM_QUESTIONS: exam_questions_by != ExamSupplier.TRAINING_BODY,
    }
    faults = tuple(fault for fault, good in in_order.items() if not good)
    reasons = tuple(Reason(*_FAULT_WORDS[fault]) for fault in faults)
    fine = Reason("訓練之辦理符合規定。", "The training is organised as required.", PLAN)
    result = TrainingOrganisation(not faults, faults)
    return Finding("training-organisation", result, reasons or (fine,), passed=not faults)


class CertificateNeed(StrEnum):
    """What the certificate needs."""

    HOURS = auto()
    EXAM = auto()
    PASS_LIST = auto()


_NEED_WORDS = {
    CertificateNeed.HOURS: "符合訓練時數",
    CertificateNeed.EXAM: "考試合格",
    CertificateNeed.PASS_LIST: "合格名單經本署核備",
}


@dataclass(frozen=True, slots=True)
class AssessorCertificateIssue:
    """Result of `assessor-certificate-issue`."""

    may_issue: bool
    missing: tuple[CertificateNeed, ...]


@rule("assessor-certificate-issue", "May the assessor's certificate be issued?", "訓練合格證書得否發給", CERTIFICATE)
def assessor_certificate_issue(
    *, hours_met: bool, exam_passed: bool, pass_list_accepted: bool
) -> Finding[AssessorCertificateIssue]:
    """Hours, exam, and the pass list accepted first.

    Source: annex 10 point 7. Errors: none.
    """
    met = {
        CertificateNeed.HOURS: hours_met,
        CertificateNeed.EXAM: exam_passed,
        CertificateNeed.PASS_LIST: pass_list_accepted,
    }
    missing = tuple(need for need, there in met.items() if not there)
    reason = missing_reason(missing, _NEED_WORDS, CERTIFICATE)
    result = AssessorCertificateIssue(not missing, missing)
    return Finding("assessor-certificate-issue", result, (reason,), passed=not missing)
