"""Consents to an altered pattern: the list, one entered or ended by the administration, the pattern's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.foundation import files
from smilemark.mark.actions import consents as actions
from smilemark.mark.models import Consent
from smilemark.mark.queries import printing as queries
from smilemark.mark.web.sections import Section

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from smilemark.accounts.web.acting import Typed
    from smilemark.foundation.moves import Refused

READERS = (
    roles.APPLICANT, roles.LABORATORY, *sorted(roles.BODY_ROLES), roles.SECRETARIAT, roles.ADMINISTRATION,
)  # fmt: skip
SECTION = Section(
    "圖樣變更同意", "mark:consents", frozenset(READERS), "本署同意改變標章形狀、顏色或加註字樣之紀錄（第三十五點）。"
)


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def consents(request: HttpRequest) -> HttpResponse:
    """The consents a person may read; the administration enters one, or ends one."""
    user = signed_in(request)

    def grant(typed: Typed) -> str:
        agreed = actions.Agreed(
            licensee=typed.text("licensee"),
            letter_number=typed.text("letter_number"),
            changes=typed.texts("changes"),
            text=typed.text("text"),
            first_day=typed.day("first_day", "起日"),
        )
        actions.grant_consent(agreed=agreed, pattern=typed.file("pattern"), by=typed.by, at=typed.at)
        return "已登錄同意。"

    def end(typed: Typed) -> str:
        number = typed.number("consent", "同意")
        get_object_or_404(queries.consents_visible_to(user), pk=number)
        actions.end_consent(consent_id=number, reason=typed.text("reason"), by=typed.by, at=typed.at)
        return "已廢止同意。"

    def show(refusal: Refused | None) -> HttpResponse:
        context = {
            "consents": queries.consents_visible_to(user),
            "changes": Consent.Change.choices,
            "may_grant": user.holds(roles.ADMINISTRATION),
            "picked": request.POST.getlist("changes"),
        }
        return acting.page(request, "consents", context, refusal)

    return acting.act(request, {"grant": grant, "end": end}, show)


@role_required(*READERS)
@require_GET
def pattern(request: HttpRequest, pk: int) -> FileResponse:
    """The pattern agreed to."""
    found = get_object_or_404(queries.consents_visible_to(signed_in(request)), pk=pk)
    return files.response(found.pattern)


urlpatterns = [
    path("mark/consents/", consents, name="consents"),
    path("mark/consents/<int:pk>/pattern", pattern, name="consent_pattern"),
]
