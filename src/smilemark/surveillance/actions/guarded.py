"""One entrance to every move of this app: table, permission on the day, and the revision the writer had seen."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils import timezone

from smilemark.foundation import moves
from smilemark.foundation.moves import Refused
from smilemark.surveillance import permissions
from smilemark.surveillance.models import Draw, Fault, Inquiry, Plan, Summary, Visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from smilemark.foundation.moves import Actor

A = TypeVar("A", Plan, Draw, Visit, Fault, Inquiry, Summary)


class Stale(Refused):
    """Somebody else (or another tab) saved in between; nothing was written. The field is ``revision``."""

    def __init__(self) -> None:
        super().__init__(
            "這份資料已由另一視窗或他人更新；請核對目前已存之內容後再儲存一次，您所填的都還在。",
            field="revision",
        )


@contextmanager
def making(model: type[A], pk: int, name: str, *, by: Actor, at: datetime, revision: int | None = None) -> Iterator[A]:
    """``moves.moving`` with the checks of the day; counts the revision where the row has one.

    Raises:
        Refused: table, role, recusal, accreditation, certificate or the plan's approval say no.
        Stale: ``revision`` is not the stored one.
    """
    with moves.moving(model, pk, name, by=by, at=at) as row:
        reason = permissions.why_not_on(name, by, row, on=timezone.localdate(at))
        if reason is not None:
            raise Refused(reason)
        counted: Any = row
        if hasattr(counted, "revision"):
            if revision is not None and revision != counted.revision:
                raise Stale
            counted.revision += 1
        yield row


def said(text: str, *, field: str, label: str, limit: int = 4000) -> str:
    """A paragraph that must be there.

    Raises:
        Refused: it is empty or too long.
    """
    tidy = "\n".join(line.rstrip() for line in text.strip().splitlines())
    if not tidy:
        raise Refused(f"請填寫「{label}」。", field=field)
    if len(tidy) > limit:
        raise Refused(f"「{label}」最多{limit}字，目前為{len(tidy)}字。", field=field)
    return tidy


def must_be_after(day: date, today: date, *, field: str, label: str) -> date:
    """A limit that lies in the future.

    Raises:
        Refused: it does not.
    """
    if day <= today:
        raise Refused(f"{label}應在今日之後。", field=field)
    return day
