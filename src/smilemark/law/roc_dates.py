"""Dates of the national calendar: 公文程式條例第六條."""

import re
from dataclasses import dataclass
from datetime import date

from smilemark.law.citation import DOCUMENT_FORM_ACT, article
from smilemark.law.facts import AsWritten, FactsError
from smilemark.law.finding import Finding, Reason
from smilemark.law.rules import rule

NATIONAL_CALENDAR = article(DOCUMENT_FORM_ACT, 6)

YEARS_TO_GREGORIAN = 1911
LAST_GREGORIAN_YEAR = 2199

_COMPACT = re.compile(r"([0-9]{3})([0-9]{2})([0-9]{2})")
_LONG = re.compile(r" *(?:(?:中華民國|民國) *)?([0-9]{1,3}) *年 *([0-9]{1,2}) *月 *([0-9]{1,2}) *日 *")


def compact_form(day: date) -> str:
    """YYYMMDD."""
    return f"{day.year - YEARS_TO_GREGORIAN:03d}{day.month:02d}{day.day:02d}"


def long_form(day: date) -> str:
    """中華民國Y年M月D日, without leading zeros."""
    return f"中華民國{day.year - YEARS_TO_GREGORIAN}年{day.month}月{day.day}日"


def read_roc_date(text: str) -> date | None:
    """The day a text of one of the two forms names, or None."""
    match = _COMPACT.fullmatch(text) or _LONG.fullmatch(text)
    if match is None:
        return None
    roc_year, month, day = (int(part) for part in match.groups())
    year = roc_year + YEARS_TO_GREGORIAN
    if roc_year < 1 or year > LAST_GREGORIAN_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class RocDateParsed:
    """Result of `roc-date-parse`."""

    iso_date: date
    compact: str
    long_text: str


@rule("roc-date-parse", "Reading a date of the national calendar", "國曆日期之讀取", NATIONAL_CALENDAR)
def roc_date_parse(*, text: AsWritten) -> Finding[RocDateParsed]:
    """The day a text names: YYYMMDD, or the long form (中華民國Y年M月D日) with U+0020 spaces between the parts.

    Source: 公文程式條例第六條. Units: years of the Republic (Gregorian = year + 1911). Reading: the two
    forms.
    Errors: `text` of another form, or not a real date of the years 1 to 288.
    """
    day = read_roc_date(text)
    if day is None:
        raise FactsError("text", "not a real date YYYMMDD or 民國Y年M月D日")
    result = RocDateParsed(day, compact_form(day), long_form(day))
    reason = Reason(f"{long_form(day)}即西元{day.isoformat()}。", f"That is {day.isoformat()}.", NATIONAL_CALENDAR)
    return Finding("roc-date-parse", result, (reason,))


@dataclass(frozen=True, slots=True)
class RocDateFormatted:
    """Result of `roc-date-format`."""

    roc_year: int
    compact: str
    long_text: str


@rule("roc-date-format", "Writing a date of the national calendar", "國曆日期之書寫", NATIONAL_CALENDAR)
def roc_date_format(*, iso_date: date) -> Finding[RocDateFormatted]:
    """The compact and the long form of a day from 1912-01-01.

    Source: 公文程式條例第六條. Units: years of the Republic. Reading: as in `roc-date-parse`. Errors: none.
    """
    result = RocDateFormatted(iso_date.year - YEARS_TO_GREGORIAN, compact_form(iso_date), long_form(iso_date))
    reason = Reason(
        f"公文記明國曆：{result.long_text}。", "Official papers state the national year.", NATIONAL_CALENDAR
    )
    return Finding("roc-date-format", result, (reason,))
