"""The facts a rule is asked about: their types, their limits, and the error that names the field.

A rule states its facts as ordinary annotations, refined with the marks of this module where a limit belongs
to the type. The contract reads JSON by the same annotations (`law.reading`), so a field is described once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from smilemark.law.unknown import lifted

MOST = 1_000_000_000
"""Upper limit of an integer where the rule gives no other."""

TAIPEI = timezone(timedelta(hours=8), "Asia/Taipei")
"""Taiwan has kept UTC+8 without summer time since 1980; the contract knows this offset only."""


class FactsError(ValueError):
    """The facts cannot be judged; `field` names the first problem."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


def require(condition: bool, field: str, message: str) -> None:
    """Refuse the facts, naming the field, unless the condition holds."""
    if not condition:
        raise FactsError(field, message)


@dataclass(frozen=True, slots=True)
class Between:
    """An integer from `least` to `most`, both included."""

    least: int
    most: int = MOST


@dataclass(frozen=True, slots=True)
class Text:
    """A string of `least` to `most` code points; `non_blank` asks for more than white space."""

    least: int
    most: int
    non_blank: bool = False


@dataclass(frozen=True, slots=True)
class Digits:
    """A string of ASCII digits of one of the given lengths."""

    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """A list of `least` to `most` entries, without duplicates where `unique`."""

    least: int
    most: int
    unique: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """A decimal amount; `positive` excludes zero."""

    positive: bool = False


@dataclass(frozen=True, slots=True)
class Ratio:
    """A fraction greater than 0 and at most 1."""


Count = Annotated[int, Between(0)]
AtLeastOne = Annotated[int, Between(1)]
Amount = Annotated[Decimal, Money()]
PositiveAmount = Annotated[Decimal, Money(positive=True)]
Share = Annotated[Fraction, Ratio()]
ShortText = Annotated[str, Text(1, 200, non_blank=True)]
LongText = Annotated[str, Text(0, 2000)]
AsWritten = Annotated[str, Text(0, 50)]
HsCode = Annotated[str, Digits((6, 8, 10, 11))]

# Unicode White_Space. str.isspace() also takes U+001C to U+001F, which are not white space there.
_WHITE_SPACE = frozenset(
    "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


def is_blank(text: str) -> bool:
    """Empty, or white space only (U+3000 included)."""
    return all(character in _WHITE_SPACE for character in text)


@lifted
def ratio(part: int, whole: int) -> Fraction:
    """An exact share; the whole is not 0."""
    return Fraction(part, whole)


def taipei_day(moment: datetime) -> datetime:
    """The moment on the clocks of Taipei; its `.date()` is the legal day."""
    if moment.tzinfo is None:
        raise FactsError("moment", "a moment needs its offset")
    return moment.astimezone(TAIPEI)
