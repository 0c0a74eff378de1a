"""A row's page and what its buttons do: a form per open move, posted as ``do=<name>``.

Buttons are there only for what the reader may do now; a refusal shows the same page again with everything typed still
there (409), a faulty form likewise (422).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from smilemark.accounts.web.guard import signed_in
from smilemark.foundation import clock, events, moves
from smilemark.foundation.moves import Refused
from smilemark.surveillance import permissions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from smilemark.accounts.models import User

Row = TypeVar("Row")
Filled = TypeVar("Filled", bound=forms.Form)


class Nothing(forms.Form):
    """A button without fields."""


def words(label: str, *, rows: int = 3, **kwargs: Any) -> forms.CharField:  # noqa: ANN401  # of the field
    """A paragraph."""
    kwargs.setdefault("max_length", 4000)
    return forms.CharField(label=label, widget=forms.Textarea({"rows": rows}), **kwargs)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a page offers.

    Attributes:
        form: makes its form: ``form(row, data, files, **how)``.
        do: calls the action: ``do(row, values, by=, at=)``.
        said: the sentence shown afterwards.
        move: name of the move that opens it ("" : the same as the act's own name).
        button: words on the button ("" : the move's label).
        look: class of the button.
    """

    form: Callable[..., forms.Form]
    do: Callable[..., Any]
    said: str
    move: str = ""
    button: str = ""
    look: str = ""


@dataclass
class Offer:
    """An act as the page shows it: its form, or why it may not be done now."""

    name: str
    label: str
    cite: str
    form: forms.Form
    why_not: str | None
    look: str
    is_multipart: bool


def plain(form: type[forms.Form]) -> Callable[..., forms.Form]:
    """A form that needs nothing of its row."""

    def make(row: Any, data: Any = None, files: Any = None, **how: Any) -> forms.Form:  # noqa: ANN401, ARG001  # any row
        return form(data, files, **how)

    return make


@dataclass
class Shown:
    """What a request adds to the page: the act that was tried, its bound form, the refusal."""

    name: str = ""
    form: forms.Form | None = None
    refusal: Refused | None = None
    extra: dict[str, Any] = field(default_factory=dict)


def offers(row: Any, user: User, day: date, acts: Mapping[str, Act], tried: Shown) -> dict[str, Offer]:  # noqa: ANN401  # any governed row
    """What the reader may do now, in the order of the acts."""
    opened = {found.name: found for found in moves.open_to(row, user)}
    shown = {}
    for name, act in acts.items():
        found = opened.get(act.move or name)
        if found is None:
            continue
        form = tried.form if tried.name == name and tried.form is not None else act.form(row, auto_id=f"id_{name}_%s")
        why_not = found.why_not or permissions.why_not_on(found.name, user, row, on=day)
        label = act.button or found.move.label
        shown[name] = Offer(name, label, found.move.cite, form, why_not, act.look, form.is_multipart())
    return shown


def page(  # what a page is made of, by name
    request: HttpRequest,
    row: Any,  # noqa: ANN401  # any governed row
    *,
    template: str,
    acts: Mapping[str, Act],
    context: Callable[..., dict[str, Any]],
    again: Callable[[], Any],
) -> HttpResponse:
    """The page (GET), or what one of its buttons does (POST)."""
    if request.method != "POST":
        return _show(request, row, template, acts, context, Shown(), 200)
    name = request.POST.get("do", "")
    act = acts.get(name)
    if act is None:
        raise Http404("沒有這個動作。")
    form = act.form(row, request.POST, request.FILES, auto_id=f"id_{name}_%s")
    if not form.is_valid():
        return _show(request, row, template, acts, context, Shown(name, form), 422)
    try:
        act.do(row, form.cleaned_data, by=signed_in(request), at=clock.now())
    except Refused as refusal:
        if refusal.field in form.fields:
            form.add_error(refusal.field, refusal.reason)
        return _show(request, again(), template, acts, context, Shown(name, form, refusal), 409)
    messages.success(request, act.said)
    return redirect(request.path)


def _show(  # as above
    request: HttpRequest,
    row: Any,  # noqa: ANN401  # any governed row
    template: str,
    acts: Mapping[str, Act],
    context: Callable[..., dict[str, Any]],
    tried: Shown,
    status: int,
) -> HttpResponse:
    user, day = signed_in(request), clock.today()
    offered = offers(row, user, day, acts, tried)
    refusal = tried.refusal
    place = ""
    if refusal is not None and tried.form is not None and refusal.field in tried.form.fields:
        place = f"{tried.name}_{refusal.field}"
    values = {
        "row": row,
        "offers": offered,
        "tried": tried,
        "refusal": refusal.reason if refusal else "",
        "refusal_field": place if tried.name in offered else "",
        "faulty": tried.form if tried.form is not None and refusal is None else None,
        "history": history(row),
        "today": day,
        **context(row, user, day, tried),
    }
    return render(request, template, values, status=status)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the history."""

    at: Any
    actor: str
    label: str
    cite: str


OPENING = {
    "draft": "開始擬定",
    "freeze": "公布母體",
    "select": "抽出",
    "find": "查得缺失",
    "receive": "立案",
}


def history(row: Any, *, without: frozenset[str] = frozenset()) -> list[Line]:  # noqa: ANN401  # any governed row
    """The row's events in sentences, but for the moves its reader is not told of."""
    table = moves.governed()[type(row)]
    lines = []
    for event in events.history(row):
        if event.move in without:
            continue
        move = table.get(event.move)
        actor = event.eventtext.text.get("actor", "") if hasattr(event, "eventtext") else ""
        label = move.label if move is not None else OPENING.get(event.move, event.move)
        lines.append(Line(event.at, actor, label, move.cite if move is not None else ""))
    return lines


@dataclass(frozen=True, slots=True)
class Begun(Generic[Row]):
    """What came of the form above a list: the row that was begun, or why none was, and the answer's status."""

    row: Row | None
    refusal: str
    status: int


def begin(request: HttpRequest, form: Filled | None, do: Callable[[Filled], Row]) -> Begun[Row]:
    """Begin a row from the form above a list, where one was sent.

    Args:
        request: the list's.
        form: what the reader may begin; None: nothing.
        do: the action, with the form once it is valid.

    Raises:
        Http404: sent by who may begin nothing.
    """
    if request.method != "POST":
        return Begun(None, "", 200)
    if form is None:
        raise Http404
    if not form.is_valid():
        return Begun(None, "", 422)
    try:
        return Begun(do(form), "", 302)
    except Refused as refused:
        return Begun(None, refused.reason, 409)
