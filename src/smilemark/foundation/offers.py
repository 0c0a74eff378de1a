"""What apps further up offer on a row's page: a link there, shown by the app that owns the page and knows nothing of them.

``remedies`` so offers 提出異議 on a letter of ``certification``; nobody imports upward.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import Model

    from smilemark.foundation.moves import Actor


@dataclass(frozen=True, slots=True)
class Offer:
    """A link: what it says, where it leads."""

    label: str
    url: str


_makers: dict[str, list[Callable[[Any, Actor], Iterable[Offer]]]] = {}
"""Label of a model -> who adds links to its rows; each maker knows its own model."""


def offer_on(model: str, maker: Callable[[Any, Actor], Iterable[Offer]]) -> None:
    """Let ``maker(row, reader)`` add links to pages of rows of the model (``app.model``); called when the app is ready."""
    makers = _makers.setdefault(model, [])
    if maker not in makers:
        makers.append(maker)


def offers_on(row: Model | None, reader: Actor) -> list[Offer]:
    """The links for the reader, in the order they were registered; none for no row."""
    if row is None:
        return []
    makers = _makers.get(row._meta.label_lower, [])  # noqa: SLF001  # Django's documented API
    return [offer for maker in makers for offer in maker(row, reader)]
