"""What templates of every app may use: dates as Taiwan writes them, state badges, addresses with their query kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django import template
from django.utils import timezone
from django.utils.html import format_html

if TYPE_CHECKING:
    from django.template.context import Context
    from django.utils.safestring import SafeString

register = template.Library()

YEAR_ZERO: Final = 1911
TONES: Final[dict[str, frozenset[str]]] = {
    "ok": frozenset(
        {
            "passed",
            "certified",
            "registered",
            "reissued",
            "adopted",
            "ready",
            "announced",
            "valid",
            "waived",
            "confirmed",
            "signed",
            "collected",
            "accredited",
            "recognised",
            "paid",
        }
    ),
    "bad": frozenset({"refused", "failed", "cancelled", "withdrawn", "revoked", "late"}),
    "warn": frozenset(
        {
            "supplement",
            "plan_due",
            "fee_due",
            "fee_check",
            "notified",
            "renewal_pending",
            "awaiting",
            "waiting",
            "plain",
            "contract",
        }
    ),
    "quiet": frozenset({"draft", "dropped", "closed", "ended", "superseded", "expired", "destroyed", "none"}),
}


def _day(moment: object) -> date | None:
    """The legal day of a date or an aware moment; None for anything else."""
    if isinstance(moment, datetime):
        return timezone.localdate(moment) if timezone.is_aware(moment) else moment.date()
    return moment if isinstance(moment, date) else None


def _roc_year(day: date) -> tuple[str, int]:
    """Era word and year number; years before 1912 count backwards (民國前)."""
    return ("民國", day.year - YEAR_ZERO) if day.year > YEAR_ZERO else ("民國前", YEAR_ZERO + 1 - day.year)


@register.filter
def roc(moment: object) -> str:
    """``115年11月21日`` with its era word in front; empty for no date. Takes a date or an aware datetime."""
    day = _day(moment)
    if day is None:
        return ""
    era, year = _roc_year(day)
    return f"{era}{year}年{day.month}月{day.day}日"


@register.filter
def roc_short(moment: object) -> str:
    """``115/11/21``, for dense tables; empty for no date."""
    day = _day(moment)
    if day is None:
        return ""
    era, year = _roc_year(day)
    return f"{'前' if era == '民國前' else ''}{year}/{day.month:02}/{day.day:02}"


@register.filter
def roc_time(moment: object) -> str:
    """``民國115年11月21日 14:05`` in Taipei's time."""
    if not isinstance(moment, datetime):
        return roc(moment)
    return f"{roc(moment)} {timezone.localtime(moment):%H:%M}"


@register.filter
def tone(code: object) -> str:
    """The semantic colour of a state's code: ok, warn, bad, quiet, or info for what is under way."""
    return next((name for name, codes in TONES.items() if str(code) in codes), "info")


@register.filter
def named(sentence: object, label: object) -> str:
    """The sentence with its field's name in front, unless it names the field itself."""
    words = str(sentence)
    return words if words.startswith(str(label)) else f"{label}：{words}"


@register.simple_tag
def badge(text: object, look: str = "") -> SafeString:
    """A small word in one of the semantic colours (ok, info, warn, bad, or none)."""
    return format_html('<span class="badge {}">{}</span>', look, text)


@register.simple_tag
def state_badge(row: Any) -> SafeString:  # noqa: ANN401  # any row with a state and its display
    """The state of a governed row, in its colour."""
    return badge(row.get_state_display(), tone(row.state))


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: object) -> str:
    """The present address with these query parameters changed (None or empty removes one)."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}"
