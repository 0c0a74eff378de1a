"""Sentences many rules share: what is unmet, what is missing."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from smilemark.law.citation import Citation
from smilemark.law.finding import Reason

Code = TypeVar("Code", bound=StrEnum)


def unmet_reason(unmet: Sequence[Code], words: Mapping[Code, str], place: Citation) -> Reason:
    """One sentence naming the conditions that are not met, or that all are."""
    if not unmet:
        return Reason("各項條件均符合。", "All conditions are met.", place)
    named = "、".join(words[code] for code in unmet)
    return Reason(f"不符合：{named}。", f"Not met: {', '.join(unmet)}.", place)


def missing_reason(missing: Sequence[Code], words: Mapping[Code, str], place: Citation) -> Reason:
    """One sentence naming what is missing, or that nothing is."""
    if not missing:
        return Reason("應備事項均已齊備。", "Nothing is missing.", place)
    named = "、".join(words[code] for code in missing)
    return Reason(f"尚缺：{named}。", f"Missing: {', '.join(missing)}.", place)
