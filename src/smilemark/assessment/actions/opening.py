"""Opening, assigning, scheduling and closing: what the case does to its origin and factory children."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from smilemark.assessment import legal, permissions, queries
from smilemark.assessment.actions import notices
from smilemark.assessment.actions.guarded import making
from smilemark.assessment.bill import checked_inputs, checked_price, write_inputs
from smilemark.assessment.models import FactoryAssessment, OriginDetermination, Purpose
from smilemark.foundation import calendar, moves
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime
    from decimal import Decimal

    from smilemark.accounts.models import User
    from smilemark.accreditation.models import Body
    from smilemark.assessment.bill import InputRow
    from smilemark.companies.models import Factory, Firm
    from smilemark.foundation.moves import Actor
    from smilemark.governance.models import Announcement, Industry


def open_origin(  # noqa: PLR0913  # what a determination is about, one by one
    *,
    case_number: str,
    body: Body,
    firm: Firm,
    product_name: str,
    industry: Industry,
    announcement: Announcement | None,
    hs_code: str,
    factories: Iterable[Factory],
    inputs: Iterable[Mapping[str, Any]],
    by: Actor,
    at: datetime,
    fob_price: Decimal | str | None = None,
    price_basis: str = OriginDetermination.PriceBasis.FOB,
    purpose: str = Purpose.VERIFICATION,
    period: str = "",
    assessor: User | None = None,
) -> OriginDetermination:
    """Open the origin determination of one product, with the inputs the applicant declared (points 17, 23 I(3), 27).

    ``announcement`` holds the pinned criteria (None: none announced), ``factories`` every one in the chain (R-17.3);
    ``inputs`` are rows ``{"name", "hs_code", "origin" (2 letters, TW, ZZ unknown), "cif_price", "is_key_material"}``
    and ``fob_price`` is of one unit of the product, in their unit. The tariff code may be empty until it is declared.

    Raises:
        Refused: an input or the price is wrong; ``field`` names row and column (``inputs-2-hs_code``).
    """
    row = OriginDetermination(
        purpose=purpose,
        period=period,
        case_number=case_number,
        body=body,
        firm=firm,
        product_name=product_name,
        industry=industry,
        announcement=announcement,
        price_basis=price_basis,
    )
    rows = _checked(row, inputs, hs_code, fob_price)
    with transaction.atomic():
        moves.begin(row, "open", by=by, at=at, case=case_number, product=product_name)
        row.factories.set(factories)
        write_inputs(row, rows)
        if assessor is not None:
            assign_origin_assessor(determination_id=row.pk, assessor_id=assessor.pk, by=by, at=at)
            row.refresh_from_db()
    return row


def _checked(
    row: OriginDetermination, inputs: Iterable[Mapping[str, Any]], hs_code: str, fob_price: Decimal | str | None
) -> list[InputRow]:
    """Put code and price on the row, as the law reads them; gives the inputs likewise."""
    rows = checked_inputs(inputs)
    row.fob_price = checked_price(fob_price)
    if hs_code.strip() and (reason := legal.why_not_hs(hs_code)) is not None:
        raise Refused(reason, field="hs_code")
    row.hs_code = legal.hs_digits(hs_code)
    return rows


def open_factory(  # noqa: PLR0913  # what an assessment is about, one by one
    *,
    case_number: str,
    body: Body,
    firm: Firm,
    factory: Factory,
    industry: Industry,
    process: str,
    by: Actor,
    at: datetime,
    purpose: str = Purpose.VERIFICATION,
    period: str = "",
    qms_standard: str = "",
    qms_certificate: str = "",
    qms_valid_until: date | None = None,
    assessor: User | None = None,
) -> FactoryAssessment:
    """Open the QMS assessment of one factory (point 27; annex 7). One per factory, purpose and case.

    A certificate of a quality management system declared in the application comes along; an earlier pass within three
    years is found and noted (``previous_passed_on``), whether it waives is decided by ``waive`` or on site.
    """
    passed = queries.last_pass(factory, timezone.localdate(at))
    with transaction.atomic():
        row = FactoryAssessment(
            purpose=purpose,
            period=period,
            case_number=case_number,
            body=body,
            firm=firm,
            factory=factory,
            industry=industry,
            process=process,
            qms_adopted=True if qms_certificate else None,
            qms_standard=qms_standard,
            qms_certificate=qms_certificate,
            qms_valid_until=qms_valid_until,
            previous_passed_on=passed.passed_on if passed else None,
            licence="" if industry.licence_kind else FactoryAssessment.Licence.NOT_LICENSED,
        )
        moves.begin(row, "open", by=by, at=at, case=case_number, factory=factory.pk)
        if assessor is not None:
            assign_assessor(assessment_id=row.pk, assessor_id=assessor.pk, by=by, at=at)
            row.refresh_from_db()
    return row


def assign_assessor(*, assessment_id: int, assessor_id: int, by: Actor, at: datetime) -> FactoryAssessment:
    """Assign the assessor of a factory assessment (points 15, 27, 30).

    Raises:
        Refused: not an assessor of the body, without a valid certificate on the day, or recused.
    """
    with making(FactoryAssessment, assessment_id, "assign", by=by, at=at, counts=False) as row:
        day = max(timezone.localdate(at), row.scheduled_for or timezone.localdate(at))
        _assign(row, assessor_id, day)
        notices.tell_assessor(row, "指派現場評核", f"請辦理{row.factory.name}之工廠品管系統評核。", at=at)
    return row


def assign_origin_assessor(*, determination_id: int, assessor_id: int, by: Actor, at: datetime) -> OriginDetermination:
    """Assign the assessor of an origin determination; as ``assign_assessor``."""
    with making(OriginDetermination, determination_id, "assign", by=by, at=at, counts=False) as row:
        _assign(row, assessor_id, timezone.localdate(at))
        notices.tell_assessor(row, "指派原產地認定", f"請辦理{row.product_name}之臺灣製原產地認定。", at=at)
    return row


def _assign(row: FactoryAssessment | OriginDetermination, assessor_id: int, day: date) -> None:
    user = get_user_model().objects.filter(pk=assessor_id).first()
    if user is None:
        raise Refused("查無此評核人員。", field="assessor")
    if (reason := permissions.why_not_assessor(user, row, on=day)) is not None:
        raise Refused(reason, field="assessor")
    moves.note(row, assessor=user.pk, before=row.assessor_id)
    row.assessor = user


def schedule(
    *, assessment_id: int, scheduled_for: date, by: Actor, at: datetime, revision: int | None = None
) -> FactoryAssessment:
    """Set the on-site day (point 27). The assessor, where assigned, must still hold a certificate on that day.

    Raises:
        Refused: a day before today, or the assessor may not assess on that day.
    """
    with making(FactoryAssessment, assessment_id, "schedule", by=by, at=at, revision=revision, counts=False) as row:
        if scheduled_for < timezone.localdate(at):
            raise Refused("現場評核日不得早於今日（第二十七點）。", field="scheduled_for")
        if row.assessor is not None:
            reason = permissions.why_not_assessor(row.assessor, row, on=scheduled_for)
            if reason is not None:
                raise Refused(reason, field="scheduled_for")
        row.scheduled_for = scheduled_for
        words = f"{row.factory.name}訂於{calendar.roc(scheduled_for)}辦理現場評核（第二十七點）。"
        notices.tell_firm(row, "排定現場評核", words, at=at)
        notices.tell_assessor(row, "排定現場評核", words, at=at)
        moves.note(row, scheduled_for=scheduled_for.isoformat())
    return row


def close_origin(*, determination_id: int, by: Actor, at: datetime, reason: str = "") -> OriginDetermination:
    """Close a determination that is no longer pursued (case dropped or refused); ``moves.SYSTEM`` may."""
    with making(OriginDetermination, determination_id, "close", by=by, at=at) as row:
        moves.note(row, text={"reason": reason})
    return row


def close_factory(*, assessment_id: int, by: Actor, at: datetime, reason: str = "") -> FactoryAssessment:
    """Close an assessment that is no longer pursued (case dropped or refused); ``moves.SYSTEM`` may."""
    with making(FactoryAssessment, assessment_id, "close", by=by, at=at) as row:
        moves.note(row, text={"reason": reason})
    return row


__all__ = [
    "assign_assessor",
    "assign_origin_assessor",
    "close_factory",
    "close_origin",
    "open_factory",
    "open_origin",
    "schedule",
]
