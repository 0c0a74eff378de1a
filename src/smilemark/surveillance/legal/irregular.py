"""The clocks of an irregular check: 24 hours, three and five days from the event (annex 15 point 3(2)1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.foundation import calendar
from smilemark.law.mit_smile.annex_15_audits import Channel, Trigger, irregular_check_deadlines

if TYPE_CHECKING:
    from smilemark.surveillance.models import Inquiry

PLACE = "附件十五第三點第二款第一目"


@dataclass(frozen=True, slots=True)
class Clock:
    """One step of a check: what is to be done, until when, and when it was done.

    ``until`` and ``done`` are both days, or both moments (the 24 hours).
    """

    step: str
    label: str
    until: date | datetime
    done: date | datetime | None
    cite: str

    @property
    def last_day(self) -> date:
        """The day of ``until``, for lists."""
        return timezone.localdate(self.until) if isinstance(self.until, datetime) else self.until

    def is_late(self, now: datetime) -> bool:
        """Done after its time, or not done though the time is over."""
        if isinstance(self.until, datetime):
            return (self.done if isinstance(self.done, datetime) else now) > self.until
        return (self.done if isinstance(self.done, date) else timezone.localdate(now)) > self.until


def clocks(row: Inquiry) -> list[Clock]:
    """Every step the cause asks for, each with its last day or moment; recomputed at every look."""
    found = irregular_check_deadlines(
        trigger=Trigger(row.trigger),
        trigger_time=row.trigger_at,
        channels=tuple(Channel(name) for name in sorted(row.channels))
        if row.trigger == Trigger.SUSPECTED_MISUSE
        else (),
        suspicion_found_date=row.suspicion_on if row.trigger == Trigger.ORIGIN_LABEL_COMPLAINT else None,
        calendar=calendar.office(),
        on=timezone.localdate(row.trigger_at),
    ).result
    steps = (
        ("sample", "購樣並進行產品品質檢驗", found.sampling_deadline, row.sample_sent_on),
        ("label", "確認產品標示情形", found.label_check_deadline, row.label_checked_on),
        ("site", "實施生產工廠現場評核", found.site_visit_deadline, row.site_visited_on),
        ("virtual", "虛擬通路標章使用情形查核", found.virtual_check_deadline, row.virtual_checked_at),
        ("physical", "實體通路標章使用情形查核", found.physical_check_deadline, row.physical_checked_on),
    )
    return [Clock(step, label, until, done, PLACE) for step, label, until, done in steps if until is not None]
