"""Which windows are open: re-accreditation of bodies (point 13), renewal of assessors' certificates (annex 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse

from smilemark.accounts import roles
from smilemark.accreditation import legal
from smilemark.accreditation.models import Accreditation, AssessorCertificate
from smilemark.foundation.deadlines import Kind, Running, Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

KINDS: Final = (
    Kind("W2", "申請重新認證（屆滿前六個月）", "第十三點第二項", "Application for re-accreditation (last six months)"),
    Kind(
        "W3",
        "申請展延評核人員合格證書（屆滿前三個月）",
        "附件十第八點第二項",
        "Renewal of an assessor's certificate (last three months)",
    ),
)


def _accreditations(day: date, ids: list[Any] | None) -> Iterator[Running]:
    """The newest of each scope whose window is open."""
    rows = Accreditation.objects.filter(ended_on=None, last_day__gte=day)
    newest: dict[tuple[int, int, int | None], Accreditation] = {}
    for row in (rows if ids is None else rows.filter(body__in=ids)).select_related("industry").order_by("last_day"):
        newest[row.body_id, row.product_class, row.industry_id] = row
    for row in newest.values():
        window = legal.accreditation_window(row.last_day)
        if window.opens <= day:
            scope = row.industry.name if row.industry is not None else row.get_product_class_display()
            yield Running(
                stream=f"accreditation.body:{row.body_id}",
                code=f"renew-{row.pk}",
                kind="W2",
                title=f"申請重新認證：{scope}",
                number=row.certificate_number,
                url=reverse("accreditation:body", args=[row.body_id]),
                started_on=window.opens,
                last_day=window.closes,
                is_right=True,
                organisation_id=row.body_id,
                body_id=row.body_id,
                roles=frozenset({roles.DECIDER}),
            )


def _assessors(day: date, ids: list[Any] | None) -> Iterator[Running]:  # noqa: ARG001  # few rows: always all of them
    """The newest certificate of each assessor whose window is open."""
    newest: dict[int, AssessorCertificate] = {}
    for row in AssessorCertificate.objects.filter(withdrawn_on=None, last_valid_day__gte=day).order_by(
        "last_valid_day"
    ):
        newest[row.user_id] = row
    for row in newest.values():
        window = legal.certificate_window(row.last_valid_day)
        if window.opens <= day:
            yield Running(
                stream="accreditation.assessors:all",
                code=f"renew-{row.pk}",
                kind="W3",
                title="申請展延評核人員訓練合格證書",
                number=row.number,
                url=reverse("accreditation:assessors"),
                started_on=window.opens,
                last_day=window.closes,
                is_right=True,
                person_id=row.user_id,
                roles=frozenset({roles.ASSESSOR}),
            )


def _of(pk: str) -> list[int]:
    return [int(pk)]


def _all(pk: str) -> list[str]:  # noqa: ARG001  # whichever certificate: they are derived together
    return ["all"]


SOURCES: Final = (
    Source("accreditation.body:", _accreditations, {"accreditation.body": _of}),
    Source("accreditation.assessors:", _assessors, {"accreditation.assessorcertificate": _all}),
)
