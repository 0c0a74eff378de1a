"""Fields and habits the forms of this app share: days in both calendars, refusals at their field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms

from smilemark.foundation import calendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from smilemark.foundation.moves import Refused

YES_NO = [("yes", "是"), ("no", "否")]


class AskedForm(forms.Form):
    """A form that may be saved half filled: ``asked`` fields are shown as needed, but only the action insists on them."""

    asked: ClassVar[frozenset[str]] = frozenset()
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        self._ask(needed=True)

    def full_clean(self) -> None:
        """Read what was typed without insisting."""
        self._ask(needed=False)
        super().full_clean()
        self._ask(needed=True)

    def _ask(self, *, needed: bool) -> None:
        for name in self.asked & self.fields.keys():
            self.fields[name].required = needed


def all_valid(bound: Iterable[forms.Form]) -> bool:
    """Whether every form is valid; every one is asked, so that each shows its own faults."""
    return not [form for form in bound if not form.is_valid()]


def yes_no(value: bool | None) -> str:
    """A stored three-valued answer as the form's choice."""
    return {True: "yes", False: "no", None: ""}[value]


def said(text: str) -> bool | None:
    """The form's choice as a three-valued answer."""
    return {"yes": True, "no": False}.get(text)


def show_day(day: date | None) -> str:
    """A day as the form shows it."""
    return calendar.roc_short(day) if day else ""


def place(refusal: Refused, bound: Mapping[str, forms.Form]) -> str:
    """Show the refusal at its field; gives the field's name on the page, "" where it is about the whole.

    ``prefix-name`` is looked for in the form of that prefix, a bare prefix at the form's last field (a reason, a note),
    a bare name in the first form that has it.
    """
    prefix, _, name = refusal.field.rpartition("-")
    if refusal.field in bound:
        prefix, name = refusal.field, list(bound[refusal.field].fields)[-1]
    if prefix in bound and name in bound[prefix].fields:
        bound[prefix].add_error(name, refusal.reason)
        return str(bound[prefix].add_prefix(name))
    for form in bound.values():
        if refusal.field in form.fields:
            form.add_error(refusal.field, refusal.reason)
            return str(form.add_prefix(refusal.field))
    return ""
