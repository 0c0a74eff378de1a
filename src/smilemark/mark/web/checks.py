"""Spot checks: the list, a new one, one as licensor and licensee see it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import calendar, files, moves
from smilemark.mark.actions import checks as actions
from smilemark.mark.legal import checks as legal
from smilemark.mark.queries import checks as queries
from smilemark.mark.queries import history, letters
from smilemark.mark.states.checks import CHECK_MOVES, CheckState
from smilemark.mark.web.sections import Section

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from smilemark.accounts.web.acting import Typed
    from smilemark.foundation.moves import Refused
    from smilemark.mark.models import SpotCheck

LICENSORS = (roles.REVIEWER, roles.DECIDER, roles.SECRETARIAT)
READERS = (*queries.LICENSEES, *sorted(roles.BODY_ROLES), roles.SECRETARIAT, roles.ADMINISTRATION)
SECTION = Section(
    "標章使用抽查",
    "mark:checks",
    frozenset(READERS),
    "授權單位不定期抽查標章使用情形、限期改善及複查（附件十三第七點）。",
)
PER_PAGE = 30
INNER = frozenset({"open", "amend", "attach", "plan"})


@role_required(*READERS)
@require_GET
def checks(request: HttpRequest) -> HttpResponse:
    """The checks a person may read."""
    user = signed_in(request)
    q, state = request.GET.get("q", ""), request.GET.get("state", "")
    page = Paginator(queries.listed(user, q=q, state=state), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "q": q,
        "state": state,
        "states": CheckState.choices,
        "may_open": any(user.holds(role) for role in LICENSORS),
    }
    return acting.page(request, "checks", context)


def _seen(typed: Typed) -> actions.Seen:
    return actions.Seen(
        place=typed.text("place"),
        checked_on=typed.day("checked_on", "抽查日"),
        facts=typed.text("facts"),
        uses=typed.texts("uses"),
        changes=typed.texts("changes"),
        was_transferred=typed.ticked("was_transferred"),
        was_refused=typed.ticked("was_refused"),
        other_breach=typed.text("other_breach"),
    )


def _fields(request: HttpRequest, check: SpotCheck | None) -> dict[str, object]:
    """What stands in the fields at first, and what may be chosen."""
    return {
        "uses": legal.USES.items(),
        "changes": legal.CHANGES.items(),
        "picked_uses": request.POST.getlist("uses") or (check.uses if check else []),
        "picked_changes": request.POST.getlist("changes") or (check.changes if check else []),
        "first": check,
    }


@role_required(*LICENSORS)
@require_http_methods(["GET", "POST"])
def new_check(request: HttpRequest) -> HttpResponse:
    """登錄抽查; ``?certificate=`` or ``?licence=`` says of whom."""
    opened: list[str] = []

    def open_it(typed: Typed) -> str:
        check = actions.open_check(
            certificate=typed.text("certificate"),
            licence=typed.text("licence"),
            seen=_seen(typed),
            by=typed.by,
            at=typed.at,
            key=typed.text("key"),
        )
        opened.append(check.number)
        return "已登錄抽查，請附加照片並作成結果。"

    def show(refusal: Refused | None) -> HttpResponse:
        context = _fields(request, None) | {
            "certificate": request.GET.get("certificate", ""),
            "licence": request.GET.get("licence", ""),
            "is_secretariat": signed_in(request).holds(roles.SECRETARIAT),
            "key": request.POST.get("key") or uuid4().hex,
        }
        return acting.page(request, "new_check", context, refusal)

    answer = acting.act(request, {"open": open_it}, show)
    return redirect("mark:check", opened[0]) if opened else answer


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def one_check(request: HttpRequest, number: str) -> HttpResponse:
    """One check."""
    user = signed_in(request)
    row = get_object_or_404(queries.checks_visible_to(user), number=number)

    def show(refusal: Refused | None) -> HttpResponse:
        found = queries.checks_visible_to(user).get(pk=row.pk)
        return acting.page(request, "check", _shown(request, found), refusal)

    return acting.act(request, _handlers(row.pk), show)


def _shown(request: HttpRequest, check: SpotCheck) -> dict[str, object]:
    user = signed_in(request)
    is_subject = any(user.holds(role, check.subject_id) for role in queries.LICENSEES)
    return _fields(request, check) | {
        "check": check,
        "is_subject": is_subject,
        "seen_uses": [legal.USES[code] for code in check.uses],
        "seen_changes": [legal.CHANGES[code] for code in check.changes],
        "breaches": queries.breaches_of(check),
        "photos": queries.photos_visible_to(user).filter(check_of=check),
        "open": {offer.name: offer for offer in moves.open_to(check, user)},
        "letters": letters.letters_of(check, user),
        "section": SECTION,
        "history": history.history_of(check, CHECK_MOVES, beginning="登錄抽查", hidden=INNER if is_subject else ()),
    }


def _handlers(pk: int) -> dict[str, acting.Handler]:
    def amend(typed: Typed) -> str:
        actions.amend_check(check_id=pk, seen=_seen(typed), by=typed.by, at=typed.at, revision=typed.revision())
        return "已儲存。"

    def attach(typed: Typed) -> str:
        actions.attach_photos(
            check_id=pk, caption=typed.text("caption"), uploads=typed.files("photos"), by=typed.by, at=typed.at
        )
        return "已附加照片。"

    def conform(typed: Typed) -> str:
        actions.conclude_conforming(check_id=pk, by=typed.by, at=typed.at, revision=typed.revision())
        return "符合規定，已結案。"

    def notice(typed: Typed) -> str:
        check = actions.send_notice(
            check_id=pk,
            wanted=typed.text("wanted"),
            days=typed.number("days", "改善期限（日）"),
            by=typed.by,
            at=typed.at,
            revision=typed.revision(),
        )
        return f"已通知限期改善，期限至{calendar.roc(check.due_on)}止。" if check.due_on else ""

    return {"amend": amend, "attach": attach, "conform": conform, "notice": notice} | _later_handlers(pk)


def _later_handlers(pk: int) -> dict[str, acting.Handler]:
    def report(typed: Typed) -> str:
        actions.report_improvement(
            check_id=pk, text=typed.text("text"), uploads=typed.files("photos"), by=typed.by, at=typed.at
        )
        return "已回報改善。"

    def plan(typed: Typed) -> str:
        check = actions.plan_recheck(
            check_id=pk, recheck_on=typed.day("recheck_on", "擇定複查日"), by=typed.by, at=typed.at
        )
        return f"已擇定{calendar.roc(check.recheck_on)}複查。" if check.recheck_on else ""

    def conclude(typed: Typed) -> str:
        improved = typed.text("improved") == "yes"
        actions.conclude_recheck(
            check_id=pk,
            improved=improved,
            text=typed.text("text"),
            rechecked_on=typed.day("rechecked_on", "複查日"),
            by=typed.by,
            at=typed.at,
        )
        return "已改善，結案。" if improved else "屆期未改善，已通知受查單位。"

    return {"report": report, "plan": plan, "conclude": conclude}


@role_required(*READERS)
@require_GET
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """A photo of a check."""
    found = get_object_or_404(queries.photos_visible_to(signed_in(request)), pk=pk)
    return files.response(found.file)


urlpatterns = [
    path("mark/checks/", checks, name="checks"),
    path("mark/checks/new/", new_check, name="new_check"),
    path("mark/checks/<slug:number>/", one_check, name="check"),
    path("mark/photos/<int:pk>", photo, name="check_photo"),
]
