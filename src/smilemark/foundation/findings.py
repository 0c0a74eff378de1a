"""A rule's answer, kept as it was given: rule, facts, version and three-valued result, so that it can be replayed.

Law itself is not imported here: a finding is known by its shape.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

from django.utils import timezone

from smilemark.foundation import events, statements
from smilemark.foundation.models import StoredFinding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import Model


class Cited(Protocol):
    """A place in the law."""

    @property
    def zh(self) -> str:
        """As an official document writes it."""

    @property
    def en(self) -> str:
        """Short form for English lines."""


class Why(Protocol):
    """One sentence of the reasoning."""

    @property
    def text(self) -> str:
        """In Chinese, for the decision."""

    @property
    def english(self) -> str:
        """In English."""

    @property
    def citation(self) -> Cited:
        """Its place in the law."""


class Found(Protocol):
    """The answer of one rule, as ``smilemark.law.finding.Finding`` has it."""

    @property
    def result(self) -> Any:  # noqa: ANN401  # every rule has a result of its own
        """What the rule found."""

    @property
    def because(self) -> Sequence[Why]:
        """Why; at least one sentence."""

    @property
    def passed(self) -> bool | None:
        """Yes, no, or cannot tell."""

    @property
    def version(self) -> date:
        """First day of the version of the text that was applied."""


def store(  # a finding, about what, when, and by whose day's law
    subject: Model, rule: str, facts: Mapping[str, Any], finding: Found, at: datetime, *, on: date | None = None
) -> StoredFinding:
    """Keep the answer of ``rule`` on ``facts`` about ``subject``, inside the caller's transaction.

    Args:
        subject: the row the finding is about (saved).
        rule: name of the rule as in ``smilemark law --list``.
        facts: the facts as the contract's JSON; dates, decimals, fractions, enums and dataclasses are
            written as JSON.
        finding: what the rule returned.
        at: when it was asked (aware).
        on: the day whose law was asked; the day of ``at`` where the rule was asked for no other.
    """
    return statements.create(_row(subject, rule, facts, finding, at, on))


@dataclass(frozen=True, slots=True)
class Answer:
    """What ``store`` takes about one row: the rule, its facts, what it found, and the day whose law was asked."""

    subject: Model
    rule: str
    facts: Mapping[str, Any]
    finding: Found
    on: date | None = None


def store_all(answers: Iterable[Answer], at: datetime) -> list[StoredFinding]:
    """As ``store``, for many answers; in their order."""
    return statements.create_all(
        [_row(each.subject, each.rule, each.facts, each.finding, at, each.on) for each in answers]
    )


def _row(
    subject: Model, rule: str, facts: Mapping[str, Any], finding: Found, at: datetime, on: date | None
) -> StoredFinding:
    return StoredFinding(
        subject=events.stream_of(subject),
        rule=rule,
        facts=as_json(dict(facts)),
        in_force=finding.version,
        passed=finding.passed,
        result=as_json(finding.result),
        because=[
            {
                "text": why.text,
                "english": why.english,
                "citation": why.citation.zh,
                "citation_en": why.citation.en,
            }
            for why in finding.because
        ],
        at=at,
        on=on or timezone.localdate(at),
    )


def about(subject: Model, rule: str = "") -> list[StoredFinding]:
    """The stored findings on a row, newest first; of one rule where it is named."""
    found = StoredFinding.objects.filter(subject=events.stream_of(subject))
    if rule:
        found = found.filter(rule=rule)
    return list(found.order_by("-at", "-pk"))


def as_json(value: Any) -> Any:  # noqa: ANN401, PLR0911  # any value to its JSON; one return per kind
    """Dates ISO, moments in Asia/Taipei to the second, fractions ``a/b``, decimals as text, dataclasses as objects."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [as_json(entry) for entry in value]
    if isinstance(value, dict):
        return {str(key): as_json(entry) for key, entry in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no JSON form")
