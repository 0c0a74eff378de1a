"""Before and during a visit: factory, assessor, notice, idle factory, what is in production, the sheets, photos."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.assessment import actions as assessment
from smilemark.companies import queries as companies
from smilemark.foundation import calendar, documents, files, findings, moves, numbering
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import within
from smilemark.surveillance import documents as papers
from smilemark.surveillance import legal, permissions
from smilemark.surveillance.actions import draws, telling
from smilemark.surveillance.actions.guarded import making, said
from smilemark.surveillance.models import Draw, Photo, ProductCheck, Visit, VisitNotice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User
    from smilemark.foundation.moves import Actor

PURPOSE = "surveillance"  # of a factory assessment: annex 7 names application and yearly surveillance


def name_factory(*, visit_id: int, factory_id: int, by: Actor, at: datetime) -> Visit:
    """Name the factory where the certificate tells none (imported ones).

    Raises:
        Refused: not a factory of the firm.
    """
    with making(Visit, visit_id, "name_factory", by=by, at=at) as visit:
        factory = companies.active_factories(visit.firm).filter(pk=factory_id).first()
        if factory is None:
            raise Refused("請選擇本業者之生產工廠；尚未登錄者請先於業者資料新增。", field="factory")
        visit.factory = factory
        moves.note(visit, factory=factory.pk)
    return visit


def assign(*, visit_id: int, assessor_id: int, by: Actor, at: datetime) -> Visit:
    """Send somebody: an assessor of the body whose certificate holds on the day of the visit (annex 15 point 5).

    Raises:
        Refused: they may not assess on that day, or must withdraw (point 15).
    """
    with making(Visit, visit_id, "assign", by=by, at=at) as visit:
        user = _assessor(visit, assessor_id, max(timezone.localdate(at), visit.audit_on or timezone.localdate(at)))
        moves.note(visit, assessor=user.pk, before=visit.assessor_id)
        visit.assessor = user
        telling.assessor(visit, "指派定期追蹤查核", f"請辦理{visit.firm.name}之定期追蹤查核。", at=at)
    return visit


def _assessor(visit: Visit, user_id: int, day: date) -> User:
    user = get_user_model().objects.filter(pk=user_id).first()
    if user is None:
        raise Refused("查無此查核人員。", field="assessor")
    if (reason := permissions.why_not_assessor(user, visit, on=day)) is not None:
        raise Refused(reason, field="assessor")
    return user


def notify(*, visit_id: int, audit_on: date, by: Actor, at: datetime) -> VisitNotice:
    """Tell the firm of the visit (or of its new day): three full days lie between (annex 15 point 3(1)2; AMB-23).

    Raises:
        Refused: too late for that day; before the factory runs again; nobody assigned who may assess on that day.
    """
    today = timezone.localdate(at)
    with making(Visit, visit_id, "notify", by=by, at=at) as visit:
        if visit.factory is None:
            raise Refused("請先指定生產工廠（附件十五第二點第一款第一目）。", field="factory")
        judged = legal.notice(audit_on=audit_on, noticed_on=today)
        if visit.next_start_on is not None and audit_on < visit.next_start_on:
            raise Refused(
                f"工廠預告{calendar.roc(visit.next_start_on)}開工，查核日不得早於該日（附件十五第三點第一款第二目）。",
                field="audit_on",
            )
        if visit.assessor_id is None:
            raise Refused("請先指派查核人員（附件十五第五點）。", field="assessor")
        _assessor(visit, visit.assessor_id, audit_on)
        visit.audit_on = audit_on
        notice = _write_notice(visit, audit_on, today, judged.result.latest_notice_date, at)
        findings.store(visit, judged.rule, judged.facts, judged.finding, at, on=judged.on)
        moves.note(visit, audit_on=audit_on.isoformat(), notice=notice.number)
        words = f"訂於{calendar.roc(audit_on)}至{visit.factory.name}辦理定期追蹤查核（附件十五第三點第一款第二目）。"
        telling.firm(visit, "定期追蹤查核通知", words, at=at)
        telling.assessor(visit, "定期追蹤查核日期", words, at=at)
    return notice


def _write_notice(visit: Visit, audit_on: date, today: date, latest: date, at: datetime) -> VisitNotice:
    serial = numbering.next_value(f"surveillance-notice-{today.year}")
    number = f"{visit.body.name}追字第{today.year - 1911:03d}{serial:06d}號"
    words = asdict(papers.notice_words(visit, number=number, dated=today))
    title = f"定期追蹤查核通知（{number}）"
    return VisitNotice.objects.create(
        visit=visit,
        number=number,
        noticed_on=today,
        audit_on=audit_on,
        latest_notice_on=latest,
        words=words,
        document=documents.draw("surveillance/notice", words, title=title, at=at),
    )


def tell_idle(*, visit_id: int, next_start_on: date, by: Actor, at: datetime) -> Visit:
    """The factory does not run on the day: told before the visit, with the next start (annex 15 point 3(1)2).

    Raises:
        Refused: the day of the visit is over, or the next start lies before it.
    """
    today = timezone.localdate(at)
    with making(Visit, visit_id, "tell_idle", by=by, at=at) as visit:
        planned = visit.audit_on or today
        if today > planned:
            raise Refused("未開工者應於查核前通知驗證機構（附件十五第三點第一款第二目）。", field="next_start_on")
        if next_start_on <= planned:
            raise Refused(
                f"預告下次開工日應在原訂查核日{calendar.roc(planned)}之後（附件十五第三點第一款第二目）。",
                field="next_start_on",
            )
        visit.next_start_on = next_start_on
        moves.note(visit, next_start_on=next_start_on.isoformat(), audit_on=planned.isoformat())
        telling.desk(visit, "工廠未開工", f"預告下次開工日{calendar.roc(next_start_on)}，請改期並重新通知。", at=at)
    return visit


def declare_production(*, visit_id: int, numbers: Iterable[str], by: Actor, at: datetime) -> Visit:
    """Say which products are still in production at the factory; none is an answer too (AMB-68).

    Raises:
        Refused: a number that is no product in use of this factory, or the products were drawn already.
    """
    today = timezone.localdate(at)
    with making(Visit, visit_id, "declare_production", by=by, at=at) as visit:
        if hasattr(visit, "product_draw"):
            raise Refused("本次查核之產品已抽樣，不得再變更（附件十五第二點第一款第二目）。", field="in_production")
        visit.in_production = draws.must_be_in_use(visit, numbers, today)
        moves.note(visit, in_production=visit.in_production)
    return visit


def start(*, visit_id: int, by: Actor, at: datetime) -> Visit:
    """The assessor is at the factory: the QMS sheet (annex 7) is opened, assigned to them.

    Raises:
        Refused: before the announced day.
    """
    today = timezone.localdate(at)
    with making(Visit, visit_id, "start", by=by, at=at) as visit:
        if visit.audit_on is not None and today < visit.audit_on:
            raise Refused(
                f"查核日為{calendar.roc(visit.audit_on)}，不得提前查核（附件十五第三點第一款第二目）。", field="start"
            )
        if visit.factory is None:
            raise Refused("請先指定生產工廠。", field="factory")
        visit.started_at = at
        visit.assessment = assessment.open_factory(
            case_number=visit.number,
            body=visit.body,
            firm=visit.firm,
            factory=visit.factory,
            industry=visit.industry,
            process=visit.factory.processes,
            purpose=PURPOSE,
            period=f"{visit.plan.roc_year}年第{visit.quarter}季",
            by=by,
            at=at,
        )
        assessment.assign_assessor(assessment_id=visit.assessment.pk, assessor_id=by.pk, by=moves.SYSTEM, at=at)
        moves.note(visit, assessment=visit.assessment.pk)
    return visit


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """The product sheet of one product as ticked; "" leaves a row unanswered."""

    origin: str = ""
    origin_text: str = ""
    mark_use: str = ""
    mark_breach: str = ""
    mark_text: str = ""


@dataclass(frozen=True, slots=True)
class TestRecord:
    """The result of the laboratory for one product."""

    __test__ = False  # not a test for pytest

    quality: str
    laboratory_id: int
    tested_on: date
    report_number: str
    text: str = ""
    report: UploadedFile[Any] | None = None


ANSWERS = ("", "pass", "fail")


def record_product(
    *, check_id: int, record: CheckRecord, by: Actor, at: datetime, revision: int | None = None
) -> ProductCheck:
    """Write origin and use of the mark of one product (FM-A15-2; AMB-71).

    Raises:
        Refused: an answer that is none, or a failed row without words; names the field.
        Stale: saved elsewhere since ``revision``.
    """
    check = ProductCheck.objects.get(pk=check_id)
    with making(Visit, check.visit_id, "record", by=by, at=at, revision=revision) as visit:
        for name, label in (("origin", "原產地認定基準"), ("mark_use", "標章使用")):
            if getattr(record, name) not in ANSWERS:
                raise Refused(f"{check.label_number} {label}：請勾選通過或不通過（附件十五附錄二）。", field=name)
        if record.origin == "fail":
            said(record.origin_text, field="origin_text", label="原產地查核說明")
        if record.mark_use == "fail":
            said(record.mark_text, field="mark_text", label="標章使用說明")
            if record.mark_breach not in ProductCheck.MarkBreach.values:
                raise Refused("請選擇標章使用不符之類別（附件十五第八點第四款）。", field="mark_breach")
        check.origin, check.origin_text = record.origin, record.origin_text.strip()
        check.mark_use, check.mark_text = record.mark_use, record.mark_text.strip()
        check.mark_breach = record.mark_breach if record.mark_use == "fail" else ""
        check.save()
        moves.note(visit, product=check.label_number, origin=check.origin, mark_use=check.mark_use)
    return check


def record_test(*, check_id: int, record: TestRecord, by: Actor, at: datetime) -> ProductCheck:
    """Write the result of the laboratory for one product (annex 15 point 1(4)).

    Raises:
        Refused: a laboratory that is not recognised on the day, a day to come, or a failure without words.
    """
    today = timezone.localdate(at)
    check = ProductCheck.objects.get(pk=check_id)
    with making(Visit, check.visit_id, "record_test", by=by, at=at) as visit:
        if record.quality not in ANSWERS[1:]:
            raise Refused("請勾選產品品質檢驗結果（附件十五附錄二）。", field="quality")
        if record.tested_on > today:
            raise Refused("檢驗日不得晚於今日。", field="tested_on")
        laboratory = accreditation.laboratories_visible_to(by).filter(pk=record.laboratory_id).first()  # type: ignore[arg-type]  # the register is public
        if laboratory is None:
            raise Refused("請選擇檢驗機構（第十四點）。", field="laboratory")
        if (reason := accreditation.why_not_recognised(laboratory, visit.industry, record.tested_on)) is not None:
            raise Refused(reason, field="laboratory")
        if record.quality == "fail":
            said(record.text, field="quality_text", label="產品品質檢驗說明")
        check.quality, check.quality_text = record.quality, record.text.strip()
        check.laboratory, check.tested_on = laboratory, record.tested_on
        check.test_report_number = said(record.report_number, field="report_number", label="檢驗報告編號", limit=60)
        if record.report is not None:
            check.test_report = files.store(record.report, by=by, at=at, field="report")
        check.save()
        moves.note(visit, product=check.label_number, quality=check.quality, tested_on=record.tested_on.isoformat())
    return check


def add_photo(  # what a picture is of, one by one
    *,
    visit_id: int,
    upload: UploadedFile[Any],
    by: Actor,
    at: datetime,
    check_id: int | None = None,
    caption: str = "",
    key: str = "",
) -> Photo:
    """Keep a picture (PNG or JPEG by content); one sent again with the same ``key`` is the one that is there."""
    if key and (known := Photo.objects.filter(visit_id=visit_id, key=key).first()) is not None:
        return known
    with making(Visit, visit_id, "record", by=by, at=at) as visit:
        visit.revision -= 1  # a picture is no change of what somebody else is typing
        known = Photo.objects.filter(visit=visit, key=key).first() if key else None
        if known is not None:
            return known
        product = visit.products.filter(pk=check_id).first() if check_id else None
        if check_id and product is None:
            raise Refused("查無此查核產品。", field="product")
        stored = files.store(upload, by=by, at=at, field="file", allowed=files.IMAGES)
        photo = Photo.objects.create(
            visit=visit,
            product=product,
            caption=within(caption, field="caption", label="照片說明", limit=120),
            file=stored,
            key=key or None,
            added_at=at,
            added_by_id=by.pk,
        )
        moves.note(visit, photo=photo.pk, sha256=stored.sha256)
    return photo


def remove_photo(*, photo_id: int, by: Actor, at: datetime) -> Photo:
    """Take a picture out of the report; the file and the row stay, marked."""
    photo = Photo.objects.get(pk=photo_id)
    with making(Visit, photo.visit_id, "record", by=by, at=at) as visit:
        visit.revision -= 1
        photo.removed_at = at
        photo.save(update_fields=["removed_at"])
        moves.note(visit, photo_removed=photo.pk)
    return photo


def drop(*, visit_id: int, reason: str, by: Actor, at: datetime) -> list[Visit]:
    """The visit is not made (the right ended before it): the next of the draw stands in, where none of the firm is left.

    Returns:
        The visits opened for the substitute; empty where another factory of the firm is still visited, or nobody is left.
    """
    with transaction.atomic():
        with making(Visit, visit_id, "drop", by=by, at=at) as visit:
            visit.drop_reason = said(reason, field="reason", label="不查核之事由", limit=300)
            moves.note(visit, text={"reason": visit.drop_reason})
        draw = Draw.objects.select_for_update(of=("self",)).get(pk=visit.draw_id)
        others = draw.visits.filter(certificate_number=visit.certificate_number).exclude(state="dropped")
        number = None if others.exists() else draws.next_substitute(draw)
        if number is None:
            return []
        draw.substitutes_used += 1
        draw.save(update_fields=["substitutes_used"])
        return draws.open_visits(draw, number, by=by, at=at, is_substitute=True)


def open_notice(*, notice_id: int, by: User, at: datetime) -> VisitNotice:
    """The firm opens the notice in the system; the first time is kept."""
    notice = VisitNotice.objects.select_related("visit").get(pk=notice_id)
    if notice.opened_at is None and by.holds(roles.APPLICANT, notice.visit.firm_id):
        notice.opened_at = at
        notice.save(update_fields=["opened_at"])
    return notice
