"""A field for a day, in both calendars."""

from __future__ import annotations

from typing import Any

from django import forms

from smilemark.foundation import calendar


class DayField(forms.CharField):
    """A day typed as ISO (2026-06-15) or in the national calendar (115.6.15, 民國115年6月15日)."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        kwargs.setdefault("help_text", "例如 115.6.15 或 2026-06-15")
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:  # noqa: ANN401  # Django's signature
        """The day; None where nothing was typed."""
        text = super().clean(value)
        if not text:
            return None
        day = calendar.read_date(text)
        if day is None:
            raise forms.ValidationError("不是日期；請填如 115.6.15 或 2026-06-15。")
        return day

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401  # Django's signature
        """A stored day as 115.06.15; typed text as it is."""
        return calendar.roc_short(value) if hasattr(value, "isoformat") else value


class OfficeDayField(DayField):
    """A day that a period may end on, so of the years that have an office calendar."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401  # Django's signature
        """The day; None where nothing was typed."""
        day = super().clean(value)
        if day is not None and (outside := calendar.why_not_a_last_day(day)) is not None:
            raise forms.ValidationError(outside)
        return day
