"""What people can do with announcements: draft, fill, announce, drop."""

from smilemark.foundation.moves import Refused
from smilemark.governance.actions.announcing import announce, drop_draft, load_announced, why_incomplete
from smilemark.governance.actions.drafting import draft_announcement, edit_announcement
from smilemark.governance.actions.filling import add_part, change_part, remove_part
from smilemark.governance.actions.funding import end_funding, fund
from smilemark.governance.actions.industries import register_industry

__all__ = [
    "Refused",
    "add_part",
    "announce",
    "change_part",
    "draft_announcement",
    "drop_draft",
    "edit_announcement",
    "end_funding",
    "fund",
    "load_announced",
    "register_industry",
    "remove_part",
    "why_incomplete",
]
