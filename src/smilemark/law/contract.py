"""The contract of `smilemark law` as pure functions: text in, values out.

Reading and printing is the caller's. A rule is a function whose keyword parameters are the fields of the
facts. Two parameters are never fields, the contract fills them: `calendar` (the official working-day table)
and `on` (the day whose law applies). A rule with many facts takes one parameter `facts`, a frozen dataclass.
"""

import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any, NoReturn, get_type_hints

from smilemark.law.facts import FactsError, require, taipei_day
from smilemark.law.finding import Finding, Reason
from smilemark.law.in_force import REGULATION_VERSION
from smilemark.law.reading import has_unpaired_surrogate, object_reader, reader_for
from smilemark.law.rule_index import MODULES
from smilemark.law.rules import Rule, UnknownRuleError, all_rules, find
from smilemark.law.working_days import OFFICIAL

Json = dict[str, Any]

FILLED: Json = {"calendar": OFFICIAL, "on": REGULATION_VERSION}
"""Parameters that are never fields."""

_LONGEST_INTEGER = 30
"""Digits. A longer one is out of every range; int() itself refuses beyond some thousands."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is printed, and whether it is a result or an error."""

    body: Json
    ok: bool

    @property
    def text(self) -> str:
        """The answer as one line of JSON."""
        line = json.dumps(self.body, ensure_ascii=False)
        # A field or id may hold half a character, which has no UTF-8 form: then everything is escaped.
        return json.dumps(self.body) if has_unpaired_surrogate(line) else line


def rule_lines() -> list[str]:
    """The lines of `smilemark law --list`."""
    return [f"{rule.name}\t{rule.title_zh} {rule.title}\t{rule.citation_line}" for rule in all_rules()]


def answer_single(rule_name: str, text: bytes) -> Answer:
    """One rule, its facts as the bytes of one JSON object."""
    try:
        rule = known_rule(rule_name)
        facts = read_json(text, "stdin")
        finding = judge(rule, facts)
    except FactsError as error:
        return Answer(error_body(error), ok=False)
    return Answer(
        {
            "rule": finding.rule,
            "result": plain(finding.result),
            "because": _reasons(finding),
            "in_force": REGULATION_VERSION.isoformat(),
        },
        ok=True,
    )


def answer_line(line: bytes) -> Answer | None:
    """One line of a batch; None for a blank line."""
    if not line.strip():
        return None
    identifier: str | None = None
    try:
        request = _request(line)
        identifier = _text_of(request, "id")
        rule = known_rule(_text_of(request, "rule"))
        require("facts" in request, "facts", "missing")
        finding = judge(rule, request["facts"])
    except FactsError as error:
        return Answer({"id": identifier, **error_body(error)}, ok=False)
    return Answer({"id": identifier, "result": plain(finding.result), "because": _reasons(finding)}, ok=True)


def judge(rule: Rule, facts: object) -> Finding[object]:
    """Ask one rule about facts as JSON gives them."""
    try:
        return _caller(rule.function)(facts)
    except FactsError:
        raise
    except Exception as error:  # a fault of ours in one rule must not stop the lines that follow
        raise FactsError("facts", f"{rule.name} cannot judge these facts: {type(error).__name__}") from error


@cache
def _caller(function: Callable[..., Finding[object]]) -> Callable[[object], Finding[object]]:
    """How to call a rule with JSON facts; worked out once per rule."""
    hints = get_type_hints(function, include_extras=True)
    names = tuple(inspect.signature(function).parameters)
    filled = {name: value for name, value in FILLED.items() if name in names}
    if "facts" in names:
        read_facts = reader_for(hints["facts"])
        return lambda facts: function(facts=read_facts(facts, ""), **filled)
    read = object_reader({name: hints[name] for name in names if name not in filled})
    return lambda facts: function(**read(facts, ""), **filled)


def plain(value: object) -> Any:  # noqa: ANN401, PLR0911 - a JSON value; one return per kind of value
    """A result as JSON values: dates and fractions as text, dataclasses as objects, sequences as lists."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, datetime):
        return taipei_day(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, (tuple, list)):
        return [plain(entry) for entry in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} has no form in the contract")


def _reasons(finding: Finding[object]) -> list[Json]:
    return [_reason(reason) for reason in finding.because]


def _reason(reason: Reason) -> Json:
    return {"text": f"{reason.text} {reason.english}", "citation": str(reason.citation)}


def error_body(error: FactsError) -> Json:
    """The body of an answer that is an error."""
    return {"error": {"field": error.field, "message": error.message}}


def known_rule(name: str) -> Rule:
    """The rule of this name, or the error of the contract."""
    try:
        return find(name)
    except UnknownRuleError:
        raise FactsError("rule", "there is no such rule; see smilemark law --list") from None


def _request(line: bytes) -> Json:
    request = read_json(line, "line")
    if type(request) is not dict:
        raise FactsError("line", "not a JSON object")
    return request


def _text_of(request: Json, field: str) -> str:
    value = request.get(field)
    if type(value) is not str or has_unpaired_surrogate(value):
        raise FactsError(field, "missing or not a string")
    return value


def read_json(text: bytes, field: str) -> object:
    """The JSON value; numbers with a fraction come as Decimal, so that nothing is ever a binary float."""
    try:
        return json.loads(text.decode(), parse_int=_integer, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, ArithmeticError, RecursionError):
        raise FactsError(field, "not JSON in UTF-8") from None


def _integer(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else Decimal(digits)


def _refuse_constant(name: str) -> NoReturn:
    """NaN and Infinity, which Python would take, are no JSON."""
    raise ValueError(name)


def has_rule(name: str) -> bool:
    """Whether the contract knows this rule; asked before anything is read."""
    return name in MODULES


def unknown_rule() -> Answer:
    """The answer to a rule name nobody knows, and to a command line nobody understands."""
    error = FactsError("rule", "there is no such rule; see smilemark law --list")
    return Answer(error_body(error), ok=False)
