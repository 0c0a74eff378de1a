"""From which network address a request comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address our outermost proxy saw (``SMILEMARK_PROXIES``); without proxies of ours, who is connected.

    What stands further left in ``X-Forwarded-For`` was written by the client, who may write anything.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    told = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    return told[-proxies].strip() or direct if 0 < proxies <= len(told) else direct
