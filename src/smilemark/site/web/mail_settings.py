"""A person's own settings: how mails come, and the secret address of the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from smilemark.accounts import actions, queries
from smilemark.accounts.models import MailChoice
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import clock
from smilemark.foundation import deadlines as running
from smilemark.foundation.moves import Refused
from smilemark.site import calendar_feed, mail_families

if TYPE_CHECKING:
    from django.http import HttpRequest

    from smilemark.accounts.models import User
    from smilemark.site.mail_families import Family

HOW = MailChoice.How
LANGUAGES = (("zh-hant", "正體中文"), ("en", "English"))


@role_required()
@require_http_methods(["GET", "POST"])
def mail_settings(request: HttpRequest) -> HttpResponse:
    """Which mails come at once, gathered or not at all; language; calendar."""
    user, status, refusal = signed_in(request), 200, ""
    if request.method == "POST":
        try:
            _save(request, user)
        except Refused as refused:
            status, refusal = 422, refused.reason
        else:
            messages.success(request, "已儲存。", extra_tags="ok")
            return redirect("site:mail_settings")
    return _page(request, user, status=status, refusal=refusal)


def _free(user: User) -> list[Family]:
    held = {role for role, _organisation in user.held_roles()}
    return [family for family in mail_families.FAMILIES if not mail_families.is_bound(family, held)]


def _save(request: HttpRequest, user: User) -> None:
    choices = {family.prefix: request.POST.get(family.prefix, HOW.NOW) for family in _free(user)}
    language = request.POST.get("language", "")
    actions.choose_mails(user_id=user.pk, choices=choices, language=language, at=clock.now())


def _page(request: HttpRequest, user: User, *, status: int = 200, refusal: str = "", address: str = "") -> HttpResponse:
    free, chosen = _free(user), queries.mail_choices(user)
    context = {
        "families": [
            (family, family in free, _typed(request, family) or chosen.get(family.prefix, HOW.NOW), _ways(family))
            for family in mail_families.FAMILIES
        ],
        "languages": LANGUAGES,
        "language": request.POST.get("language") or queries.mail_languages([user.pk]).get(user.pk, "zh-hant"),
        "feed": queries.feed_of(user),
        "address": address,
        "refusal": refusal,
    }
    return render(request, "site/mail_settings.html", context, status=status)


def _typed(request: HttpRequest, family: Family) -> str:
    return request.POST.get(family.prefix, "")


def _ways(family: Family) -> list[tuple[str, str]]:
    if family.is_digest:
        return [(HOW.NOW.value, "每日一封"), (HOW.NONE.value, "不寄送")]
    return [(way.value, str(way.label)) for way in HOW]


@role_required()
@require_POST
def make_feed(request: HttpRequest) -> HttpResponse:
    """A new secret address; it is shown this once."""
    user = signed_in(request)
    secret = actions.make_feed(user_id=user.pk, at=clock.now())
    address = f"{settings.SITE_URL}{reverse('site:calendar_feed', args=[secret])}"
    answer = _page(request, user, address=address)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@role_required()
@require_POST
def withdraw_feed(request: HttpRequest) -> HttpResponse:
    """The address answers no more."""
    try:
        actions.withdraw_feed(user_id=signed_in(request).pk, at=clock.now())
    except Refused as refused:
        return _page(request, signed_in(request), status=409, refusal=refused.reason)
    messages.success(request, "行事曆網址已停用。", extra_tags="ok")
    return redirect("site:mail_settings")


@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:  # noqa: ARG001  # no session: the secret is all
    """The calendar of whose secret this is; anything else is not there."""
    reader = queries.reader_of_feed(secret)
    if reader is None:
        raise Http404("沒有這個行事曆。")
    now = clock.now()
    running.settle(timezone.localdate(now))
    answer = HttpResponse(calendar_feed.written(reader, now), content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
