"""Typed texts and numbers of matters, for every subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.foundation import numbering
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from datetime import datetime

ROC_YEAR_ZERO = 1911
LONGEST = 8000  # characters of a typed text


def number_for(letter: str, at: datetime) -> str:
    """The next number of a kind of matter in the year: P115-000001."""
    year = timezone.localdate(at).year - ROC_YEAR_ZERO
    return f"{letter}{year}-{numbering.next_value(f'mark-{letter}-{year}'):06d}"


def text_of(value: str, *, field: str, label: str, required: bool = True, most: int = LONGEST) -> str:
    """A typed text, trimmed.

    Raises:
        Refused: missing though required, or too long.
    """
    text = value.strip()
    if required and not text:
        raise Refused(f"{label}：請填寫。", field=field)
    if len(text) > most:
        raise Refused(f"{label}：請勿超過 {most} 字。", field=field)
    return text


def days_of(value: int, *, field: str, label: str, most: int = 365) -> int:
    """A length in days.

    Raises:
        Refused: less than one, or more than ``most``.
    """
    if not 1 <= value <= most:
        raise Refused(f"{label}：請填 1 至 {most} 日。", field=field)
    return value
