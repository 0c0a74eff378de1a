"""API v1 for programs of others: labels by number, products by search. Read only, no sign-in, fields listed one by one.

Contract: ``public-api.md``. A new column stays private until someone writes it here and in the test.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Annotated, Any

from django.utils import timezone
from ninja import NinjaAPI, Path, Query

from smilemark.foundation import clock
from smilemark.registry import queries
from smilemark.registry.api import answers, schemas

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

DESCRIPTION = """臺灣製MIT微笑產品公開登錄資料。標章狀態由查詢日推導；日期均為 ISO 8601，時區 Asia/Taipei。

Public register of MIT Smile products. The status of a label is derived for the day asked about. No sign-in; CORS open;
`ETag` and `Last-Modified` are sent and honoured; requests are limited per address (`429` with `Retry-After`).
"""
TOO_MANY_WORDS = f"more than {queries.MOST_WORDS} words"
EXPECTED = "8 digits, hyphen, 5 digits"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

api = NinjaAPI(
    title="Smilemark public API",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="registry-api-v1",
)


def label_fields(label: queries.PublicLabel, on: date) -> dict[str, Any]:
    """A label as the contract lists it."""
    certified_on = label.days.certified_on
    return {
        "number": label.number,
        "status": label.state.value,
        "certified_on": certified_on.isoformat() if certified_on else None,
        "valid_until": label.days.valid_until.isoformat(),
        "industry": {"code": label.industry_code, "name": label.industry_name},
        "firm": {"name": label.firm_name, "ubn": label.firm_ubn},
        "product": {"name": label.product_name, "model": label.product_model, "brand": label.brand or None},
        "certificate": label.certificate,
        "as_of": on.isoformat(),
    }


@api.get(
    "/labels/{number}",
    response={200: schemas.Label, 404: schemas.UnknownLabel, 422: schemas.MalformedLabel, 429: schemas.Limited},
    operation_id="label",
    summary="標章編號查驗 (one label by its number)",
)
def label(
    request: HttpRequest,
    number: Annotated[str, Path(description="標章編號, 8 digits, hyphen, 5 digits")],
    on: Annotated[str | None, Query(description="查詢日 YYYY-MM-DD; default: today in Taipei")] = None,  # noqa: ARG001  # read by answer_label
) -> HttpResponse:
    """Status of a label on a day. A day before the register knew the label is answered as unknown."""
    return answer_label(request, number)


def answer_label(request: HttpRequest, number: str) -> HttpResponse:
    """The answer about one number: 200, 404 unknown, 422 malformed; one indexed query."""
    if queries.NUMBER.fullmatch(number) is None:
        return answers.plain({"number": number, "status": "malformed", "expected": EXPECTED}, 422)
    asked = request.GET
    if asked and (wrong := answers.unknown_parameters(asked, {"on"})):
        return wrong
    on, is_today = clock.today(), True
    if asked and asked.get("on"):
        chosen = _day(asked["on"])
        if chosen is None:
            return answers.invalid("on", "not a real date YYYY-MM-DD")
        on, is_today = chosen, False
    found = queries.label_on(number, on)
    if found is None:
        return answers.plain({"number": number, "status": "unknown"}, 404)
    changed = max(found.last_modified, midnight(on)) if is_today else found.last_modified
    return answers.conditional(request, label_fields(found, on), changed)


def _day(text: str) -> date | None:
    if _DAY.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def midnight(day: date) -> datetime:
    """Since when the day's answers hold."""
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


@api.get(
    "/products",
    response={200: schemas.Page, 422: schemas.Invalid, 429: schemas.Limited},
    operation_id="products",
    summary="產品查詢 (search the register)",
)
def products(request: HttpRequest, wanted: Annotated[schemas.Wanted, Query()]) -> HttpResponse:
    """Labels that fit, by number. Every word of ``q`` must be found in product, model, brand or firm."""
    if wrong := answers.unknown_parameters(request.GET, set(schemas.Wanted.model_fields)):
        return wrong
    for parameter, typed in (("q", wanted.q), ("firm", wanted.firm)):
        if len(queries.words_of(typed)) > queries.MOST_WORDS:
            return answers.invalid(parameter, TOO_MANY_WORDS)
    today = clock.today()
    asked = queries.Search(wanted.q, wanted.industry, wanted.status, wanted.firm)
    labels = queries.Matches(queries.found(asked, today), asked)
    count = len(labels)
    first = (wanted.page - 1) * wanted.page_size
    rows = queries.public_rows(labels[first : first + wanted.page_size], today) if first < count else []
    page = {
        "count": count,
        "page": wanted.page,
        "page_size": wanted.page_size,
        "results": [label_fields(row, today) for row in rows],
    }
    changed = queries.last_change()
    start = midnight(today)
    return answers.conditional(request, page, max(changed, start) if changed else start)
