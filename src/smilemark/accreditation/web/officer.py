"""Pages on which the administration keeps the registers; assessors find their own certificates here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render

from smilemark.accounts import roles
from smilemark.accounts.queries import known_as
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.accreditation import actions, permissions, queries
from smilemark.accreditation.models import Accreditation, Recognition
from smilemark.accreditation.web.forms import (
    AccreditForm,
    BodyForm,
    CertifyForm,
    ChangeBodyForm,
    EndForm,
    OrganisationForm,
    RecogniseForm,
)
from smilemark.foundation import calendar, clock
from smilemark.foundation.moves import Refused
from smilemark.foundation.web.submitting import submit

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms
    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse

    from smilemark.accreditation.models import AssessorCertificate

KEEPERS = tuple(sorted(permissions.KEEPERS))
ASSESSORS = "/assessors/"
HOLDERS = tuple(sorted(queries.READERS | {roles.ASSESSOR}))


@dataclass(frozen=True, slots=True)
class Page:
    """One of these short pages: its title, where it leads back to, where it goes on when done, and what it says then.

    ``{row}`` in ``then`` is the row that was written; ``{day}`` in ``said`` its attribute ``day``.
    """

    title: str
    back: str
    then: str
    said: str
    day: str = ""


def kept(request: HttpRequest, form: forms.Form, page: Page, act: Callable[[dict[str, Any]], Model]) -> HttpResponse:
    """Show the form; sent, act, say so and go on."""
    made, status = submit(form, act)
    if made is None:
        context = {"form": form, "title": page.title, "back": page.back}
        return render(request, "accreditation/form.html", context, status=status)
    day = calendar.roc(getattr(made, page.day)) if page.day else ""
    messages.success(request, page.said.format(day=day), extra_tags="ok")
    return redirect(page.then.format(row=made))


def opened_today(name: str) -> dict[str, Any]:
    """A form opened with today in one of its fields."""
    return {"initial": {name: clock.today()}}


@role_required(*KEEPERS)
def body_new(request: HttpRequest) -> HttpResponse:
    """Register a body."""
    user = signed_in(request)
    page = Page("登錄驗證機構", "/bodies/", "/bodies/{row.pk}/", "已登錄驗證機構，請接著核發認證。")
    return kept(
        request,
        BodyForm(request.POST or None),
        page,
        lambda given: actions.register_body(**given, by=user, at=clock.now()),
    )


@role_required(*KEEPERS)
def body_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a body's head and how it is reached."""
    user = signed_in(request)
    body = get_object_or_404(queries.bodies_visible_to(user), pk=pk)
    held = {name: getattr(body, name) for name in ChangeBodyForm.base_fields}
    there = f"/bodies/{body.pk}/"
    return kept(
        request,
        ChangeBodyForm(request.POST or None, initial=held),
        Page(f"變更資料：{body.name}", there, there, "已變更驗證機構資料。"),
        lambda given: actions.change_body(body_id=body.pk, **given, by=user, at=clock.now()),
    )


@role_required(*KEEPERS)
def accredit(request: HttpRequest, pk: int) -> HttpResponse:
    """Accredit a body for a class and industry."""
    user = signed_in(request)
    body = get_object_or_404(queries.bodies_visible_to(user), pk=pk)
    there = f"/bodies/{body.pk}/"

    def act(given: dict[str, Any]) -> Accreditation:
        """The industry goes by its id."""
        industry = given.pop("industry")
        industry_id = None if industry is None else industry.pk
        return actions.accredit(body_id=body.pk, industry_id=industry_id, **given, by=user, at=clock.now())

    return kept(
        request,
        AccreditForm(request.POST or None, **opened_today("first_day")),
        Page(f"核發認證：{body.name}", there, there, "已核發認證，有效至{day}。", "last_day"),
        act,
    )


