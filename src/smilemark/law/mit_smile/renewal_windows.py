"""The windows in which a renewal may be filed: points 34 and 13 II, annex 10 point 8 II."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from smilemark.law.citation import annex, point
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION, in_force
from smilemark.law.periods import same_day_number
from smilemark.law.rules import rule


class RenewableCertificate(StrEnum):
    """What is renewed."""

    MARK = auto()
    ACCREDITATION = auto()
    ASSESSOR = auto()


class WindowStatus(StrEnum):
    """Where a filing lies."""

    TOO_EARLY = auto()
    IN_WINDOW = auto()
    TOO_LATE = auto()


_MARK_WINDOW_KNOWN_FROM = date(2012, 8, 31)  # 101年版辦法第七條 already opened two months before the end

WINDOW_MONTHS = {
    RenewableCertificate.MARK: {_MARK_WINDOW_KNOWN_FROM: 2},
    RenewableCertificate.ACCREDITATION: {REGULATION_VERSION: 6},
    RenewableCertificate.ASSESSOR: {REGULATION_VERSION: 3},
}
PLACE = {
    RenewableCertificate.MARK: point(34),
    RenewableCertificate.ACCREDITATION: point(13, 2),
    RenewableCertificate.ASSESSOR: annex(10, 8, paragraph=2),
}


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a renewal may be filed, both ends included."""

    months: int
    opens: date
    closes: date

    def status_of(self, filed_date: date) -> WindowStatus:
        """Where a filing lies against the window."""
        if filed_date < self.opens:
            return WindowStatus.TOO_EARLY
        return WindowStatus.IN_WINDOW if filed_date <= self.closes else WindowStatus.TOO_LATE


def window_of(certificate: RenewableCertificate, last_valid_day: date, *, on: date) -> Window:
    """The window of a certificate by its last valid day (C4 backwards, AMB-05); never moved for rest days."""
    months = in_force(WINDOW_MONTHS[certificate], on)
    return Window(months, same_day_number(last_valid_day, -months), last_valid_day)


@dataclass(frozen=True, slots=True)
class RenewalWindow:
    """Result of `renewal-window`."""

    window_months: int
    window_opens: date
    window_closes: date
    status: WindowStatus


_STATUS_WORDS = {
    WindowStatus.TOO_EARLY: ("申請早於受理期間", "The filing is too early"),
    WindowStatus.IN_WINDOW: ("申請在受理期間內", "The filing is inside the window"),
    WindowStatus.TOO_LATE: ("申請逾受理期間", "The filing is too late"),
}


@rule("renewal-window", "Window for renewal applications", "展延申請期間", *PLACE.values())
def renewal_window(
    *, certificate: RenewableCertificate, last_valid_day: date, filed_date: date, on: date
) -> Finding[RenewalWindow]:
    """Whether a renewal was filed inside its window.

    Source: point 34 (mark, 2 months), point 13 II (accreditation, 6), annex 10 point 8 II (assessor, 3).
    Reading: AMB-05, AMB-06, settled reading 2: a last day on a rest day is not moved. Errors: none.
    """
    window = window_of(certificate, last_valid_day, on=on)
    status = window.status_of(filed_date)
    zh, english = _STATUS_WORDS[status]
    reason = Reason(
        f"{zh}：受理期間為{window.opens.isoformat()}至{window.closes.isoformat()}（屆滿前{window.months}個月起）。",
        f"{english}: it runs from {window.opens.isoformat()} to {window.closes.isoformat()}.",
        PLACE[certificate],
    )
    result = RenewalWindow(window.months, window.opens, window.closes, status)
    return Finding("renewal-window", result, (reason,), passed=status == WindowStatus.IN_WINDOW)
