"""Irregular checks: the list with its clocks, the check, its photos and its report (FM-A15-4)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms as fields
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.accreditation import queries as accreditation
from smilemark.foundation import clock, documents, files, offers
from smilemark.foundation.web.days import OfficeDayField
from smilemark.surveillance import actions, legal
from smilemark.surveillance.actions.inquiries import ROWS
from smilemark.surveillance.models import Inquiry
from smilemark.surveillance.queries import inquiries
from smilemark.surveillance.web import acting
from smilemark.surveillance.web.acting import Act, Nothing, plain, words
from smilemark.surveillance.web.plans import PAGE_SIZE, READERS

if TYPE_CHECKING:
    from datetime import date

    from django.http import FileResponse, HttpRequest, HttpResponse

    from smilemark.accounts.models import User

CHANNELS = [("virtual", "虛擬通路（如網頁及電視購物頻道等）"), ("physical", "實體通路")]
STEPS = [
    ("sample", "購樣並送驗"),
    ("test", "取得檢驗報告"),
    ("label", "確認產品標示情形"),
    ("suspicion", "發現涉有標示不實情事"),
    ("site", "實施生產工廠現場評核"),
    ("virtual", "完成虛擬通路查核"),
    ("physical", "完成實體通路查核"),
]
STEPS_OF = {
    Inquiry.Trigger.QUALITY: ("sample", "test"),
    Inquiry.Trigger.ORIGIN: ("label", "suspicion", "site"),
    Inquiry.Trigger.MISUSE: ("virtual", "physical"),
    Inquiry.Trigger.WITHDRAWN: ("virtual", "physical"),
}
SHOWS = {"open": "進行中", "done": "已結束", "all": "全部"}
OPENERS = (roles.REVIEWER, roles.DECIDER, roles.ASSESSOR, roles.SECRETARIAT)


class OpenForm(fields.Form):
    """A check somebody of the body or the secretariat opens."""

    trigger = fields.ChoiceField(label="查核案由", choices=[("", "請選擇"), *Inquiry.Trigger.choices])
    channels = fields.MultipleChoiceField(
        label="銷售或推廣通路", choices=CHANNELS, widget=fields.CheckboxSelectMultiple, required=False,
        help_text="涉嫌冒用、偽造或變造者應選擇。",
    )  # fmt: skip
    label_number = fields.CharField(label="標章編號", max_length=40, required=False)
    subject = fields.CharField(label="受查核單位", max_length=200, required=False, help_text="有標章編號者免填。")
    place = fields.CharField(label="查核地點（網址）", max_length=500, required=False)
    text = words("反應情形")


class StepForm(fields.Form):
    """A step and when it was done; the clock counts hours for the virtual channels."""

    step = fields.ChoiceField(label="步驟")
    day = OfficeDayField(label="完成日")
    time = fields.TimeField(
        label="完成時間", required=False, input_formats=["%H:%M"], help_text="虛擬通路以二十四小時計，請填如 16:30。",
        error_messages={"invalid": "請填如 16:30。"},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The moment, under ``done_at``."""
        given = super().clean() or {}
        if given.get("day") is not None and not self.errors:
            time = given.get("time") or datetime.min.time()
            given["done_at"] = timezone.make_aware(datetime.combine(given["day"], time))
        return given


def step_form(row: Inquiry, data: Any = None, files_: Any = None, **how: Any) -> fields.Form:  # noqa: ANN401, ARG001  # as offered
    """The steps the cause asks for."""
    now = timezone.localtime(clock.now())
    form = StepForm(data, initial={"day": now.date(), "time": now.strftime("%H:%M")}, **how)
    field: Any = form.fields["step"]
    wanted = STEPS_OF[Inquiry.Trigger(row.trigger)]
    field.choices = [(code, label) for code, label in STEPS if code in wanted]
    return form


class ResultsForm(fields.Form):
    """The rows of FM-A15-4."""

    subject = fields.CharField(label="受查核單位", max_length=200)
    place = fields.CharField(label="查核地點（網址）", max_length=500, required=False)
    result_text = words("查核結果說明", required=False)


