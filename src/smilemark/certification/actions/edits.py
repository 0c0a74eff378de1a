"""Changing rows of an application field by field: what changed, what another window changed meanwhile, what is refused.

Shared by the draft and by supplements. Every save is a move (``save_draft`` or ``save_supplement``) whose event names
the fields and the revision, so that two windows on the same application can be told exactly where they differ.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from smilemark.certification import states
from smilemark.certification.models import Case, SupplementRequest
from smilemark.foundation import events, moves, statements
from smilemark.foundation.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from django.db.models import Field, Model

    from smilemark.accounts.models import User

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that another window saved differently: its name, its label, what stands now, what was typed."""

    field: str
    label: str
    stored: str
    typed: str


class ChangedElsewhereError(moves.Refused):
    """Another window saved the same fields since this page was opened; nothing was overwritten.

    Attributes:
        differences: the fields that differ, in the order of the form.
        revision: the revision that stands now; saving again with it overwrites deliberately.
    """

    def __init__(self, differences: Sequence[Difference], revision: int) -> None:
        names = "、".join(difference.label for difference in differences)
        super().__init__(
            f"下列欄位已由另一視窗更新，與您填寫的內容不同：{names}。您填寫的內容仍在此頁，請比對後再次儲存。",
            field=differences[0].field,
        )
        self.differences = tuple(differences)
        self.revision = revision


def editing_move(state: str) -> str:
    """The move by which the applicant edits a case in that state."""
    return "save_supplement" if state == states.State.SUPPLEMENT else "save_draft"


@contextmanager
def editing(case_id: int, section: str, fields: Sequence[str], *, by: User, at: datetime) -> Iterator[Case]:
    """Edit the application: lock, permission, body, next revision, event naming section and fields.

    Raises:
        Refused: not the firm's own draft, or during a supplement a section nobody asked about.
    """
    name = editing_move(statements.by_key(Case, case_id).state)
    with moves.moving(Case, case_id, name, by=by, at=at) as case:
        must_be_open(case, section)
        yield case
        case.revision += 1
        moves.note(case, section=section, fields=list(fields), revision=case.revision)


def must_be_open(case: Case, section: str) -> None:
    """During a supplement only what was asked for may be changed (annex 6, document review)."""
    if case.state != states.State.SUPPLEMENT:
        return
    if section.split("-", maxsplit=1)[0] not in open_sections(case):
        raise moves.Refused("補件期間僅得修改通知補正之項目；此項目未列於補件通知（附件六書面審查）。")


def open_sections(case: Case) -> frozenset[str]:
    """Sections the open supplement round asks about; papers may always be added."""
    asked = SupplementRequest.objects.filter(case=case, answered_at=None).values_list("items__section", flat=True)
    return frozenset({section for section in asked if section} | {"documents"})


def clean(row: Model, values: Mapping[str, Any]) -> Values:
    """The values as the model's fields take them.

    Raises:
        Refused: a value the field does not take; ``field`` names it.
    """
    return {name: _clean_one(row, name, value) for name, value in values.items()}


def _clean_one(row: Model, name: str, value: Any) -> Any:  # noqa: ANN401  # any column's value
    field: Field[Any, Any] = row._meta.get_field(name)  # type: ignore[assignment]  # noqa: SLF001  # columns only; documented API
    try:
        return field.clean(value, row)
    except ValidationError as error:
        raise moves.Refused(f"{field.verbose_name}：{'；'.join(error.messages)}", field=name) from error


def changed(row: Model, values: Mapping[str, Any]) -> list[str]:
    """Names of the fields whose stored value differs from the given one."""
    return [name for name, value in values.items() if getattr(row, attname(row, name)) != value]


def attname(row: Model, name: str) -> str:
    """The attribute that holds the column: ``industry`` -> ``industry_id``."""
    return str(row._meta.get_field(name).attname)  # type: ignore[union-attr]  # noqa: SLF001  # columns only; documented API


def put(row: Model, values: Mapping[str, Any]) -> None:
    """Set the columns; saving is the caller's."""
    for name, value in values.items():
        setattr(row, attname(row, name), value)


def must_not_overwrite(case: Case, section: str, row: Model, values: Mapping[str, Any], revision: int) -> None:
    """Refuse to overwrite a field that another window has changed since ``revision``.

    Raises:
        ChangedElsewhereError: with the fields, what stands and what was typed.
    """
    if revision >= case.revision:
        return
    saved = changed_since(case, section, revision)
    both = [name for name in changed(row, values) if name in saved]
    if both:
        raise ChangedElsewhereError([_difference(row, name, values[name]) for name in both], case.revision)


def changed_since(case: Case, section: str, revision: int) -> frozenset[str]:
    """Fields of the section saved after the revision, from the case's own events."""
    later = Event.objects.filter(stream=events.stream_of(case), data__revision__gt=revision, data__section=section)
    return frozenset(name for event in later for name in event.data["fields"])


def _difference(row: Model, name: str, typed: object) -> Difference:
    field = row._meta.get_field(name)  # noqa: SLF001  # Django's documented API
    label = str(getattr(field, "verbose_name", name))
    return Difference(name, label, _text(getattr(row, attname(row, name))), _text(typed))


def _text(value: object) -> str:
    return "（空白）" if value in (None, "", []) else str(value)
