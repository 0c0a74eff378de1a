"""Pages on which the administration keeps the registers; assessors find their own certificates here."""

from __future__ import annotations

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
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from smilemark.accreditation.models import AssessorCertificate

KEEPERS = tuple(sorted(permissions.KEEPERS))
HOLDERS = tuple(sorted(queries.READERS | {roles.ASSESSOR}))


def _page(request: HttpRequest, form: forms.Form, *, title: str, back: str, status: int) -> HttpResponse:
    """The one page of these short forms."""
    context = {"form": form, "title": title, "back": back}
    return render(request, "accreditation/form.html", context, status=status)


@role_required(*KEEPERS)
def body_new(request: HttpRequest) -> HttpResponse:
    """Register a body."""
    user = signed_in(request)
    form = BodyForm(request.POST or None)
    made, status = submit(form, lambda given: actions.register_body(**given, by=user, at=clock.now()))
    if made is not None:
        messages.success(request, "已登錄驗證機構，請接著核發認證。", extra_tags="ok")
        return redirect("accreditation:body", made.pk)
    return _page(request, form, title="登錄驗證機構", back="/bodies/", status=status)


@role_required(*KEEPERS)
def body_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a body's head and how it is reached."""
    user = signed_in(request)
    body = get_object_or_404(queries.bodies_visible_to(user), pk=pk)
    held = {name: getattr(body, name) for name in ChangeBodyForm.base_fields}
    form = ChangeBodyForm(request.POST or None, initial=held)
    made, status = submit(form, lambda given: actions.change_body(body_id=body.pk, **given, by=user, at=clock.now()))
    if made is not None:
        messages.success(request, "已變更驗證機構資料。", extra_tags="ok")
        return redirect("accreditation:body", body.pk)
    return _page(request, form, title=f"變更資料：{body.name}", back=f"/bodies/{body.pk}/", status=status)


@role_required(*KEEPERS)
def accredit(request: HttpRequest, pk: int) -> HttpResponse:
    """Accredit a body for a class and industry."""
    user = signed_in(request)
    body = get_object_or_404(queries.bodies_visible_to(user), pk=pk)
    form = AccreditForm(request.POST or None, initial={"first_day": clock.today()})

    def act(given: dict[str, Any]) -> Accreditation:
        """The industry goes by its id."""
        industry = given.pop("industry")
        industry_id = None if industry is None else industry.pk
        return actions.accredit(body_id=body.pk, industry_id=industry_id, **given, by=user, at=clock.now())

    made, status = submit(form, act)
    if made is not None:
        messages.success(request, f"已核發認證，有效至{calendar.roc(made.last_day)}。", extra_tags="ok")
        return redirect("accreditation:body", body.pk)
    return _page(request, form, title=f"核發認證：{body.name}", back=f"/bodies/{body.pk}/", status=status)


@role_required(*KEEPERS)
def accreditation_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel an accreditation (point 45)."""
    user = signed_in(request)
    row = get_object_or_404(Accreditation.objects.select_related("body"), pk=pk)
    form = EndForm(request.POST or None, initial={"ended_on": clock.today()})
    made, status = submit(
        form, lambda given: actions.cancel_accreditation(accreditation_id=row.pk, **given, by=user, at=clock.now())
    )
    if made is not None:
        messages.success(request, "已廢止認證。", extra_tags="ok")
        return redirect("accreditation:body", row.body_id)
    title = f"廢止認證：{row.body.name} {row.certificate_number}"
    return _page(request, form, title=title, back=f"/bodies/{row.body_id}/", status=status)


@role_required(*KEEPERS)
def laboratory_new(request: HttpRequest) -> HttpResponse:
    """Register a laboratory."""
    user = signed_in(request)
    form = OrganisationForm(request.POST or None)
    made, status = submit(form, lambda given: actions.register_laboratory(**given, by=user, at=clock.now()))
    if made is not None:
        messages.success(request, "已登錄檢驗機構，請接著登錄認可。", extra_tags="ok")
        return redirect("accreditation:laboratory", made.pk)
    return _page(request, form, title="登錄檢驗機構", back="/laboratories/", status=status)


@role_required(*KEEPERS)
def recognise(request: HttpRequest, pk: int) -> HttpResponse:
    """Recognise a laboratory for an industry."""
    user = signed_in(request)
    laboratory = get_object_or_404(queries.laboratories_visible_to(user), pk=pk)
    form = RecogniseForm(request.POST or None, initial={"first_day": clock.today()})

    def act(given: dict[str, Any]) -> Recognition:
        """The industry goes by its id."""
        industry_id = given.pop("industry").pk
        return actions.recognise(laboratory_id=laboratory.pk, industry_id=industry_id, **given, by=user, at=clock.now())

    made, status = submit(form, act)
    if made is not None:
        messages.success(request, "已登錄認可。", extra_tags="ok")
        return redirect("accreditation:laboratory", laboratory.pk)
    back = f"/laboratories/{laboratory.pk}/"
    return _page(request, form, title=f"登錄認可：{laboratory.name}", back=back, status=status)


@role_required(*KEEPERS)
def recognition_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a recognition (point 46)."""
    user = signed_in(request)
    row = get_object_or_404(Recognition.objects.select_related("laboratory", "industry"), pk=pk)
    form = EndForm(request.POST or None, initial={"ended_on": clock.today()})
    made, status = submit(
        form, lambda given: actions.end_recognition(recognition_id=row.pk, **given, by=user, at=clock.now())
    )
    if made is not None:
        messages.success(request, "已廢止認可。", extra_tags="ok")
        return redirect("accreditation:laboratory", row.laboratory_id)
    title = f"廢止認可：{row.laboratory.name}「{row.industry.name}」"
    return _page(request, form, title=title, back=f"/laboratories/{row.laboratory_id}/", status=status)


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
    form = CertifyForm(request.POST or None, initial={"issued_on": clock.today()})

    def act(given: dict[str, Any]) -> AssessorCertificate:
        """The person goes by user name or mail address."""
        holder = known_as(given.pop("person"))
        if holder is None:
            raise Refused("查無此使用者名稱或電子郵件。", field="person")
        return actions.certify_assessor(user_id=holder.pk, **given, by=user, at=clock.now())

    made, status = submit(form, act)
    if made is not None:
        messages.success(request, f"已登錄，有效至{calendar.roc(made.last_valid_day)}。", extra_tags="ok")
        return redirect("accreditation:assessors")
    return _page(request, form, title="登錄評核人員訓練合格證書", back="/assessors/", status=status)


@role_required(*KEEPERS)
def assessor_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a certificate (point 48)."""
    user = signed_in(request)
    row = get_object_or_404(queries.certificates_visible_to(user), pk=pk)
    form = EndForm(request.POST or None, initial={"ended_on": clock.today()})
    form.fields["ended_on"].label = "撤銷日"
    made, status = submit(
        form,
        lambda given: actions.withdraw_certificate(
            certificate_id=row.pk,
            withdrawn_on=given["ended_on"],
            reason=given["reason"],
            by=user,
            at=clock.now(),
        ),
    )
    if made is not None:
        messages.success(request, "已撤銷證書。", extra_tags="ok")
        return redirect("accreditation:assessors")
    title = f"撤銷證書：{row.user.display_name} {row.number}"
    return _page(request, form, title=title, back="/assessors/", status=status)