def results_form(row: Inquiry, data: Any = None, files_: Any = None, **how: Any) -> fields.Form:  # noqa: ANN401, ARG001  # as offered
    """The rows the cause asks for, with what stands."""
    wanted = ROWS[Inquiry.Trigger(row.trigger)]
    initial = {name: getattr(row, name) for name in (*wanted, "subject", "place", "result_text")}
    form = ResultsForm(data, initial=initial, **how)
    for name in wanted:
        column: Any = Inquiry._meta.get_field(name)  # noqa: SLF001  # our own columns
        choices = [
            pair for pair in Inquiry.Result.choices if pair[0] != "not_applicable" or name in ("promotion", "labelling")
        ]
        form.fields[name] = fields.ChoiceField(
            label=str(column.verbose_name), choices=choices, widget=fields.RadioSelect, required=False
        )
    return form


class BodyForm(fields.Form):
    """A body."""

    body_id = fields.TypedChoiceField(label="驗證機構", coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's signature
        super().__init__(*args, **kwargs)
        field: Any = self.fields["body_id"]
        rows = accreditation.bodies_visible_to(None)  # type: ignore[arg-type]  # the register is public
        field.choices = [("", "請選擇"), *((row.pk, row.name) for row in rows)]


class MergeForm(fields.Form):
    """The check it belongs to."""

    number = fields.CharField(label="併入之查核編號", max_length=24)


class PhotoForm(fields.Form):
    """A picture."""

    caption = fields.CharField(label="照片說明", max_length=120, required=False)
    file = fields.FileField(label="照片", help_text="JPEG 或 PNG。")


class HandOverForm(fields.Form):
    """What is suspected."""

    text = words("涉嫌違法情事")


class ReportUpForm(fields.Form):
    """The letter upward."""

    number = fields.CharField(label="提報文號", max_length=60, help_text="提報產業驗證推動小組及認證審議會之公文文號。")


class SettleForm(fields.Form):
    """What the secretariat did itself."""

    text = words("處理情形")
    answer = words("答復", required=False, help_text="民眾通報者必填，通報人得於查詢網址閱讀。")


class FollowUpForm(fields.Form):
    """What follows."""

    what = fields.ChoiceField(label="後續處理", choices=[pair for pair in Inquiry.FollowUp.choices if pair[0]])
    improve_until = OfficeDayField(label="改善期限", required=False)
    text = words("說明")


class CloseForm(fields.Form):
    """The answer."""

    answer = words("答復", required=False, help_text="民眾通報者必填，通報人得於查詢網址閱讀。")


def _results(row: Inquiry, given: dict[str, Any], by: User, at: datetime) -> None:
    results = {name: given.get(name, "") for name in ROWS[Inquiry.Trigger(row.trigger)]}
    actions.record_results(
        inquiry_id=row.pk,
        results=results,
        text=given["result_text"],
        subject=given["subject"],
        place=given["place"],
        by=by,
        at=at,
    )


ACTS: dict[str, Act] = {
    "assign_body": Act(
        plain(BodyForm),
        lambda row, given, by, at: actions.assign_body(inquiry_id=row.pk, **given, by=by, at=at),
        "已分派驗證機構。",
    ),
    "record_step": Act(
        step_form,
        lambda row, given, by, at: actions.record_step(
            inquiry_id=row.pk, step=given["step"], done_at=given["done_at"], by=by, at=at
        ),
        "已登錄查核步驟。",
    ),
    "record_results": Act(results_form, _results, "查核結果已儲存。"),
    "photo": Act(
        plain(PhotoForm),
        lambda row, given, by, at: actions.add_inquiry_photo(
            inquiry_id=row.pk, upload=given["file"], caption=given["caption"], by=by, at=at
        ),
        "已加入照片。",
        move="record_results",
        button="加入照片",
        look="second",
    ),
    "report": Act(
        plain(Nothing),
        lambda row, given, by, at: actions.make_inquiry_report(inquiry_id=row.pk, by=by, at=at),  # noqa: ARG005  # the shape of every act
        "不定期查核報告已完成。",
    ),
    "follow_up": Act(
        plain(FollowUpForm),
        lambda row, given, by, at: actions.follow_up(inquiry_id=row.pk, **given, by=by, at=at),
        "已登錄後續處理。",
    ),
    "close": Act(
        plain(CloseForm),
        lambda row, given, by, at: actions.close_inquiry(inquiry_id=row.pk, **given, by=by, at=at),
        "已結案。",
    ),
    "hand_over": Act(
        plain(HandOverForm),
        lambda row, given, by, at: actions.hand_over(inquiry_id=row.pk, **given, by=by, at=at),
        "已層報本署。",
        look="second",
    ),
    "report_up": Act(
        plain(ReportUpForm),
        lambda row, given, by, at: actions.report_use_up(inquiry_id=row.pk, **given, by=by, at=at),
        "已登錄提報產業驗證推動小組及認證審議會。",
        look="second",
    ),
    "settle": Act(
        plain(SettleForm),
        lambda row, given, by, at: actions.settle(inquiry_id=row.pk, **given, by=by, at=at),
        "已依法辦理並結案。",
        look="second",
    ),
    "merge": Act(
        plain(MergeForm),
        lambda row, given, by, at: actions.merge(inquiry_id=row.pk, **given, by=by, at=at),
        "已併案。",
        look="second",
    ),
}


@role_required(*READERS)
def inquiry_list(request: HttpRequest) -> HttpResponse:
    """The checks with the next last day of each, and a form to open one."""
    user = signed_in(request)
    form = None
    if any(user.holds(role) for role in OPENERS):
        form = OpenForm(request.POST if request.method == "POST" else None)
    now = clock.now()
    begun = acting.begin(
        request, form, lambda ready: actions.open_inquiry(cause=_cause(ready), trigger_at=now, by=user, at=now)
    )
    if begun.row is not None:
        messages.success(request, f"已立案：{begun.row.number}。")
        return redirect("surveillance:inquiries")
    show = request.GET.get("show") if request.GET.get("show") in SHOWS else "open"
    rows = inquiries.visible_to(user)
    if show == "open":
        rows = rows.filter(state__in=inquiries.OPEN)
    elif show == "done":
        rows = rows.exclude(state__in=inquiries.OPEN)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, [(one, one.is_late(now)) for one in legal.clocks(row)]) for row in page],
        "show": show,
        "shows": SHOWS,
        "open": form,
        "refusal": begun.refusal,
    }
    return render(request, "surveillance/inquiries.html", context, status=begun.status)


