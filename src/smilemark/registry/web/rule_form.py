"""The form of a rule, from the shape of its facts: what was typed, and the facts it tells.

Everything may be left out. Names in the query: ``field``, ``group.field``, ``rows.0.field``; ``none=field`` says that
there is none, ``rows.field=2`` how many rows there are. A value that cannot be read goes to the law as it was typed,
so that the refusal names it and nothing is lost.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from smilemark.registry.legal import words
from smilemark.registry.legal.shapes import Kind, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

MOST_ROWS = 12
TOO_MANY_ROWS = "only a few entries can be asked here"
NULL = "null"
WHOLE = re.compile(r"-?[0-9]{1,30}")
SEPARATOR = re.compile(r"[\s,、，;；]+")
WITHOUT_SECONDS = len("2026-01-31T10:00")
INPUT_TYPES = {Kind.DAY: "date", Kind.MOMENT: "datetime-local"}
_UNTOLD = object()


@dataclass(frozen=True, slots=True)
class Control:
    """One control of the form.

    Attributes:
        name: as it stands in the query.
        id: of the element.
        label: its words.
        shape: what it asks.
        value: what was typed or chosen.
        options: (value, words, chosen).
        none: whether "there is none" is offered, and ticked.
        parts: controls of a group, or of a list of numbers.
        rows: of a list of objects.
        error: why it was refused.
    """

    name: str
    id: str
    label: str
    shape: Shape
    value: str = ""
    options: tuple[tuple[str, str, bool], ...] = ()
    may_be_none: bool = False
    is_none: bool = False
    parts: tuple[Control, ...] = ()
    rows: tuple[Row, ...] = ()
    error: str = ""

    @property
    def kind(self) -> str:
        """What it asks, for the template."""
        return self.shape.kind.value

    @property
    def input_type(self) -> str:
        """Type of the input element."""
        return INPUT_TYPES.get(self.shape.kind, "text")

    @property
    def fixed(self) -> bool:
        """Whether the list has always the same number of rows."""
        return self.shape.least == self.shape.most


@dataclass(frozen=True, slots=True)
class Row:
    """One object of a list; where the list has one row for each code, ``stands_for`` is that code and its words."""

    controls: tuple[Control, ...]
    stands_for: tuple[Control, str] | None = None


class TooManyRowsError(Exception):
    """More rows than this page asks for."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def told(shapes: Iterable[Shape], data: QueryDict, prefix: str = "") -> dict[str, Any]:
    """The facts the query tells, as JSON values. Errors: TooManyRowsError."""
    values = {shape.name: _value(shape, data, prefix + shape.name) for shape in shapes}
    return {name: value for name, value in values.items() if value is not _UNTOLD}


def _value(shape: Shape, data: QueryDict, name: str) -> Any:  # noqa: ANN401  # any JSON value
    if shape.kind == Kind.CHOICES:
        ticked = [_whole(each) if not shape.enumeration else each for each in data.getlist(name)]
        return ticked or ([] if name in data.getlist("none") else _UNTOLD)
    if name in data.getlist("none"):
        return {Kind.DAYS: [], Kind.ROWS: [], Kind.TEXT: None if shape.may_be_null else ""}.get(shape.kind)
    if shape.kind == Kind.GROUP:
        return told(shape.parts, data, f"{name}.") or _UNTOLD
    if shape.kind == Kind.ROWS:
        return _rows(shape, data, name)
    if shape.kind == Kind.NUMBERS:
        numbers = [_text(data, f"{name}.{place}") for place in range(len(shape.parts))]
        return [_whole(each) for each in numbers] if all(numbers) else _UNTOLD
    return _single(shape, _text(data, name))


def _single(shape: Shape, text: str) -> Any:  # noqa: ANN401, PLR0911  # any JSON value; one return per kind
    if shape.kind == Kind.TEXT and text and not text.isspace():
        return text
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return _UNTOLD
    if text == NULL and shape.may_be_null:
        return None
    if shape.kind == Kind.YES_NO:
        return {"true": True, "false": False}.get(text, text)
    if shape.kind == Kind.NUMBER:
        return _whole(text)
    if shape.kind == Kind.CHOICE:
        return _whole(text) if isinstance(shape.codes[0], int) else text
    if shape.kind == Kind.DAYS:
        return [each for each in SEPARATOR.split(text) if each]
    if shape.kind == Kind.MOMENT:
        return f"{text}:00+08:00" if len(text) == WITHOUT_SECONDS else f"{text}+08:00"
    return text


def _rows(shape: Shape, data: QueryDict, name: str) -> Any:  # noqa: ANN401  # any JSON value
    count = _row_count(shape, data, name)
    if count is None:
        return _UNTOLD
    if count > MOST_ROWS:
        raise TooManyRowsError(name)
    rows = [told(shape.parts, data, f"{name}.{place}.") for place in range(count)]
    return rows if any(rows) or shape.least != shape.most else _UNTOLD


def _row_count(shape: Shape, data: QueryDict, name: str) -> int | None:
    """How many rows there are; None where that is not told."""
    if shape.least == shape.most:
        return shape.most
    given = unicodedata.normalize("NFKC", _text(data, f"rows.{name}")).strip()
    more = data.get("more") == name
    if not given.isascii() or not given.isdigit() or len(given) > len("999"):
        return 1 if more else None
    return int(given) + more


