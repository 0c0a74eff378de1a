"""Reading a change: which parameters of the regulation take which value from which day.

[[change]]
parameter = "point_28_item_grades.MAJOR_FROM"
value = "1/3"
from = 2027-01-01
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from smilemark.foundation.moves import Refused
from smilemark.law.facts import FactsError
from smilemark.law.parameters import (
    Parameter,
    UnknownParameterError,
    all_parameters,
    find_parameter,
    read_day,
)
from smilemark.registry.legal import rulebook, showing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

LONGEST_TEXT = 65_536
MOST_CHANGES = 50
_KEYS = ("parameter", "value", "from")


@dataclass(frozen=True, slots=True)
class Named:
    """One change in words."""

    parameter: str
    title: str
    before: str
    after: str
    first_day: date


@dataclass(frozen=True, slots=True)
class Change:
    """What is supposed: in words, and as pairs for ``law.in_force.supposing``."""

    named: tuple[Named, ...]
    pairs: tuple[tuple[Mapping[date, object], Mapping[date, object]], ...]


def read(text: str) -> Change:
    """The change a TOML text describes.

    Raises:
        Refused: it is no such text; ``field`` names the place (``change[1].value``), the sentence says why.
    """
    if len(text) > LONGEST_TEXT:
        raise Refused(f"變更內容以 {LONGEST_TEXT} 字元為限。", field="change")
    try:
        # A number with a point stays as it is written: 0.35 is 35/100 and no binary fraction.
        given = tomllib.loads(text.replace("\r\n", "\n"), parse_float=str)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise Refused(f"不是 TOML：{error}", field="change") from error
    unknown = next((key for key in given if key != "change"), None)
    if unknown is not None:
        raise Refused(f"{unknown}：不認識的欄位，只能有 [[change]]。", field=unknown)
    entries = given.get("change")
    if not isinstance(entries, list) or not 1 <= len(entries) <= MOST_CHANGES:
        raise Refused(f"請以 [[change]] 列出 1 至 {MOST_CHANGES} 項變更。", field="change")
    read_entries = [_entry(entry, f"change[{place}]") for place, entry in enumerate(entries)]
    return _gathered(read_entries)


_Entry = tuple[Parameter, object, "date"]


def _entry(entry: object, path: str) -> _Entry:
    if not isinstance(entry, dict):
        raise Refused(f"{path}：應為一組 parameter、value、from。", field=path)
    for key in entry:
        if key not in _KEYS:
            raise Refused(f"{path}.{key}：不認識的欄位，只能有 {'、'.join(_KEYS)}。", field=f"{path}.{key}")
    for key in _KEYS:
        if key not in entry:
            raise Refused(f"{path}.{key}：未填。", field=f"{path}.{key}")
    parameter = _parameter(entry["parameter"], f"{path}.parameter")
    try:
        return parameter, parameter.read(entry["value"]), read_day(entry["from"], "from")
    except FactsError as error:
        where = f"{path}.{error.field}"
        now = _written(parameter.versions[max(parameter.versions)])
        raise Refused(f"{where}：{error.message}（現行值寫作 {now}）。", field=where) from error


def _parameter(name: object, path: str) -> Parameter:
    try:
        return find_parameter(str(name))
    except UnknownParameterError as error:
        raise Refused(f"{path}：沒有「{name}」這個參數，參數名稱見 docs/parameters.md。", field=path) from error


def _gathered(entries: list[_Entry]) -> Change:
    """Several changes of one parameter apply one after the other."""
    tables: dict[str, dict[date, Any]] = {}
    named = []
    for place, (parameter, value, first_day) in sorted(enumerate(entries), key=lambda each: each[1][2]):
        table = tables.get(parameter.name, dict(parameter.versions))
        if parameter.name in tables and first_day in table:
            raise Refused(f"change[{place}].from：同一參數同一日有兩個值。", field=f"change[{place}].from")
        before = [day for day in table if day <= first_day]
        was = _words(table[max(before)]) if before else "（尚未施行）"
        tables[parameter.name] = {day: old for day, old in table.items() if day < first_day} | {first_day: value}
        named.append(Named(parameter.name, _title(parameter), was, _words(value), first_day))
    pairs = tuple((find_parameter(name).versions, table) for name, table in tables.items())
    return Change(tuple(named), pairs)


@dataclass(frozen=True, slots=True)
class Offered:
    """A parameter as the page offers it."""

    name: str
    title: str
    versions: tuple[tuple[date, str], ...]
    rules: tuple[str, ...]
    written: str
    """The latest value as TOML writes it."""

    def as_change(self, first_day: date) -> str:
        """A change of this parameter to begin with: the latest value, from that day."""
        return f'[[change]]\nparameter = "{self.name}"\nvalue = {self.written}\nfrom = {first_day.isoformat()}\n'


def offered() -> list[Offered]:
    """Every parameter that can be changed, with its versions."""
    return [
        Offered(
            each.name,
            _title(each),
            tuple((day, _words(each.versions[day])) for day in sorted(each.versions)),
            tuple(page.name for page in rulebook.pages() if each.name in {number.name for number in page.numbers}),
            _written(each.versions[max(each.versions)]),
        )
        for each in all_parameters()
    ]


@cache
def _titles() -> dict[str, str]:
    return {number.name: number.zh for page in rulebook.pages() for number in page.numbers}


def _title(parameter: Parameter) -> str:
    """As the page of its rule calls it."""
    return _titles().get(parameter.name, parameter.title_zh)


def _words(value: object) -> str:
    return showing.plain(value, english=False)


def _written(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f'"{key.value}" = {_written(each)}' for key, each in value.items()) + " }"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_written, value))}]"
    return f'"{value}"' if isinstance(value, Fraction) else str(value)
