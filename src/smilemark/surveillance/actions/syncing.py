"""What a tablet recorded, perhaps without a network: each key is stored once, and nothing is overwritten unseen.

The device says what it had seen of an item or product (``base``, a stamp). Where somebody stored something else in between,
``Conflict`` gives back what is stored now; the person decides, and sends again with the new stamp.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from smilemark.assessment import actions as assessment
from smilemark.foundation.moves import Refused
from smilemark.surveillance.actions.visits import CheckRecord, add_photo, record_product
from smilemark.surveillance.models import ProductCheck, Synced, Visit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.foundation.moves import Actor

ITEM_FIELDS = ("total", "not_executed", "not_executed_basic", "rules", "records", "text")
PRODUCT_FIELDS = ("origin", "origin_text", "mark_use", "mark_breach", "mark_text")
LONGEST_KEY = 40


class Conflict(Refused):
    """Somebody else stored another answer in between; nothing was written.

    Attributes:
        stored: what is stored now, field by field.
        stamp: its stamp, for sending again.
    """

    def __init__(self, stored: Mapping[str, Any]) -> None:
        super().__init__("這一項已由另一裝置或他人更新，請選擇要保留的內容。", field="base")
        self.stored = dict(stored)
        self.stamp = stamp_of(stored)


def stamp_of(values: Mapping[str, Any] | None) -> str:
    """A short name of what is stored; "" where nothing is."""
    if values is None:
        return ""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def item_values(item: Any | None) -> dict[str, Any] | None:  # noqa: ANN401  # a row of assessment, or None
    """What is stored of an item."""
    return None if item is None else {name: getattr(item, name) for name in ITEM_FIELDS}


def product_values(check: ProductCheck) -> dict[str, Any] | None:
    """What is stored of a product; None while nothing was ticked."""
    values = {name: getattr(check, name) for name in PRODUCT_FIELDS}
    return values if any(values.values()) else None


@contextmanager
def _once(visit_id: int, key: str, kind: str, at: datetime) -> Iterator[bool]:
    """Whether the key is new: then what is written inside and the key are stored together, or neither."""
    if not key or len(key) > LONGEST_KEY:
        raise Refused("缺少裝置之紀錄編號。", field="key")
    if Synced.objects.filter(visit_id=visit_id, key=key).exists():
        yield False
        return
    try:
        with transaction.atomic():
            Visit.objects.select_for_update(of=("self",)).get(pk=visit_id)
            if Synced.objects.filter(visit_id=visit_id, key=key).exists():
                yield False
                return
            yield True
            Synced.objects.create(visit_id=visit_id, key=key, kind=kind, at=at)
    except IntegrityError as twice:
        raise Refused("同一筆紀錄正在儲存，請稍後再試。", field="key") from twice


def _must_be_seen(stored: dict[str, Any] | None, given: Mapping[str, Any], base: str) -> None:
    if stored is None or stamp_of(stored) == base or stored == dict(given):
        return
    raise Conflict(stored)


def sync_item(
    *, visit_id: int, key: str, code: str, values: Mapping[str, Any], base: str, by: Actor, at: datetime
) -> str:
    """Store one of the eleven items; gives the stamp of what is stored.

    Args:
        visit_id: the visit.
        key: the device's own number of this record.
        code: the item.
        values: ``ITEM_FIELDS``; ``not_executed_basic`` None where the item has one count only.
        base: stamp of what the device had seen ("" for nothing).
        by: the assigned assessor.
        at: now (aware).

    Raises:
        Conflict: something else was stored in between.
        Refused: absurd counts, or the visit is not under way; names the field.
    """
    visit = Visit.objects.select_related("assessment").get(pk=visit_id)
    sheet = visit.assessment
    if sheet is None:
        raise Refused("尚未開始現場查核（附件十五第五點）。")
    with _once(visit_id, key, "item", at) as is_new:
        if is_new:
            given = dict(values)
            if given.get("not_executed_basic") is None:
                given["not_executed_basic"] = given["not_executed"]
            stored = item_values(sheet.items.filter(code=code).first())
            _must_be_seen(stored, given, base)
            record = assessment.ItemRecord(code=code, **given)
            assessment.record_items(assessment_id=sheet.pk, items=[record], by=by, at=at)
    return stamp_of(item_values(sheet.items.filter(code=code).first()))


def sync_product(
    *, visit_id: int, key: str, check_id: int, values: Mapping[str, str], base: str, by: Actor, at: datetime
) -> str:
    """Store origin and use of the mark of one product; as ``sync_item``."""
    check = ProductCheck.objects.filter(pk=check_id, visit_id=visit_id).first()
    if check is None:
        raise Refused("查無此查核產品。", field="check")
    with _once(visit_id, key, "product", at) as is_new:
        if is_new:
            _must_be_seen(product_values(check), values, base)
            record_product(check_id=check_id, record=CheckRecord(**values), by=by, at=at)
    check.refresh_from_db()
    return stamp_of(product_values(check))


def sync_photo(  # what a picture is of, one by one
    *,
    visit_id: int,
    key: str,
    upload: UploadedFile[Any],
    by: Actor,
    at: datetime,
    check_id: int | None = None,
    caption: str = "",
) -> None:
    """Store a picture once."""
    with _once(visit_id, key, "photo", at) as is_new:
        if is_new:
            add_photo(visit_id=visit_id, upload=upload, check_id=check_id, caption=caption, key=key, by=by, at=at)
