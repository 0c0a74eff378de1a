"""What was sent after a session had ended is kept for the same person and offered again after sign-in.

Only people who had signed in on this device (a signed cookie says who) get it; only they are offered it; passwords,
codes and files are never kept; after a day it is gone.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.utils.http import url_has_allowed_host_and_scheme

from smilemark.accounts.models import KeptForm, User
from smilemark.foundation import clock

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PERSON_COOKIE: Final = "smilemark_person"
FORM_COOKIE: Final = "smilemark_kept_form"
AGAIN: Final = "_kept_form"
KEPT_FOR: Final = timedelta(hours=24)
PERSON_FOR: Final = timedelta(days=30)
NEVER_KEPT: Final = ("password", "csrfmiddlewaretoken", "code", "credential", AGAIN)
LARGEST: Final = 200_000  # characters; what a person types is far below
LONGEST_ADDRESS: Final = 500
MOST: Final = 10  # forms of one person; whoever holds the signed cookie could fill the disk otherwise


@dataclass(frozen=True, slots=True)
class Offer:
    """A kept form as the page shows it: where it goes, and every field with its values."""

    key: str
    action: str
    fields: list[tuple[str, str]]


def remember_person(request: HttpRequest, response: HttpResponse) -> None:
    """Let the device know whose forms may be kept on the server."""
    if not isinstance(request.user, User) or _person(request) == request.user.pk:
        return
    value = signing.dumps(request.user.pk, salt=PERSON_COOKIE)
    _set(response, PERSON_COOKIE, value, int(PERSON_FOR.total_seconds()))


def keep(request: HttpRequest, response: HttpResponse) -> str | None:
    """Keep what this request sent.

    Returns:
        The address of the page it was typed on, to come back to; None when nothing was kept.
    """
    person = _person(request)
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if isinstance(value, str) and not name.lower().startswith(NEVER_KEPT)
    ]
    if person is None or not fields or sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return None
    user = User.objects.filter(pk=person, is_active=True).first()
    if user is None:
        return None
    at = clock.now()
    KeptForm.objects.filter(kept_at__lt=at - KEPT_FOR).delete()
    page = _page_of(request)
    if max(len(request.path), len(page)) > LONGEST_ADDRESS:
        return None
    row = KeptForm.objects.create(
        key=secrets.token_urlsafe(32), user=user, action=request.path, page=page, fields=fields, kept_at=at
    )
    newest = KeptForm.objects.filter(user=user).order_by("-kept_at", "-pk").values_list("pk", flat=True)[:MOST]
    KeptForm.objects.filter(user=user).exclude(pk__in=list(newest)).delete()
    _set(response, FORM_COOKIE, row.key, int(KEPT_FOR.total_seconds()))
    return page


def offered(request: HttpRequest) -> Offer | None:
    """The kept form to be shown on this page, to the person it belongs to."""
    key = request.COOKIES.get(FORM_COOKIE)
    if not key or request.method != "GET" or not isinstance(request.user, User):
        return None
    row = KeptForm.objects.filter(key=key, user_id=request.user.pk, kept_at__gte=clock.now() - KEPT_FOR).first()
    if row is None:
        return None
    return Offer(row.key, row.action, [(name, value) for name, value in row.fields])


def page_or_home(request: HttpRequest) -> str:
    """Where to go after throwing a kept form away: the page it was typed on."""
    row = KeptForm.objects.filter(key=request.POST.get("key", ""), user=_user(request)).first()
    return row.page if row else str(settings.LOGIN_REDIRECT_URL)


def forget(request: HttpRequest, response: HttpResponse, key: str) -> None:
    """The kept form was sent again or thrown away."""
    KeptForm.objects.filter(key=key, user=_user(request)).delete()
    response.delete_cookie(FORM_COOKIE, samesite="Lax")


def _page_of(request: HttpRequest) -> str:
    """The page the form stood on: where the browser says it came from, if that is ours; else the form's own address."""
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        parts = urlsplit(referer)
        if parts.path.startswith("//"):  # to a browser, another site
            return request.path
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return request.path


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _person(request: HttpRequest) -> int | None:
    try:
        found = signing.loads(request.COOKIES.get(PERSON_COOKIE, ""), salt=PERSON_COOKIE, max_age=PERSON_FOR)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None


def _set(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