def _text(data: QueryDict, name: str) -> str:
    value: str = data.get(name, "")
    return value


def _whole(text: str) -> int | str:
    text = unicodedata.normalize("NFKC", text).strip()
    return int(text) if WHOLE.fullmatch(text) else text


@dataclass(frozen=True, slots=True)
class Form:
    """Puts the controls of a rule together.

    Attributes:
        rule: its name.
        data: the query.
        english: the language of the words.
        refused: (path of the fact as the law names it, the refusal).
    """

    rule: str
    data: QueryDict
    english: bool
    refused: tuple[str, str] | None = None

    def controls(self, shapes: Iterable[Shape], prefix: str = "") -> tuple[Control, ...]:
        """A control for each fact."""
        return tuple(self._control(shape, prefix + shape.name) for shape in shapes)

    def _control(self, shape: Shape, name: str) -> Control:
        control = Control(
            name,
            control_id(name),
            words.fact(self.rule, re.sub(r"\.(\d+)", "", name).rpartition(".")[2], english=self.english),
            shape,
            value=_text(self.data, name),
            may_be_none=shape.may_be_null or (shape.least == 0 and shape.kind in (Kind.CHOICES, Kind.DAYS, Kind.TEXT)),
            is_none=name in self.data.getlist("none"),
            error=self._error(name),
        )
        if shape.kind in (Kind.CHOICE, Kind.YES_NO):
            return replace(control, options=self._options(shape, name), may_be_none=False)
        if shape.kind == Kind.CHOICES:
            return replace(control, options=self._ticks(shape, name))
        if shape.kind == Kind.GROUP:
            return replace(control, parts=self.controls(shape.parts, f"{name}."))
        if shape.kind == Kind.NUMBERS:
            return replace(control, parts=tuple(self._number(shape, name, place) for place in range(len(shape.parts))))
        if shape.kind == Kind.ROWS:
            return self._with_rows(control)
        return control

    def _with_rows(self, control: Control) -> Control:
        count = _row_count(control.shape, self.data, control.name)
        rows = tuple(
            _row(self.controls(control.shape.parts, f"{control.name}.{place}."), place if control.fixed else None)
            for place in range(min(count or 0, MOST_ROWS))
        )
        shown = _text(self.data, f"rows.{control.name}") if count is None else str(count)
        return replace(control, rows=rows, value=shown)

    def _number(self, shape: Shape, name: str, place: int) -> Control:
        inner = f"{name}.{place}"
        return Control(
            inner, control_id(inner), str(place + 1), shape.parts[0], _text(self.data, inner), error=self._error(inner)
        )

    def _options(self, shape: Shape, name: str) -> tuple[tuple[str, str, bool], ...]:
        """The codes of a choice; none of them is chosen as long as it is not known."""
        given = _text(self.data, name)
        if shape.kind == Kind.YES_NO:
            offered = [("true", "Yes" if self.english else "是"), ("false", "No" if self.english else "否")]
        else:
            offered = [(str(code), words.code(shape.enumeration, code, english=self.english)) for code in shape.codes]
        if shape.may_be_null:
            offered.append((NULL, "Not applicable" if self.english else "無（不適用）"))
        return tuple((value, text, value == given) for value, text in offered)

    def _ticks(self, shape: Shape, name: str) -> tuple[tuple[str, str, bool], ...]:
        given = self.data.getlist(name)
        return tuple(
            (
                str(code),
                words.code(shape.enumeration, code, english=self.english) if shape.enumeration else str(code),
                str(code) in given,
            )
            for code in shape.codes
        )

    def _error(self, name: str) -> str:
        """The refusal, at the control it names or at the list it stands in."""
        if self.refused is None:
            return ""
        field = query_name(self.refused[0])
        inside = field.startswith(f"{name}.") and not self._has(field)
        return words.refusal(self.refused[1], english=self.english) if field == name or inside else ""

    def _has(self, name: str) -> bool:
        """Whether the query speaks of a control of this name; entries of a list have none of their own."""
        return name in self.data


def _row(controls: tuple[Control, ...], place: int | None) -> Row:
    """A row; of a list with one row for each code it stands for the code at its place, unless another was chosen."""
    first, *others = controls
    if place is None or place >= len(first.options):
        return Row(controls)
    value, text, _chosen = first.options[place]
    if any(chosen and other != value for other, _text, chosen in first.options):
        return Row(controls)
    return Row(tuple(others), (replace(first, value=value), text))


def refused_id(controls: Iterable[Control], default: str) -> str:
    """Id of the control that shows the refusal."""
    for control in controls:
        inner = (*control.parts, *(part for row in control.rows for part in row.controls))
        if found := refused_id(inner, "") or (control.id if control.error else ""):
            return found
    return default


def query_name(path: str) -> str:
    """``materials[0].origin`` as it stands in the query."""
    return re.sub(r"\[(\d+)\]", r".\1", path)


def control_id(name: str) -> str:
    """Id of the control of a name in the query."""
    return "f-" + name.replace(".", "-")
