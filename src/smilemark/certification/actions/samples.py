"""Samples (point 24): taken in, to be collected within one month of the notice, destroyed only after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from smilemark.certification.actions import letters
from smilemark.certification.legal import results as legal
from smilemark.certification.models import Case, CaseProduct, Letter, ProductTest, SampleLot
from smilemark.certification.permissions.back import must_act
from smilemark.certification.queries.products import test_of
from smilemark.certification.states import SAMPLE_MOVES, TEST_MOVES, TestState
from smilemark.foundation import calendar, files, moves, statements
from smilemark.foundation.moves import Refused
from smilemark.governance import queries as governance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User
    from smilemark.governance.models import StyleRule


def style_rule_of(product: CaseProduct) -> StyleRule | None:
    """The style rule in force on the day the case was submitted: how many samples (R-25.1)."""
    case = product.case
    if case.industry is None or case.submitted_at is None:
        return None
    return governance.style_rule(case.industry, timezone.localdate(case.submitted_at))


def receive(*, product_id: int, quantity: int, by: User, at: datetime) -> SampleLot:
    """收樣: take in the samples of a product, at least the announced number (points 24 I, 25).

    Raises:
        Refused: too few, too many to be true, the test is not waiting for samples, or no right to.
    """
    product = statements.by_key(CaseProduct, product_id, together=moves.read_together(CaseProduct))
    test = test_of(product)
    if test is None:
        raise Refused("文件齊備後始得收樣（附件六）。")
    on = timezone.localdate(at)
    with moves.moving(ProductTest, test.pk, "receive", by=by, at=at) as row:
        must_act(product.case, by, TEST_MOVES["receive"], on)
        rule = style_rule_of(product)
        if rule is not None and quantity < rule.sample_quantity:
            raise Refused(
                f"樣品數量 {quantity} 不足，公告應提供 {rule.sample_quantity} {rule.sample_unit}（第二十四點第一項、第二十五點）。",
                field="quantity",
            )
        if not 1 <= quantity <= 32767:  # noqa: PLR2004  # what the column holds
            raise Refused("樣品數量應為 1 至 32767 之整數。", field="quantity")
        lot = SampleLot(product=product, quantity=quantity, received_on=on, received_by=by)
        moves.begin(lot, "receive", by=by, at=at, quantity=quantity)
        moves.note(row, lot=lot.pk, quantity=quantity)
    return lot


def notify_collection(*, case_id: int, lot_ids: Sequence[int], by: User, at: datetime) -> Letter:
    """通知領回: one letter for the named samples; the month runs from today, not counted (point 24 II).

    Raises:
        Refused: none named, a test that still runs, or no right to.
    """
    case = Case.objects.get(pk=case_id)
    if not lot_ids:
        raise Refused("請選擇要通知領回之樣品。", field="lots")
    on = timezone.localdate(at)
    days = legal.collection_days(on)
    if SampleLot.objects.filter(pk__in=lot_ids, product__case=case).count() != len(set(lot_ids)):
        raise Refused("所選樣品不屬於本案。", field="lots")
    with transaction.atomic():
        lots = [_notify(lot_id, case, on, by=by, at=at) for lot_id in lot_ids]
        listed = "；".join(f"{lot.product}：{lot.quantity} 件" for lot in lots)
        until = calendar.roc(days.collect_until) + ("（依推估之行事曆）" if days.is_estimated else "")
        return letters.write(
            case=case,
            kind=Letter.Kind.COLLECTION,
            subject=f"貴業者申請產品驗證（案件編號 {case.number}）之樣品，請於{calendar.roc(days.collect_until)}前領回，請查照。",
            explanation=[
                "依臺灣製MIT微笑產品驗證制度推動及管理要點第二十四點第二項辦理。",
                f"應領回之樣品：{listed}。",
                f"自通知日起一個月內（至{until}止）未領回者，本機構將拍照存證、做成紀錄後逕予銷毀，並將處理結果通知貴業者。",
            ],
            by=by,
            at=at,
        )


def _notify(lot_id: int, case: Case, on: date, *, by: User, at: datetime) -> SampleLot:
    with moves.moving(SampleLot, lot_id, "notify", by=by, at=at) as lot:
        must_act(case, by, SAMPLE_MOVES["notify"], on)
        lot.notified_on = on
    return lot


def collect(*, lot_id: int, by: User, at: datetime) -> SampleLot:
    """業者領回."""
    on = timezone.localdate(at)
    with moves.moving(SampleLot, lot_id, "collect", by=by, at=at) as lot:
        must_act(lot.product.case, by, SAMPLE_MOVES["collect"], on)
        lot.collected_on = on
    return lot


def destroy(*, lot_id: int, photo: UploadedFile[Any] | None, text: str, by: User, at: datetime) -> SampleLot:
    """逾期銷毀: only after the month, with a photo, a record, and a letter that tells the firm (point 24 II).

    Raises:
        Refused: the month still runs, no photo, or no record; nothing is kept.
    """
    on = timezone.localdate(at)
    with moves.moving(SampleLot, lot_id, "destroy", by=by, at=at) as lot:
        case = lot.product.case
        must_act(case, by, SAMPLE_MOVES["destroy"], on)
        if lot.notified_on is None:
            raise Refused("尚未通知業者領回，不得銷毀（第二十四點第二項）。")
        answer = legal.disposal(
            notified_on=lot.notified_on, disposed_on=on, photographed=photo is not None, recorded=bool(text.strip())
        )
        if not answer.result.disposal_allowed:
            first = calendar.roc(answer.result.may_destroy_from)
            raise Refused(f"領回期限尚未屆滿，自{first}起始得銷毀（第二十四點第二項）。")
        if photo is None:
            raise Refused("請附銷毀前之存證照片（第二十四點第二項）。", field="photo")
        if not text.strip():
            raise Refused("請填銷毀紀錄（第二十四點第二項）。", field="text")
        lot.destruction_photo = files.store(photo, by=by, at=at, field="photo", allowed=files.IMAGES)
        lot.destruction_text, lot.destroyed_on = text.strip(), on
        answer.store(lot, at)
        _tell_destroyed(case, lot, on, by=by, at=at)
    return lot


def _tell_destroyed(case: Case, lot: SampleLot, on: date, *, by: User, at: datetime) -> None:
    if lot.notified_on is None:
        raise Refused("尚未通知業者領回，不得銷毀（第二十四點第二項）。")
    letters.write(
        case=case,
        kind=Letter.Kind.DESTRUCTION,
        subject=f"貴業者申請產品驗證（案件編號 {case.number}）逾期未領回之樣品，業已銷毀，請查照。",
        explanation=[
            "依臺灣製MIT微笑產品驗證制度推動及管理要點第二十四點第二項辦理。",
            (
                f"樣品「{lot.product}」{lot.quantity} 件，經本機構於{calendar.roc(lot.notified_on)}通知領回，逾一個月未領回，"
                f"於{calendar.roc(on)}拍照存證並做成紀錄後銷毀。"
            ),
            f"銷毀紀錄：{lot.destruction_text}",
        ],
        by=by,
        at=at,
    )


def is_testing_over(product: CaseProduct) -> bool:
    """Whether the product's test has ended, so that its samples may go back."""
    test = test_of(product)
    return test is None or test.state not in (TestState.AWAITING, TestState.RECEIVED, TestState.TESTING)
