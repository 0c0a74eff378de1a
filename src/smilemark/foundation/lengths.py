"""A text longer than its column is refused at its field, for every model of ours, by whatever way it is saved.

SQLite keeps a text of any length, PostgreSQL fails with a traceback: on both it is one refusal, and nothing is cut off.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models
from django.db.models.signals import pre_save

from smilemark.foundation.moves import Refused, governed

OURS = "smilemark."


@cache
def _limits(model: type[models.Model]) -> tuple[tuple[str, str, int], ...]:
    """(column, its words, most characters) of the model's columns of limited text."""
    return tuple(
        (column.attname, str(column.verbose_name), column.max_length)
        for column in model._meta.concrete_fields  # noqa: SLF001  # Django's documented API
        if isinstance(column, models.CharField) and column.max_length is not None
    )


def must_fit(row: models.Model) -> None:
    """Refuse a row with a text longer than its column.

    Raises:
        Refused: names the column and both numbers.
    """
    for name, label, limit in _limits(type(row)):
        value = getattr(row, name)
        if isinstance(value, str) and len(value) > limit:
            raise Refused(f"「{label}」最多{limit}字，目前為{len(value)}字。", field=name)


def _before_save(sender: type[models.Model], instance: models.Model, *, raw: bool = False, **_: Any) -> None:  # noqa: ANN401  # the signal's shape
    if not raw and (sender.__module__.startswith(OURS) or sender in governed()):
        must_fit(instance)


def guard() -> None:
    """Ask before every save; called once, when the app is ready."""
    pre_save.connect(_before_save, dispatch_uid="smilemark.foundation.lengths")
