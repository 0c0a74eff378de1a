"""What the addresses of governance are about, in the world of the matrix."""

from __future__ import annotations

from typing import Any

from tests.factories.companies import LONG_AGO
from tests.factories.governance import industry, load_scheme

from smilemark.accounts import roles
from smilemark.governance import actions
from smilemark.governance.models import Announcement


def an_announcement(world: Any) -> dict[str, object]:
    """The fee table in force."""
    load_scheme(())
    return {"pk": Announcement.objects.get(subject="fees").pk}


def a_draft(world: Any) -> dict[str, object]:
    """A draft of the own secretariat that adopts one system."""
    draft = actions.draft_announcement(
        subject="qms",
        title="採認之品質管理系統驗證",
        parts={"qms": [{"code": "iso-9001", "name": "ISO 9001"}]},
        by=world.people["own"][roles.SECRETARIAT],
        at=LONG_AGO,
    )
    return {"pk": draft.pk, "part": "qms"}


def a_row(world: Any) -> dict[str, object]:
    """The system the draft adopts."""
    found = a_draft(world)
    return found | {"row_pk": Announcement.objects.get(pk=found["pk"]).adopted_qms.get().pk}


def an_industry(world: Any) -> dict[str, object]:  # the shape of every maker
    """An industry of class 1."""
    load_scheme(())
    return {"pk": industry("015").pk}


def a_funding(world: Any) -> dict[str, object]:
    """The government bears the costs of the industry."""
    by = world.people["own"][roles.ADMINISTRATION]
    first = LONG_AGO.date()
    row = actions.fund(
        industry_id=int(str(an_industry(world)["pk"])), number="第1號", first_day=first, by=by, at=LONG_AGO
    )
    return {"pk": row.pk}
