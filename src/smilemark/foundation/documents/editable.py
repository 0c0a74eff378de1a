"""Which papers have an editable form, and how: one layout per template, over the same words the template draws."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.http import HttpResponse
from django.utils import timezone

from smilemark.foundation import files
from smilemark.foundation.documents.odt import Odt
from smilemark.foundation.models import StoredDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from smilemark.foundation.documents.odt import Part

    Layout = Callable[[Mapping[str, Any]], Sequence[Part]]

_LAYOUTS: dict[str, Layout] = {}


def editable(template: str) -> Callable[[Layout], Layout]:
    """Say that the function below lays out the words of this template as an editable text.

    The function takes the words as the template does (JSON) and gives the parts of the document in their order. It stands
    in the app's ``documents``, beside the words.
    """

    def keep(layout: Layout) -> Layout:
        _LAYOUTS[template] = layout
        return layout

    return keep


def templates() -> list[str]:
    """The templates that have an editable form, of all apps."""
    for config in apps.get_app_configs():
        if config.name.startswith("smilemark."):
            _load(config.label)
    return sorted(_LAYOUTS)


def draft(template: str, words: Mapping[str, Any], *, title: str, at: datetime) -> StoredDocument:
    """A paper that is not kept, as it would be drawn now; for the editable form of what is still being written."""
    return StoredDocument(template=template, words=dict(words), title=title, dated_at=at)


def odt_of(stored: StoredDocument) -> bytes:
    """The editable form of a paper, from the words it was drawn from.

    Raises:
        LookupError: its template has none.
    """
    if stored.template not in _LAYOUTS:
        _load(stored.template.split("/")[0])
    parts = _LAYOUTS[stored.template](stored.words)
    return Odt(stored.title, timezone.localtime(stored.dated_at), parts).to_bytes()


def odt_response(stored: StoredDocument) -> HttpResponse:
    """The editable form for a browser, named by the paper's title."""
    answer = HttpResponse(odt_of(stored), content_type=files.ODT)
    return files.guarded(answer, files.clean_name(stored.title, files.ODT), attach=True)


def _load(label: str) -> None:
    """Import the words of an app, so that its layouts are known to whoever asks first."""
    name = f"{apps.get_app_config(label).name}.documents"
    try:
        import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