@role_required(*KEEPERS)
def accreditation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel an accreditation (point 45)."""
    user = signed_in(request)
    row = get_object_or_404(Accreditation.objects.select_related("body"), pk=pk)
    there = f"/bodies/{row.body_id}/"
    return kept(
        request,
        EndForm(request.POST or None, **opened_today("ended_on")),
        Page(f"廢止認證：{row.body.name} {row.certificate_number}", there, there, "已廢止認證。"),
        lambda given: actions.cancel_accreditation(accreditation_id=row.pk, **given, by=user, at=clock.now()),
    )


@role_required(*KEEPERS)
def laboratory_new(request: HttpRequest) -> HttpResponse:
    """Register a laboratory."""
    user = signed_in(request)
    said = "已登錄檢驗機構，請接著登錄認可。"
    return kept(
        request,
        OrganisationForm(request.POST or None),
        Page("登錄檢驗機構", "/laboratories/", "/laboratories/{row.pk}/", said),
        lambda given: actions.register_laboratory(**given, by=user, at=clock.now()),
    )


@role_required(*KEEPERS)
def recognise(request: HttpRequest, pk: int) -> HttpResponse:
    """Recognise a laboratory for an industry."""
    user = signed_in(request)
    laboratory = get_object_or_404(queries.laboratories_visible_to(user), pk=pk)
    there = f"/laboratories/{laboratory.pk}/"

    def act(given: dict[str, Any]) -> Recognition:
        """The industry goes by its id."""
        industry_id = given.pop("industry").pk
        return actions.recognise(laboratory_id=laboratory.pk, industry_id=industry_id, **given, by=user, at=clock.now())

    return kept(
        request,
        RecogniseForm(request.POST or None, **opened_today("first_day")),
        Page(f"登錄認可：{laboratory.name}", there, there, "已登錄認可。"),
        act,
    )


@role_required(*KEEPERS)
def recognition_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a recognition (point 46)."""
    user = signed_in(request)
    row = get_object_or_404(Recognition.objects.select_related("laboratory", "industry"), pk=pk)
    there = f"/laboratories/{row.laboratory_id}/"
    return kept(
        request,
        EndForm(request.POST or None, **opened_today("ended_on")),
        Page(f"廢止認可：{row.laboratory.name}「{row.industry.name}」", there, there, "已廢止認可。"),
        lambda given: actions.end_recognition(recognition_id=row.pk, **given, by=user, at=clock.now()),
    )


@role_required(*HOLDERS)
def assessors(request: HttpRequest) -> HttpResponse:
    """Certificates: all of them for the administration and the secretariat, one's own for an assessor."""
    user = signed_in(request)
    today = clock.today()
    rows = [(row, row.status_on(today)) for row in queries.certificates_visible_to(user)]
    context = {"rows": rows, "may_keep": permissions.may_keep(user)}
    return render(request, "accreditation/assessors.html", context)


@role_required(*KEEPERS)
def assessor_new(request: HttpRequest) -> HttpResponse:
    """Enter an assessor's certificate."""
    user = signed_in(request)

    def act(given: dict[str, Any]) -> AssessorCertificate:
        """The person goes by user name or mail address."""
        holder = known_as(given.pop("person"))
        if holder is None:
            raise Refused("查無此使用者名稱或電子郵件。", field="person")
        return actions.certify_assessor(user_id=holder.pk, **given, by=user, at=clock.now())

    return kept(
        request,
        CertifyForm(request.POST or None, **opened_today("issued_on")),
        Page("登錄評核人員訓練合格證書", ASSESSORS, ASSESSORS, "已登錄，有效至{day}。", "last_valid_day"),
        act,
    )


@role_required(*KEEPERS)
def assessor_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a certificate (point 48)."""
    user = signed_in(request)
    row = get_object_or_404(queries.certificates_visible_to(user), pk=pk)
    form = EndForm(request.POST or None, **opened_today("ended_on"))
    form.fields["ended_on"].label = "撤銷日"
    return kept(
        request,
        form,
        Page(f"撤銷證書：{row.user.display_name} {row.number}", ASSESSORS, ASSESSORS, "已撤銷證書。"),
        lambda given: actions.withdraw_certificate(
            certificate_id=row.pk,
            withdrawn_on=given["ended_on"],
            reason=given["reason"],
            by=user,
            at=clock.now(),
        ),
    )
