"""Who may write announcements, and why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.accounts import roles
from smilemark.foundation.moves import SYSTEM, Actor
from smilemark.governance.queries import may_draft

if TYPE_CHECKING:
    from smilemark.governance.models import Announcement


def why_not_draft(by: Actor) -> str | None:
    """Point 7 II: announcements are the administration's; the secretariat prepares them."""
    if by is SYSTEM or may_draft(by):
        return None
    return "僅秘書處或本署可以草擬公告（第七點第二項）。"


def why_not_act(move: str, by: Actor, announcement: Announcement) -> str | None:  # noqa: ARG001  # the permission's shape
    """Beyond state and role nothing stands in the way of drafting, announcing or dropping."""
    return None


def why_not_fund(by: Actor) -> str | None:
    """Point 38 I: the government's budget is the administration's to dispose of."""
    if by.holds(roles.ADMINISTRATION, None):
        return None
    return "僅本署可以設定推動初期由政府預算全額負擔之產業（第三十八點第一項）。"
