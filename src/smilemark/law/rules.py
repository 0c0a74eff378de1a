"""The registry: a rule is a plain function with a name, a title and its place in the law.

The order of the contract is data here, so that one rule can be asked without importing the other ninety-one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import TypeVar

from smilemark.law.citation import Citation
from smilemark.law.finding import Finding
from smilemark.law.rule_index import MODULES

RuleFunction = Callable[..., Finding[object]]
Function = TypeVar("Function", bound=RuleFunction)


class UnknownRuleError(LookupError):
    """No rule has this name."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the registry knows it."""

    name: str
    title: str
    title_zh: str
    citations: tuple[Citation, ...]
    function: RuleFunction

    @property
    def citation_line(self) -> str:
        """All citations on one line."""
        return "; ".join(str(citation) for citation in self.citations)


_registered: dict[str, Rule] = {}
REGISTERED: Mapping[str, Rule] = MappingProxyType(_registered)


def rule(name: str, title: str, title_zh: str, *citations: Citation) -> Callable[[Function], Function]:
    """Register a function as a rule; the function itself stays as it is and can be called directly."""
    if name not in MODULES:
        raise UnknownRuleError(f"{name} is not in the index of rules")

    def register(function: Function) -> Function:
        _registered[name] = Rule(name, title, title_zh, citations, function)
        return function

    return register


def find(name: str) -> Rule:
    """The rule of this name; its module is imported when first asked for."""
    if name not in _registered:
        if name not in MODULES:
            raise UnknownRuleError(f"there is no rule {name!r}")
        import_module(f"smilemark.law.{MODULES[name]}")
    return _registered[name]


def all_rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the contract."""
    return tuple(find(name) for name in MODULES)
