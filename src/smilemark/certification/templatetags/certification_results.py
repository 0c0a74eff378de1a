"""Form fields of the second half's parts: ``{% load certification_results %}{% box "quantity" "數量" do="receive" %}``."""

from __future__ import annotations

from typing import Any

from django import template

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
