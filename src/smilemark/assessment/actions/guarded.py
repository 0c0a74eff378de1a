"""One entrance to every move of this app: table, permission on the day, and the revision the writer had seen."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from django.utils import timezone

from smilemark.assessment import permissions
from smilemark.assessment.models import FactoryAssessment, OriginDetermination
from smilemark.foundation import moves
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from smilemark.foundation.moves import Actor

A = TypeVar("A", OriginDetermination, FactoryAssessment)


class Stale(Refused):
    """Somebody else (or another tab) saved in between; nothing was written. The field is ``revision``."""

    def __init__(self) -> None:
        super().__init__(
            "這份資料已由另一視窗或他人更新；請核對目前已存之內容後再儲存一次，您所填的都還在。",
            field="revision",
        )


@contextmanager
def making(
    model: type[A],
    pk: int,
    name: str,
    *,
    by: Actor,
    at: datetime,
    revision: int | None = None,
    counts: bool = True,
) -> Iterator[A]:
    """``moves.moving`` with the checks of the day; raises the revision unless ``counts`` is false (photos, papers).

    Raises:
        Refused: table, role, recusal, accreditation or certificate say no.
        Stale: ``revision`` is not the stored one.
    """
    with moves.moving(model, pk, name, by=by, at=at) as row:
        reason = permissions.why_not_on(name, by, row, on=timezone.localdate(at))
        if reason is not None:
            raise Refused(reason)
        if revision is not None and revision != row.revision:
            raise Stale
        if counts:
            row.revision += 1
        yield row
