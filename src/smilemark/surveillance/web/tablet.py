"""The visit on a tablet: eleven items, products and photos, also without a network.

The page keeps what is typed on the device and sends it record by record (``tablet.js``); a service worker shows the page
again where the network is gone. The answers here are JSON: stored, conflict, faulty, or signed out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from smilemark.accounts import roles
from smilemark.accounts.models import User
from smilemark.accounts.web.guard import role_required, signed_in
from smilemark.assessment import queries as assessment
from smilemark.assessment.states import FactoryState
from smilemark.foundation import clock
from smilemark.foundation.moves import Refused
from smilemark.surveillance import actions
from smilemark.surveillance.actions.syncing import (
    ITEM_FIELDS,
    PRODUCT_FIELDS,
    item_values,
    product_values,
    stamp_of,
)
from smilemark.surveillance.queries import visits
from smilemark.surveillance.states import VisitState
from smilemark.surveillance.web import forms
from smilemark.surveillance.web.visits import visit_or_404

if TYPE_CHECKING:
    from django.http import HttpRequest

    from smilemark.surveillance.models import Visit

PAPERS = [("complete", "完整"), ("incomplete", "不完整"), ("absent", "無")]
_NUMBERS = ("total", "not_executed", "not_executed_basic")
_LONGEST = 9


@role_required()
@never_cache
def tablet(request: HttpRequest, pk: int) -> HttpResponse:
    """The page, for the body's assessors while the visit is under way."""
    row = visit_or_404(request, pk)
    visiting = signed_in(request).holds(roles.ASSESSOR, row.body_id) and row.state == VisitState.VISITING
    if not visiting or row.assessment is None:
        raise Http404
    items = [
        {
            "code": code,
            "title": title,
            "has_one_count": has_one_count,
            "values": item_values(stored),
            "stamp": stamp_of(item_values(stored)),
        }
        for code, title, has_one_count, stored in assessment.sheet_items(row.assessment)
    ]
    products = [
        {
            "check": check,
            "form": forms.CheckForm(
                initial={name: getattr(check, name) for name in PRODUCT_FIELDS}, auto_id=f"p{check.pk}_%s"
            ),
            "stamp": stamp_of(product_values(check)),
        }
        for check in row.products.all()
    ]
    context = {
        "row": row,
        "items": items,
        "papers": PAPERS,
        "products": products,
        "is_open": row.assessment.state == FactoryState.PLANNED,
        "login": settings.LOGIN_URL,
    }
    return render(request, "surveillance/tablet.html", context)


@require_POST
@never_cache
def sync(request: HttpRequest, pk: int) -> HttpResponse:
    """One record of the device: stored once (200), conflict (409), faulty (422), signed out (401)."""
    user = request.user
    if not isinstance(user, User):
        return JsonResponse({"reason": "登入已逾時，請重新登入；已記錄之內容仍在這台裝置上。"}, status=401)
    row = visits.visible_to(user).filter(pk=pk).first()
    if row is None or not user.holds(roles.ASSESSOR, row.body_id):  # a conflict tells what the sheet holds so far
        raise Http404
    try:
        stamp = _store(request, row, user)
    except actions.Conflict as conflict:
        answer = {"reason": conflict.reason, "stored": conflict.stored, "stamp": conflict.stamp}
        return JsonResponse(answer, status=409)
    except Refused as refusal:
        return JsonResponse({"reason": refusal.reason, "field": refusal.field}, status=422)
    return JsonResponse({"stamp": stamp})


def _store(request: HttpRequest, row: Visit, user: User) -> str:
    given = request.POST
    key, kind, base = given.get("key", ""), given.get("kind", ""), given.get("base", "")
    who: dict[str, Any] = {"visit_id": row.pk, "key": key, "by": user, "at": clock.now()}
    if kind == "item":
        return actions.sync_item(code=given.get("code", ""), values=_item(given), base=base, **who)
    if kind == "product":
        values = {name: given.get(name, "") for name in PRODUCT_FIELDS}
        return actions.sync_product(check_id=_number(given.get("check", "")), values=values, base=base, **who)
    upload: Any = request.FILES.get("file")
    if kind == "photo" and upload is not None:
        check = given.get("check", "")
        actions.sync_photo(
            upload=upload,
            check_id=_number(check) if check else None,
            caption=given.get("caption", ""),
            **who,
        )
        return ""
    raise Refused("無法辨識之紀錄。", field="kind")


def _item(given: Any) -> dict[str, Any]:  # noqa: ANN401  # a query dict
    values: dict[str, Any] = {name: given.get(name, "") for name in ITEM_FIELDS}
    for name in _NUMBERS:
        empty = name == "not_executed_basic" and values[name] == ""
        values[name] = None if empty else _number(values[name])
    return values


def _number(text: str) -> int:
    """A whole number.

    Raises:
        Refused: it is none.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST):
        raise Refused("請填整數。", field="number")
    return int(text)


def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """The service worker, served here so that it may look after these pages."""
    place = finders.find("surveillance/worker.js")
    if not isinstance(place, str):
        raise Http404
    with open(place, "rb") as script:  # noqa: PTH123  # a path of the package's own
        answer = HttpResponse(script.read(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