def _cause(form: OpenForm) -> actions.Cause:
    given = form.cleaned_data
    number = given["label_number"].strip()
    return actions.Cause(
        trigger=given["trigger"],
        text=given["text"],
        place=given["place"],
        subject=given["subject"],
        labels=[number] if number else [],
        channels=given["channels"],
    )


def inquiry_or_404(request: HttpRequest, pk: int) -> Inquiry:
    """The check, if this reader may see it."""
    row = inquiries.visible_to(signed_in(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@role_required()
def inquiry_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One check."""
    return acting.page(
        request,
        inquiry_or_404(request, pk),
        template="surveillance/inquiry.html",
        acts=ACTS,
        context=_context,
        again=lambda: inquiry_or_404(request, pk),
    )


def _context(row: Inquiry, user: User, day: date, tried: acting.Shown) -> dict[str, Any]:
    now = clock.now()
    keep = None
    if row.reported_at is not None:
        keep = legal.keep_until("operator_irregular_audit_report", timezone.localdate(row.reported_at))
    rows = [
        (str(Inquiry._meta.get_field(name).verbose_name), getattr(row, f"get_{name}_display")())  # type: ignore[union-attr]  # noqa: SLF001  # our own columns
        for name in ROWS[Inquiry.Trigger(row.trigger)]
    ]
    return {
        "steps": list(acting.offers(row, user, day, ACTS, tried).values()),
        "clocks": [(one, one.is_late(now), isinstance(one.until, datetime)) for one in legal.clocks(row)],
        "photos": list(row.photos.select_related("file")),
        "results": rows,
        "links": offers.offers_on(row, user),
        "keep_until": keep,
    }


@role_required()
def inquiry_photo(request: HttpRequest, pk: int, photo_id: int) -> FileResponse:
    """A picture of the check."""
    row = inquiry_or_404(request, pk)
    return files.response(get_object_or_404(row.photos.select_related("file"), pk=photo_id).file, inline=True)


@role_required()
def inquiry_report(request: HttpRequest, pk: int) -> FileResponse:
    """FM-A15-4, PDF."""
    row = inquiry_or_404(request, pk)
    if row.report is None:
        raise Http404
    return documents.response(row.report)


@role_required()
def inquiry_odt(request: HttpRequest, pk: int) -> HttpResponse:
    """FM-A15-4 as an editable text, in the words of the report."""
    row = inquiry_or_404(request, pk)
    if row.report is None:
        raise Http404
    return documents.odt_response(row.report)
