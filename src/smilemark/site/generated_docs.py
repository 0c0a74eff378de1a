"""Docs that are written from the code: charts of the tables of moves, the API's description, parameters, rules, what is met where.

``make check`` fails when the files in docs/ differ from what this module gives.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from smilemark.foundation import moves
from smilemark.registry.api.v1 import api
from smilemark.site import rule_docs, traceability
from smilemark.site.replay.legal import changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.db.models import Field, Model


def all_docs(docs: Path) -> dict[str, str]:
    """File name under ``docs`` -> content."""
    return {
        "charts.md": charts(),
        "openapi-v1.json": openapi(),
        "parameters.md": parameters(),
        "rules.md": rule_docs.rules(),
        "traceability.md": traceability.page(traceability.read(docs.parent)),
    }


def openapi() -> str:
    """The description of the public API, as ``/api/v1/openapi.json`` serves it."""
    return (
        json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    )


def parameters() -> str:
    """Every number of the regulation that has versions: what a replay can change."""
    lines = [
        "# Parameters",
        "",
        "Generated from `smilemark.law.parameters` by `smilemark write-docs`; do not edit. A change for `smilemark replay`",
        "names one of them, its new value, and the first day of that value:",
        "",
        "```toml",
        changes.offered()[0].as_change(date(2027, 1, 1)).rstrip(),
        "```",
        "",
        "| name | 參數 | value (from) | rules that use it |",
        "|---|---|---|---|",
    ]
    for each in changes.offered():
        values = "; ".join(f"{value} ({day.isoformat()})" for day, value in each.versions)
        lines.append(f"| `{each.name}` | {each.title} | {values} | {', '.join(each.rules)} |")
    return "\n".join(lines) + "\n"


def charts() -> str:
    """One state diagram and one table for every governed model."""
    lines = [
        "# Charts",
        "",
        "Generated from the tables of moves (`states.py` of each app) by `smilemark write-docs`; do not edit.",
        "",
    ]
    for model in sorted(moves.governed(), key=lambda each: each._meta.label_lower):  # noqa: SLF001  # Django's documented API
        lines += _chart(model)
    return "\n".join(lines)


def _chart(model: type[Model]) -> Iterator[str]:
    table = moves.governed()[model]
    state: Field[str, str] = model._meta.get_field("state")  # type: ignore[assignment]  # noqa: SLF001  # a column; documented API
    names = {str(code): str(name) for code, name in state.flatchoices}
    yield f"## {model._meta.verbose_name} (`{model._meta.label_lower}`)"  # noqa: SLF001  # Django's documented API
    yield ""
    yield "```mermaid"
    yield "stateDiagram-v2"
    for code, name in names.items():
        yield f"    {code}: {name}"
    yield f"    [*] --> {moves.initial_state(model)}"
    for move in table.values():
        for source in sorted(move.sources):
            if move.target is not None:
                yield f"    {source!s} --> {move.target!s}: {move.label}"
    yield "```"
    yield ""
    yield "| move | 辦理 | from | to | roles | basis |"
    yield "|---|---|---|---|---|---|"
    for code, move in table.items():
        sources = "、".join(names[str(source)] for source in sorted(move.sources))
        target = names[str(move.target)] if move.target is not None else "（不變）"
        roles = ", ".join(sorted(move.roles)) + (" / system" if move.by_system else "")
        yield f"| `{code}` | {move.label} | {sources} | {target} | {roles} | {move.cite} |"
    yield ""


def stale(docs: Path) -> list[str]:
    """Names of the generated files in ``docs`` that differ from the code."""
    found = []
    for name, content in all_docs(docs).items():
        place = docs / name
        if not place.exists() or place.read_text() != content:
            found.append(name)
    return found
