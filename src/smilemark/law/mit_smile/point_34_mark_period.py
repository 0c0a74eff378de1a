"""Point 34: how long the mark may be used, and its renewal."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from smilemark.law.citation import point
from smilemark.law.facts import Count, FactsError, require
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import in_force, version_in_force
from smilemark.law.mit_smile.point_04_product_classes import ProductClass
from smilemark.law.mit_smile.renewal_windows import RenewableCertificate, WindowStatus, window_of
from smilemark.law.periods import FIRST_DAY_NOT_COUNTED, ONE_DAY, same_day_number
from smilemark.law.rules import rule

POINT_34 = point(34)
POINT_31 = point(31)

TERM_MONTHS = {date(2012, 8, 31): 24, date(2023, 5, 18): 36}
"""Months of use: two years until 2023-05-17 (101年版辦法第七條), three from 2023-05-18."""


class GovernedBy(StrEnum):
    """Whose words decide the term."""

    POINT_34 = auto()
    ADOPTED_SCHEME = auto()


@dataclass(frozen=True, slots=True)
class MarkPeriod:
    """Result of `mark-period`."""

    governed_by: GovernedBy
    first_valid_day: date
    last_valid_day: date
    first_day_after: date


@rule("mark-period", "Period of use of the mark", "標章使用期間", POINT_34, POINT_31, FIRST_DAY_NOT_COUNTED)
def mark_period(
    *, product_class: ProductClass, issue_date: date, scheme_last_valid_day: date | None, on: date
) -> Finding[MarkPeriod]:
    """First and last valid day of the right to use the mark.

    Source: point 34. Units: days. `on` is the day whose law gives the term (two years before 2023-05-18).
    Reading: AMB-04, settled reading 1: the issue day is not counted, last day = same day-number; never moved.
    Errors: `scheme_last_valid_day` missing in class 2, given in another class, or before `issue_date`.
    """
    if product_class == ProductClass.SECOND:
        return _of_adopted_scheme(issue_date, scheme_last_valid_day)
    require(scheme_last_valid_day is None, "scheme_last_valid_day", "only class 2 follows an adopted scheme")
    months = in_force(TERM_MONTHS, on)
    last = same_day_number(issue_date, months)
    reason = Reason(
        f"標章使用期間自發證日{issue_date.isoformat()}起{months}個月，始日不計，至{last.isoformat()}止。",
        f"The mark may be used for {months} months from the issue day, not counted: to {last.isoformat()}.",
        POINT_34,
    )
    result = MarkPeriod(GovernedBy.POINT_34, issue_date, last, last + ONE_DAY)
    return Finding("mark-period", result, (reason,), version=version_in_force(TERM_MONTHS, on))


def _of_adopted_scheme(issue_date: date, scheme_last_valid_day: date | None) -> Finding[MarkPeriod]:
    if scheme_last_valid_day is None or scheme_last_valid_day < issue_date:
        raise FactsError("scheme_last_valid_day", "class 2 needs the scheme's last valid day, not before the issue day")
    reason = Reason(
        f"第二類產品依採認之特定產品驗證制度，使用期間至{scheme_last_valid_day.isoformat()}止。",
        f"Class 2 follows the adopted scheme, which states {scheme_last_valid_day.isoformat()}.",
        POINT_34,
    )
    result = MarkPeriod(GovernedBy.ADOPTED_SCHEME, issue_date, scheme_last_valid_day, scheme_last_valid_day + ONE_DAY)
    return Finding("mark-period", result, (reason,))


class RenewalResult(StrEnum):
    """State of the renewal case; NONE when nothing was filed."""

    NONE = auto()
    PENDING = auto()
    APPROVED = auto()
    REFUSED = auto()


class MarkState(StrEnum):
    """Whether the right is in its period."""

    VALID = auto()
    RENEWAL_PENDING = auto()
    RENEWED = auto()
    EXPIRED = auto()


@dataclass(frozen=True, slots=True)
class MarkStatus:
    """Result of `mark-status`."""

    status: MarkState
    may_use_mark: bool
    filed_in_time: bool | None


_STATE_WORDS = {
    MarkState.VALID: ("仍在使用期間內，得使用標章。", "The period is still running; the mark may be used."),
    MarkState.RENEWAL_PENDING: (
        "期限屆滿前已依限申請展延，審查中得繼續使用。",
        "The renewal was filed in time and is undecided; use may continue.",
    ),
    MarkState.RENEWED: ("已依限申請並核准展延，得使用標章。", "The right was renewed; the mark may be used."),
    MarkState.EXPIRED: (
        "期限屆滿而未依限申請展延或未獲核准，不得繼續使用。",
        "The period has ended without a renewal filed in time and not refused; the mark may not be used.",
    ),
}


@rule("mark-status", "May the operator use the mark on a given day?", "特定日得否使用標章", POINT_34)
def mark_status(
    *,
    last_valid_day: date,
    as_of_date: date,
    renewal_filed_date: date | None,
    renewal_result: RenewalResult,
    on: date,
) -> Finding[MarkStatus]:
    """State of the right on a day; withdrawal and cancellation are not looked at.

    Source: point 34. Units: days.
    Reading: AMB-06 (filed in the window and undecided: use may continue; too early counts as not filed in
    time).
    Errors: `renewal_result` against the filing; `renewal_filed_date` after `as_of_date`.
    """
    nothing_filed = renewal_filed_date is None
    require(
        nothing_filed == (renewal_result == RenewalResult.NONE),
        "renewal_result",
        "`none` exactly when nothing was filed",
    )
    filed_in_time = None
    if renewal_filed_date is not None:
        require(renewal_filed_date <= as_of_date, "renewal_filed_date", "after the day asked about")
        window = window_of(RenewableCertificate.MARK, last_valid_day, on=on)
        filed_in_time = window.status_of(renewal_filed_date) == WindowStatus.IN_WINDOW
    state = _state(as_of_date <= last_valid_day, bool(filed_in_time), renewal_result)
    zh, english = _STATE_WORDS[state]
    result = MarkStatus(state, state != MarkState.EXPIRED, filed_in_time)
    return Finding("mark-status", result, (Reason(zh, english, POINT_34),), passed=result.may_use_mark)


def _state(running: bool, filed_in_time: bool, renewal_result: RenewalResult) -> MarkState:
    if running:
        return MarkState.VALID
    if filed_in_time and renewal_result == RenewalResult.PENDING:
        return MarkState.RENEWAL_PENDING
    if filed_in_time and renewal_result == RenewalResult.APPROVED:
        return MarkState.RENEWED
    return MarkState.EXPIRED


@dataclass(frozen=True, slots=True)
class MarkRenewal:
    """Result of `mark-renewal`."""

    window_status: WindowStatus
    renewed: bool
    new_first_day: date | None
    new_last_valid_day: date | None


@rule("mark-renewal", "Renewal of the right to use the mark", "標章使用權之展延", POINT_34)
def mark_renewal(
    *, last_valid_day: date, filed_date: date, approved: bool, previous_renewals: Count, on: date
) -> Finding[MarkRenewal]:
    """Whether the right is renewed, and the new period.

    Source: point 34 (classes 1 and 3). Units: days. The number of earlier renewals never matters
    (得多次展延).
    Reading: AMB-06, settled reading 4: the new period follows the old last day directly. Errors: none.
    """
    del previous_renewals  # a fact of the case, not of the decision
    status = window_of(RenewableCertificate.MARK, last_valid_day, on=on).status_of(filed_date)
    renewed = approved and status == WindowStatus.IN_WINDOW
    if not renewed:
        reason = Reason(
            "未於期限屆滿前二個月起至屆滿日止申請展延，或未經審核通過，不予展延。",
            "Not filed inside the window, or not approved: the right is not renewed.",
            POINT_34,
        )
        return Finding("mark-renewal", MarkRenewal(status, renewed, None, None), (reason,), passed=False)
    last = same_day_number(last_valid_day, in_force(TERM_MONTHS, on))
    first = last_valid_day + ONE_DAY
    reason = Reason(
        f"依限申請並通過，展延期間自{first.isoformat()}至{last.isoformat()}。",
        f"Filed in time and approved: the new period runs from {first.isoformat()} to {last.isoformat()}.",
        POINT_34,
    )
    return Finding("mark-renewal", MarkRenewal(status, renewed, first, last), (reason,), passed=True)
