"""What the pages of surveillance ask of their reader: ``{% load surveillance %}{% keeps_surveillance as keeps %}``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from smilemark.surveillance.web.plans import READERS

if TYPE_CHECKING:
    from smilemark.accounts.models import User

register = template.Library()


@register.simple_tag(takes_context=True)
def keeps_surveillance(context: dict[str, Any]) -> bool:
    """Whether the reader has plans, irregular checks and summaries to read; a firm and a laboratory have visits alone."""
    user: User = context["request"].user
    return user.is_authenticated and any(user.holds(role) for role in READERS)
