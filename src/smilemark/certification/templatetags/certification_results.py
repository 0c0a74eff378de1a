"""Form fields of the second half's parts: ``{% load certification_results %}{% box "quantity" "數量" do="receive" %}``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.http import QueryDict

if TYPE_CHECKING:
    from collections.abc import Iterable

register = template.Library()


@register.inclusion_tag("certification/_box.html", takes_context=True)
def box(  # noqa: PLR0913  # attributes of an input, all by name
    context: dict[str, Any],
    name: str,
    label: str,
    *,
    do: str,
    of: str = "",
    key: object = "",
    hint: str = "",
    kind: str = "text",
    value: object = "",
    required: bool = True,
    accept: str = "",
) -> dict[str, Any]:
    """A labelled field; after a refusal it shows what was typed and, where it is about this field, why not.

    Args:
        context: of the page: ``typed``, ``refusal``, ``refusal_field``.
        name: the field's name.
        label: its words.
        do: the action its form asks for.
        of: name of the field that says which row the form is about, where the page has one form per row.
        key: that row.
        hint: words under the label.
        kind: text, number, date, file or textarea.
        value: what stands there at first.
        required: optional ones say so.
        accept: file types.
    """
    typed = context.get("typed") or {}
    is_this = bool(context.get("refusal")) and typed.get("do") == do and (not of or typed.get(of) == str(key))
    return {
        "name": name,
        "label": label,
        "hint": hint,
        "kind": kind,
        "value": typed.get(name, value) if is_this else value,
        "required": required,
        "accept": accept,
        "id": f"id_{name}_{key}" if of else f"id_{do}_{name}",
        "error": context["refusal"] if is_this and context.get("refusal_field") == name else "",
    }


YES_NO = (("yes", "是"), ("no", "否"))
AGREES = (("yes", "同意授權"), ("no", "不同意授權"))
CHOICES = {"yes_no": YES_NO, "agrees": AGREES}


@register.inclusion_tag("certification/_options.html", takes_context=True)
def options(  # noqa: PLR0913  # attributes of an input, all by name
    context: dict[str, Any],
    name: str,
    label: str,
    choices: str | Iterable[tuple[object, str]],
    *,
    do: str,
    of: str = "",
    key: object = "",
    value: object = "",
    kind: str = "radio",
) -> dict[str, Any]:
    """A group of radio buttons (or ``kind="checkbox"``); keeps what was ticked after a refusal, as ``box`` does.

    Args:
        context: of the page: ``typed``, ``refusal``, ``refusal_field``.
        name: the field's name.
        label: its legend.
        choices: value and words, or a name of ``CHOICES``.
        do: the action its form asks for.
        of: name of the field that says which row the form is about.
        key: that row.
        value: what is chosen at first: one value, or a list of them; True and False are yes and no.
        kind: radio or checkbox.
    """
    typed = context.get("typed") or QueryDict()
    is_this = bool(context.get("refusal")) and typed.get("do") == do and (not of or typed.get(of) == str(key))
    chosen = typed.getlist(name) if is_this else _held(value)
    rows = CHOICES[choices] if isinstance(choices, str) else choices
    return {
        "name": name,
        "label": label,
        "kind": kind,
        "id": f"id_{name}_{key}" if of else f"id_{do}_{name}",
        "rows": [(str(code), words, str(code) in chosen) for code, words in rows],
        "error": context["refusal"] if is_this and context.get("refusal_field") == name else "",
    }


def _held(value: object) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
