"""Self-printing: the list and register, a new application, and one application as each reader sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from smilemark.accounts import roles
from smilemark.accounts.web import acting
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.accreditation import queries as accreditation
from smilemark.foundation import clock, documents, files, moves
from smilemark.mark.actions import print_reviews, printing
from smilemark.mark.actions.print_reviews import Review
from smilemark.mark.actions.printing import Wanted
from smilemark.mark.legal import printing as legal
from smilemark.mark.models import PrintApplication
from smilemark.mark.models.runs import Shape
from smilemark.mark.queries import history, letters
from smilemark.mark.queries import printing as queries
from smilemark.mark.queries import runs as run_queries
from smilemark.mark.states.printing import MAY_PRINT, PRINT_MOVES, PrintState
from smilemark.mark.web.sections import Section

if TYPE_CHECKING:
    from django.http import FileResponse, HttpRequest, HttpResponse

    from smilemark.accounts.web.acting import Typed
    from smilemark.foundation.models import StoredDocument
    from smilemark.foundation.moves import Refused

READERS = (roles.APPLICANT, *sorted(roles.BODY_ROLES), roles.SECRETARIAT, roles.ADMINISTRATION)
SECTION = Section(
    "自行印製", "mark:printings", frozenset(READERS), "申請自行印製標章吊牌、貼紙或產品包裝，審查、登錄及印製紀錄。"
)
PER_PAGE = 30
INNER = frozenset({"review", "send_back"})


@role_required(*READERS)
@require_GET
def printings(request: HttpRequest) -> HttpResponse:
    """The applications a person may read; filtered by what may be printed it is the register."""
    user = signed_in(request)
    q, state = request.GET.get("q", ""), request.GET.get("state", "")
    page = Paginator(queries.listed(user, q=q, state=state), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "q": q,
        "state": state,
        "states": [("may_print", "已登錄得自行印製（全部）"), *PrintState.choices],
        "may_open": user.holds(roles.APPLICANT),
    }
    return acting.page(request, "printings", context)


def _wanted(typed: Typed) -> Wanted:
    return Wanted(
        labels=typed.texts("labels"),
        shape=typed.text("shape"),
        printer=typed.text("printer"),
        association=typed.text("association"),
        size_text=typed.text("size_text"),
        sample_copies=typed.number("sample_copies", "標章樣本份數"),
        contact=typed.text("contact"),
        phone=typed.text("phone"),
        consent=typed.text("consent"),
    )


@role_required(roles.APPLICANT)
@require_http_methods(["GET", "POST"])
def new_printing(request: HttpRequest) -> HttpResponse:
    """擬具申請 for products of one certificate."""
    user = signed_in(request)
    opened: list[str] = []

    def open_it(typed: Typed) -> str:
        row = printing.open_application(
            certificate=typed.text("certificate"),
            wanted=_wanted(typed),
            body_id=int(typed.text("body")) if typed.text("body").isdigit() else None,
            by=typed.by,
            at=typed.at,
            key=typed.text("key"),
        )
        opened.append(row.number)
        return "已建立申請，請附加標章樣本後送件。"

    def show(refusal: Refused | None) -> HttpResponse:
        today = clock.today()
        rows = list(queries.printable(user.organisations_as(roles.APPLICANT), today))
        certificates = list({label.certificate_id: label.certificate for label in rows}.values())
        wanted = request.POST.get("certificate") or request.GET.get("certificate", "")
        chosen = next(
            (each for each in certificates if each.number == wanted), certificates[0] if certificates else None
        )
        industry = chosen.industry if chosen else None
        context = {
            "certificates": certificates,
            "chosen": chosen,
            "labels": [label for label in rows if chosen and label.certificate_id == chosen.pk],
            "route": legal.route(industry.product_class) if industry else None,
            "by_body": industry is not None and legal.decided_by_body(legal.route(industry.product_class)),
            "bodies": accreditation.bodies_for(industry.product_class, industry, today)
            if industry and chosen and chosen.body_id is None
            else [],
            "key": request.POST.get("key") or uuid4().hex,
            "form": _form_of(None),
            "picked": request.POST.getlist("labels"),
        }
        return acting.page(request, "new_printing", context, refusal)

    answer = acting.act(request, {"open": open_it}, show)
    return redirect("mark:printing", opened[0]) if opened else answer


def _form_of(row: PrintApplication | None) -> dict[str, object]:
    """What stands in the fields at first, and what may be chosen."""
    return {
        "row": row,
        "shapes": Shape.choices,
        "printers": PrintApplication.Printer.choices,
        "shape": row.shape if row else "tag",
        "printer": row.printer if row else "self",
        "association": row.association if row else "",
        "size_text": row.size_text if row else "",
        "sample_copies": row.sample_copies if row else 2,
        "contact": row.contact if row else "",
        "phone": row.phone if row else "",
        "consent": row.consent.letter_number if row and row.consent else "",
    }


@role_required(*READERS)
@require_http_methods(["GET", "POST"])
def one_printing(request: HttpRequest, number: str) -> HttpResponse:
    """One application: the firm supplements and records its runs, the body checks and decides."""
    user = signed_in(request)
    row = get_object_or_404(queries.applications_visible_to(user), number=number)

    def show(refusal: Refused | None) -> HttpResponse:
        found = queries.applications_visible_to(user).get(pk=row.pk)
        return acting.page(request, "printing", _shown(request, found), refusal)

    return acting.act(request, _firm_handlers(row.pk) | _body_handlers(row.pk), show)


def _shown(request: HttpRequest, row: PrintApplication) -> dict[str, object]:
    user = signed_in(request)
    is_firm = user.holds(roles.APPLICANT, row.firm_id)
    labels = list(row.labels.order_by("number"))
    certificate = row.certificate_id
    return {
        "application": row,
        "is_firm": is_firm,
        "labels": labels,
        "choosable": [
            each for each in queries.printable([row.firm_id], clock.today()) if each.certificate_id == certificate
        ],
        "picked": request.POST.getlist("labels") or [label.number for label in labels],
        "samples": queries.samples_visible_to(user).filter(application=row, removed_at=None),
        "open": {offer.name: offer for offer in moves.open_to(row, user)},
        "principles": [(each, row.checks.get(each.code)) for each in legal.PRINCIPLES],
        "unmet": print_reviews.why_unmet(row) if row.checks else [],
        "runs": run_queries.runs_visible_to(user).filter(source=row.number),
        "letters": letters.letters_of(row, user),
        "may_print": row.state in MAY_PRINT,
        "printer_words": print_reviews.printer_words(row),
        "form": _form_of(row),
        "key": request.POST.get("key") or uuid4().hex,
        "section": SECTION,
        "history": history.history_of(row, PRINT_MOVES, beginning="擬具申請", hidden=INNER if is_firm else ()),
    }


def _firm_handlers(pk: int) -> dict[str, acting.Handler]:
    def amend(typed: Typed) -> str:
        printing.amend_application(application_id=pk, wanted=_wanted(typed), by=typed.by, at=typed.at)
        return "已儲存。"

    def attach(typed: Typed) -> str:
        printing.attach_sample(
            application_id=pk, caption=typed.text("caption"), uploads=typed.files("samples"), by=typed.by, at=typed.at
        )
        return "已附加標章樣本。"

    def detach(typed: Typed) -> str:
        printing.remove_sample(
            application_id=pk, sample_id=typed.number("sample", "標章樣本"), by=typed.by, at=typed.at
        )
        return "已移除。"

    def submit(typed: Typed) -> str:
        printing.submit(application_id=pk, by=typed.by, at=typed.at)
        return "已送件，請等候驗證機構審查。"

    def withdraw(typed: Typed) -> str:
        printing.withdraw_application(application_id=pk, by=typed.by, at=typed.at)
        return "已撤回申請。"

    def record(typed: Typed) -> str:
        run = printing.print_tags(
            application_id=pk,
            label=typed.text("label"),
            quantity=typed.number("quantity", "印製數量"),
            printed_on=typed.day("printed_on", "印製日"),
            by=typed.by,
            at=typed.at,
            key=typed.text("key"),
        )
        return f"已登錄印製批次 {run.number}：{run.label.number} 流水號 {run.first_serial} 至 {run.last_serial}。"

    return {
        "amend": amend, "attach": attach, "detach": detach, "submit": submit, "withdraw": withdraw, "print": record,
    }  # fmt: skip


def _body_handlers(pk: int) -> dict[str, acting.Handler]:
    def review(typed: Typed) -> str:
        found = Review(
            checks={each.code: typed.ticked(f"check_{each.code}") for each in legal.PRINCIPLES},
            proposal=typed.text("proposal"),
            text=typed.text("text"),
        )
        print_reviews.review(application_id=pk, found=found, by=typed.by, at=typed.at, revision=typed.revision())
        return "已審查，送核定人員核定。"

    def ask_supplement(typed: Typed) -> str:
        row = print_reviews.ask_supplement(
            application_id=pk,
            text=typed.text("text"),
            days=typed.number("days", "補正期限（日）"),
            by=typed.by,
            at=typed.at,
            revision=typed.revision(),
        )
        return f"已通知補正（第{row.rounds}次）。"

    def send_back(typed: Typed) -> str:
        print_reviews.send_back(application_id=pk, reason=typed.text("reason"), by=typed.by, at=typed.at)
        return "已退回審查。"

    def decide(typed: Typed) -> str:
        row = print_reviews.decide(application_id=pk, by=typed.by, at=typed.at, revision=typed.revision())
        return "已核定不予同意並通知業者。" if row.registered_on is None else "已審查通過、登錄並通知業者。"

    return {"review": review, "ask_supplement": ask_supplement, "send_back": send_back, "decide": decide}


@role_required(*READERS)
@require_GET
def printing_form(request: HttpRequest, number: str) -> FileResponse:
    """The form as it was sent in, two of it."""
    return documents.response(_sent(request, number), inline=True)


@role_required(*READERS)
@require_GET
def printing_form_odt(request: HttpRequest, number: str) -> HttpResponse:
    """The form as an editable text."""
    return documents.odt_response(_sent(request, number))


def _sent(request: HttpRequest, number: str) -> StoredDocument:
    found = get_object_or_404(queries.applications_visible_to(signed_in(request)), number=number)
    if found.form is None:
        raise Http404("尚未送件。")
    return found.form


@role_required(*READERS)
@require_GET
def sample(request: HttpRequest, pk: int) -> FileResponse:
    """The file of a sample."""
    found = get_object_or_404(queries.samples_visible_to(signed_in(request)), pk=pk)
    return files.response(found.file)


urlpatterns = [
    path("mark/printing/", printings, name="printings"),
    path("mark/printing/new/", new_printing, name="new_printing"),
    path("mark/printing/<slug:number>/", one_printing, name="printing"),
    path("mark/printing/<slug:number>/form.pdf", printing_form, name="printing_form"),
    path("mark/printing/<slug:number>/form.odt", printing_form_odt, name="printing_form_odt"),
    path("mark/samples/<int:pk>", sample, name="sample"),
]
