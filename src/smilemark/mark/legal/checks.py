"""Spot checks: which of what was seen breaches the rules of use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.mark.legal import licences, printing

if TYPE_CHECKING:
    from collections.abc import Collection

USES = licences.USES
NEVER = licences.NEVER
CERTIFIED, OTHER_USER, LABORATORY = licences.CERTIFIED, licences.OTHER_USER, licences.LABORATORY
last_day = printing.last_day
CHANGES = {
    "proportional_scaling": "依比例放大或縮小",
    "shape": "改變形狀",
    "colour": "改變顏色",
    "added_words": "加註字樣",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check saw.

    Attributes:
        licensee: what kind of licensee the subject is to the law. in_force: whether its right or contract runs.
        uses: codes of ``USES``. changes: codes of ``CHANGES``. consented: changes the administration consented to.
        was_transferred: the mark was handed on or sold. was_refused: the check was refused. other: any other breach.
    """

    licensee: str
    in_force: bool
    uses: Collection[str]
    changes: Collection[str]
    consented: Collection[str]
    was_transferred: bool
    was_refused: bool
    other: str


def breaches(seen: Seen) -> list[str]:
    """Why what was seen breaches the rules, each with its place; empty: it conforms (points 35 to 37, annex 13)."""
    found = []
    for use in seen.uses:
        answer = licences.covered(seen.licensee, use, in_force=seen.in_force)
        if not answer.passed:
            found.append(f"{USES[use]}：{answer.sentence}")
    for change in seen.changes:
        altered = printing.alteration(change, consent=change in seen.consented)
        if not altered.passed:
            found.append(f"{CHANGES[change]}：{altered.sentence}")
    if seen.was_transferred:
        found.append("標章不得轉讓或買賣（第三十六點）")
    if seen.was_refused:
        found.append("被授權單位不得拒絕抽查（附件十三第七點）")
    if seen.other.strip():
        found.append(f"{seen.other.strip()}（附件十三第五點）")
    return found
