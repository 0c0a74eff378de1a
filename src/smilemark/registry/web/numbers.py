"""Label numbers as people type them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DASHES = re.compile("[‐-―−﹘﹣ー—─-]+")
_DIGITS = re.compile(r"([0-9]{8})-?([0-9]{5})")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, and the number it is read as (None: none of the form)."""

    text: str
    number: str | None

    @property
    def was_tidied(self) -> bool:
        """Whether the number differs from what was typed, so that the page says so."""
        return self.number is not None and self.number != self.text


def read(text: str) -> Typed:
    """Read full-width digits, other dashes, spaces and a missing hyphen as the number they mean."""
    shown = "".join(c for c in text if c.isprintable()).strip()[:_LONGEST]
    plain = "".join(unicodedata.normalize("NFKC", shown).split())
    match = _DIGITS.fullmatch(_DASHES.sub("-", plain))
    return Typed(shown, f"{match[1]}-{match[2]}" if match else None)
