"""How an app asks the law: facts as the contract's JSON, so that they can be stored and asked again. For ``legal`` alone."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_type_hints

from smilemark.foundation.findings import as_json
from smilemark.law.reading import object_reader, reader_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from smilemark.law.finding import Finding

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with the facts it was asked on, as JSON; what ``findings.store`` keeps."""

    rule: str
    facts: Facts
    finding: Finding[Any]
    on: date | None = None
    """The day whose law was asked, where the rule asks one."""

    @property
    def result(self) -> Any:  # noqa: ANN401  # every rule has a result type of its own
        """The rule's result."""
        return self.finding.result

    @property
    def passed(self) -> bool | None:
        """Yes, no, or still open."""
        return self.finding.passed

    @property
    def because(self) -> list[tuple[str, str]]:
        """(sentence, citation) in Chinese, for the page and the paper."""
        return [(reason.text, reason.citation.zh) for reason in self.finding.because]


def ask(function: Callable[..., Finding[Any]], rule: str, facts: Facts, **given: Any) -> Judged:  # noqa: ANN401  # a rule's own facts
    """Read the facts as the contract reads them, then ask the rule. ``given``: ``on`` and ``calendar``.

    Raises:
        FactsError: the law cannot judge them; ``field`` names the first problem.
    """
    facts = as_json(facts)
    hints = get_type_hints(function, include_extras=True)
    names = [name for name in inspect.signature(function).parameters if name not in given]
    if names == ["facts"]:
        finding = function(facts=reader_for(hints["facts"])(facts, ""), **given)
    else:
        finding = function(**object_reader({name: hints[name] for name in names})(facts, ""), **given)
    return Judged(rule, facts, finding, given.get("on"))
