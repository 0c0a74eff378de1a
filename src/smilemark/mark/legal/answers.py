"""What the law said, with the facts it was asked about, so that it can be kept and replayed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from smilemark.foundation import findings
from smilemark.foundation.moves import Refused
from smilemark.law.facts import FactsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from django.db.models import Model

    from smilemark.foundation.models import StoredFinding
    from smilemark.law.finding import Finding

R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Answer(Generic[R_co]):
    """A rule's answer; ``facts`` as the contract's JSON, ``on``: the day whose law was asked, where the rule asks one."""

    facts: Mapping[str, Any]
    finding: Finding[R_co]
    on: date | None = None

    @property
    def passed(self) -> bool | None:
        """Yes, no, or not decided by the law."""
        return self.finding.passed

    @property
    def result(self) -> R_co:
        """The rule's result."""
        return self.finding.result

    @property
    def sentence(self) -> str:
        """The reasons with the place each rests on, as a refusal says them."""
        return "；".join(f"{why.text.rstrip('。')}（{why.citation.zh}）" for why in self.finding.because)

    def store(self, subject: Model, at: datetime) -> StoredFinding:
        """Keep the answer about ``subject``, inside the caller's transaction."""
        return findings.store(subject, self.finding.rule, dict(self.facts), self.finding, at, on=self.on)


def ask(facts: dict[str, Any], rule: Callable[..., Finding[R_co]], field: str = "", **more: Any) -> Answer[R_co]:  # noqa: ANN401  # every rule has parameters of its own
    """Ask one rule.

    Raises:
        Refused: facts it cannot judge; the field is named.
    """
    try:
        return Answer(findings.as_json(facts), rule(**facts, **more), more.get("on"))
    except FactsError as error:
        raise Refused(f"資料無法依規定判斷（{error.field}）：{error.message}", field=field or error.field) from error
