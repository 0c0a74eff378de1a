"""Pages on which announcements are drafted, filled, announced and dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import clock, moves
from smilemark.foundation.moves import Refused
from smilemark.foundation.web.row_ids import row_id
from smilemark.foundation.web.submitting import submit
from smilemark.governance import actions, queries
from smilemark.governance.parts import PARTS, parts_of
from smilemark.governance.states import State
from smilemark.governance.web.forms import AnnounceForm, DraftForm, TitleForm, part_form, values_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from smilemark.accounts.models import User
    from smilemark.governance.models import Announcement

DRAFTERS = tuple(sorted(queries.DRAFTERS))


def _draft(user: User, pk: int) -> Announcement:
    return get_object_or_404(queries.visible_to(user), pk=pk)


@role_required(*DRAFTERS)
def drafts(request: HttpRequest) -> HttpResponse:
    """Drafts under way, and those dropped."""
    rows = queries.visible_to(signed_in(request)).filter(state__in=(State.DRAFT, State.DROPPED))
    return render(request, "governance/drafts.html", {"rows": rows.order_by("state", "-pk")})


@role_required(*DRAFTERS)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a draft, empty or as a copy of what is in force."""
    user = signed_in(request)
    form = DraftForm(request.POST or None)

    def begin(given: dict[str, Any]) -> Announcement:
        """The copy is taken of the announcement open today."""
        industry = given["industry"]
        source = queries.open_version(given["subject"], industry) if given["copy"] else None
        return actions.draft_announcement(
            subject=given["subject"],
            title=given["title"],
            industry_id=None if industry is None else industry.pk,
            is_sample=given["is_sample"],
            copy_of=None if source is None else source.pk,
            by=user,
            at=clock.now(),
        )

    made, status = submit(form, begin)
    if made is not None:
        messages.success(request, "已建立草案。", extra_tags="ok")
        return redirect("governance:draft", made.pk)
    return render(request, "governance/new.html", {"form": form}, status=status)


@role_required(*DRAFTERS)
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft with all its parts; its title is changed here."""
    user = signed_in(request)
    row = _draft(user, pk)
    form = TitleForm(request.POST or None, initial={"title": row.title, "is_sample": row.is_sample})
    made, status = submit(
        form, lambda given: actions.edit_announcement(announcement_id=row.pk, **given, by=user, at=clock.now())
    )
    if made is not None:
        messages.success(request, "已修改草案。", extra_tags="ok")
        return redirect("governance:draft", row.pk)
    return _draft_page(request, row, status=status, form=form)


def _draft_page(
    request: HttpRequest, row: Announcement, *, status: int, form: TitleForm, announcing: AnnounceForm | None = None
) -> HttpResponse:
    user = signed_in(request)
    today = clock.today()
    context = {
        "announcement": row,
        "form": form,
        "announcing": announcing or AnnounceForm(initial={"announced_on": today, "effective_from": today}),
        "why_not_announce": moves.why_not(row, "announce", user),
        "may": {found.name for found in moves.open_to(row, user)},
        "missing": actions.why_incomplete(row),
        "parts": [(name, part) for name, part in parts_of(row.subject).items() if not part.within],
        **queries.shown_contents(row),
    }
    return render(request, "governance/draft.html", context, status=status)


@require_POST
@role_required(*DRAFTERS)
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce the draft."""
    user = signed_in(request)
    row = _draft(user, pk)
    form = AnnounceForm(request.POST)
    made, status = submit(
        form, lambda given: actions.announce(announcement_id=row.pk, **given, by=user, at=clock.now())
    )
    if made is not None:
        messages.success(request, f"已公告：{made.number}。", extra_tags="ok")
        return redirect("governance:announcement", made.pk)
    title = TitleForm(initial={"title": row.title, "is_sample": row.is_sample})
    return _draft_page(request, row, status=status, form=title, announcing=form)


@require_POST
@role_required(*DRAFTERS)
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop the draft."""
    user = signed_in(request)
    row = _draft(user, pk)
    try:
        actions.drop_draft(announcement_id=row.pk, by=user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.reason, extra_tags="bad")
    else:
        messages.success(request, "已撤回草案。", extra_tags="ok")
    return redirect("governance:drafts")


@role_required(*DRAFTERS)
def part_new(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """Enter a row: an item, a condition, a fee ...; a criterion says of which item (?within=)."""
    user = signed_in(request)
    row = _draft(user, pk)
    if part not in parts_of(row.subject):
        raise Http404
    within = request.GET.get("within", "")
    form = part_form(part)(request.POST or None)
    made, status = submit(
        form,
        lambda given: actions.add_part(
            announcement_id=row.pk,
            part=part,
            values=given,
            within_id=row_id(within),
            by=user,
            at=clock.now(),
        ),
    )
    if made is not None:
        messages.success(request, f"已新增{PARTS[part].label}。", extra_tags="ok")
        return redirect("governance:draft", row.pk)
    context = {"announcement": row, "form": form, "part": PARTS[part]}
    return render(request, "governance/part.html", context, status=status)


@role_required(*DRAFTERS)
def part_change(request: HttpRequest, pk: int, part: str, row_pk: int) -> HttpResponse:
    """Change a row of a draft."""
    user = signed_in(request)
    announcement = _draft(user, pk)
    row = queries.part_row(announcement, part, row_pk)
    if row is None:
        raise Http404
    form = part_form(part)(request.POST or None, initial=values_of(part, row))
    made, status = submit(
        form,
        lambda given: actions.change_part(
            announcement_id=announcement.pk, part=part, part_id=row_pk, values=given, by=user, at=clock.now()
        ),
    )
    if made is not None:
        messages.success(request, f"已修改{PARTS[part].label}。", extra_tags="ok")
        return redirect("governance:draft", announcement.pk)
    context = {"announcement": announcement, "form": form, "part": PARTS[part], "row": row}
    return render(request, "governance/part.html", context, status=status)


@require_POST
@role_required(*DRAFTERS)
def part_remove(request: HttpRequest, pk: int, part: str, row_pk: int) -> HttpResponse:
    """Take a row out of a draft."""
    user = signed_in(request)
    row = _draft(user, pk)
    try:
        actions.remove_part(announcement_id=row.pk, part=part, part_id=row_pk, by=user, at=clock.now())
    except Refused as refusal:
        messages.error(request, refusal.reason, extra_tags="bad")
    else:
        messages.success(request, "已刪除。", extra_tags="ok")
    return redirect("governance:draft", row.pk)
