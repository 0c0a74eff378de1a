"""What a rule returns: its result, and why."""

from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from smilemark.law.citation import Citation
from smilemark.law.in_force import REGULATION_VERSION

Result_co = TypeVar("Result_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of the reasoning, in Chinese and in English, with its place in the law."""

    text: str
    english: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Finding(Generic[Result_co]):
    """The answer of one rule on one set of facts."""

    rule: str
    result: Result_co
    because: tuple[Reason, ...]
    passed: bool | None = None
    """Yes or no where the rule asks one question; None where it does not, or the answer is still open."""
    version: date = REGULATION_VERSION
    """First day of the version of the text that was applied."""

    def __post_init__(self) -> None:
        if not self.because:
            raise ValueError(f"{self.rule}: a finding without a reason cannot be explained")
