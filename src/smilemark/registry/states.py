"""States of a label by day, and of a report from the public with its table of moves."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from smilemark.foundation.moves import Move


class LabelState(models.TextChoices):
    """State of a label on a day (derived, never stored)."""

    VALID = "valid", _("有效")
    RENEWAL_PENDING = "renewal_pending", _("展延審查中")
    EXPIRED = "expired", _("已逾效期")
    CANCELLED = "cancelled", _("已廢止")
    WITHDRAWN = "withdrawn", _("已撤銷")
    UNKNOWN = "unknown", _("查無此編號")
    MALFORMED = "malformed", _("編號格式不符")


PUBLIC_STATES = (
    LabelState.VALID,
    LabelState.RENEWAL_PENDING,
    LabelState.EXPIRED,
    LabelState.CANCELLED,
    LabelState.WITHDRAWN,
)
"""States a label of the register can be in; the other two are answers about numbers."""


TONES: dict[str, str] = {
    LabelState.VALID: "ok",
    LabelState.RENEWAL_PENDING: "warn",
    LabelState.EXPIRED: "bad",
    LabelState.CANCELLED: "bad",
    LabelState.WITHDRAWN: "bad",
}
"""Semantic colour of each state; the word always stands beside it."""


class ReportState(models.TextChoices):
    """State of a report from the public."""

    RECEIVED = "received", _("已收件")


REPORT_MOVES: dict[str, Move] = {
    "add": Move("補充資料", {ReportState.RECEIVED}, None, frozenset(), "附件十五第二點第二款", by_system=True),
}
"""The reporter acts without signing in, by the token alone: the software makes the move for them."""
