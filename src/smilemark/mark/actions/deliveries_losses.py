"""標章毀損遺失通報: labels are kept safe (annex 14 point 6(3)); what was damaged or lost is told to the body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.foundation import events, files
from smilemark.foundation.moves import Refused
from smilemark.mark.actions import notices
from smilemark.mark.actions.orders import pieces
from smilemark.mark.actions.texts import number_for, text_of
from smilemark.mark.models import LabelLoss
from smilemark.mark.queries import deliveries_losses as queries

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User


@dataclass(frozen=True, slots=True)
class Loss:
    """What happened to labels a firm keeps; ``serials`` as far as they are known."""

    label: str
    kind: str
    quantity: int
    happened_on: date
    text: str
    serials: str = ""


def report_loss(*, loss: Loss, upload: UploadedFile[Any] | None, key: str, by: User, at: datetime) -> LabelLoss:
    """通報毀損或遺失; the same page sent twice reports once.

    Raises:
        Refused: not a label of the firm, more than were printed for it, a day that cannot be, or a field is wrong.
    """
    with transaction.atomic():
        if key and (known := LabelLoss.objects.filter(submission_key=key, reported_by=by).first()) is not None:
            return known
        label = queries.labels_of(by).filter(number=loss.label.strip()).first()
        if label is None:
            raise Refused("標章編號：請選擇貴業者之標章。", field="label")
        if loss.kind not in LabelLoss.Kind.values:
            raise Refused("情形：請選擇毀損或遺失。", field="kind")
        if loss.happened_on > timezone.localdate(at):
            raise Refused("發生或發現日不得在今日之後。", field="happened_on")
        row = LabelLoss(
            number=number_for("L", at),
            firm=label.certificate.firm,
            label=label,
            kind=loss.kind,
            quantity=pieces(loss.quantity, field="quantity", label="數量", least=1),
            serials=text_of(loss.serials, field="serials", label="流水號", required=False, most=200),
            happened_on=loss.happened_on,
            text=text_of(loss.text, field="text", label="經過及處理"),
            file=files.store(upload, by=by, at=at) if upload is not None else None,
            submission_key=key or None,
            reported_at=at,
            reported_by=by,
        )
        printed = queries.printed_for(label)
        if row.quantity > printed:
            raise Refused(f"數量：此標章編號已登錄印製 {printed:,} 個，通報數量不得超過。", field="quantity")
        row.save()
        facts = {"label": label.number, "kind": row.kind, "quantity": row.quantity}
        events.record(row, "report", by=by, at=at, data=facts, text={"text": row.text})
        body_id = label.certificate.body_id
        if body_id is not None:
            notices.tell(
                body_id,
                roles.REVIEWER,
                subject=f"業者通報標章{row.get_kind_display()}：{row.number}",
                text=f"{row.firm.name}通報標章 {label.number} {row.get_kind_display()} {row.quantity:,} 個。",
                url=reverse("mark:losses"),
                at=at,
            )
    return row
