"""How a finding is shown: its sentences with their articles, and the readings it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.assessment import legal

if TYPE_CHECKING:
    from smilemark.foundation.models import StoredFinding

LOOKS = {True: ("yes", "ok", "符合"), False: ("no", "bad", "不符合"), None: ("unknown", "info", "待續")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding for ``_finding.html``: open on click, sentence by sentence."""

    kind: str
    tone: str
    word: str
    title: str
    cite: str
    reasons: list[tuple[str, str]]
    readings: tuple[tuple[str, str], ...]


def judged(answer: legal.Judged, title: str, *, word: str = "") -> Shown:
    """A finding just asked."""
    return _shown(answer.rule, answer.passed, answer.because, title, word)


def stored(row: StoredFinding, title: str, *, word: str = "") -> Shown:
    """A finding as it was kept."""
    because = [(entry["text"], entry["citation"]) for entry in row.because]
    return _shown(row.rule, row.passed, because, title, word)


def _shown(rule: str, passed: bool | None, because: list[tuple[str, str]], title: str, word: str) -> Shown:
    kind, tone, usual = LOOKS[passed]
    cite = because[0][1] if because else ""
    return Shown(kind, tone, word or usual, title, cite, because, legal.READINGS.get(rule, ()))
