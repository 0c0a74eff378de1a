"""What can become of a stored finding that is asked again."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What became of a finding."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    CANNOT = "cannot"
    """The rule cannot be asked under the supposed value."""
    DIFFERS = "differs"
    """Today's law already gives another answer than was stored (a corrected calendar, a corrected rule)."""
    NO_RULE = "no_rule"
    """The software's own check, no rule of the law."""


KIND_WORDS = {
    Kind.CHANGED: "結果改變",
    Kind.CANNOT: "變更後無法判定",
    Kind.DIFFERS: "現行規定重算與當時不同",
    Kind.UNCHANGED: "結果不變",
    Kind.NO_RULE: "非要點規則，無從重算",
}
