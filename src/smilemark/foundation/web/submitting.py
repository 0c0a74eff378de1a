"""A form, one action, and the refusal at its field: nothing typed is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms

T = TypeVar("T")

OK, CONFLICT, UNPROCESSABLE = 200, 409, 422


def submit(form: forms.Form, act: Callable[[dict[str, Any]], T]) -> tuple[T | None, int]:
    """Run the action on the form's cleaned data.

    Args:
        form: bound or not.
        act: the one action; takes the cleaned data.

    Returns:
        What the action made and 200; None and 200 for an empty form, 422 for a wrong one, 409 for a refusal
        (which then stands at its field, or above the form).
    """
    if not form.is_bound:
        return None, OK
    if not form.is_valid():
        return None, UNPROCESSABLE
    try:
        return act(form.cleaned_data), OK
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)
        return None, CONFLICT
