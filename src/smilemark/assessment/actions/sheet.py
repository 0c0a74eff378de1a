"""The annex 7 sheet while it is written: gate, incident, eleven items, photos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from smilemark.assessment import legal, queries
from smilemark.assessment.actions.guarded import making
from smilemark.assessment.models import AssessmentPhoto, FactoryAssessment, ItemResult
from smilemark.foundation import files, moves
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import within

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.foundation.moves import Actor

ITEM_COLUMNS = [
    "total", "not_executed", "not_executed_basic", "rules", "records", "proposed_grade", "grade", "override_reason", "text"
]  # fmt: skip
"""What a sheet's item holds beside the sheet and its code."""


@dataclass(frozen=True, slots=True)
class GateRecord:
    """Annex 7 part I as ticked. ``qms_adopted`` and ``factory_standard_met``: None = not answered."""

    licence: str
    licence_number: str = ""
    licence_valid_until: date | None = None
    factory_standard_met: bool | None = None
    qms_adopted: bool | None = None
    qms_standard: str = ""
    qms_certificate: str = ""
    qms_valid_until: date | None = None
    previous: str = ""
    previous_passed_on: date | None = None
    previous_evidence: str = ""


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """One item as counted. ``not_executed_basic`` None: the same as ``not_executed`` (items without bracket contents).

    ``grade`` "" takes the proposed one; another one needs ``override_reason``.
    """

    code: str
    total: int
    not_executed: int = 0
    not_executed_basic: int | None = None
    rules: str = ItemResult.Papers.COMPLETE
    records: str = ItemResult.Papers.COMPLETE
    grade: str = ""
    override_reason: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """The factory's one incident flag (point 28 II(1)2; AMB-14): booked on 1.1, 1.2 or 3.1."""

    incident: str = FactoryAssessment.Incident.NONE
    item: str = ""
    text: str = ""


def record_gate(
    *, assessment_id: int, gate: GateRecord, by: Actor, at: datetime, revision: int | None = None
) -> FactoryAssessment:
    """Record annex 7 part I, in its order: licence, adopted certificate, earlier pass.

    Raises:
        Refused: an answer is missing or contradicts the register; names the field.
        Stale: saved elsewhere since ``revision``.
    """
    with making(FactoryAssessment, assessment_id, "record", by=by, at=at, revision=revision) as row:
        apply_gate(row, gate, on=timezone.localdate(at))
        judged = queries.judge_gate(row, timezone.localdate(at))
        row.gate_recorded_on = timezone.localdate(at)
        moves.note(row, gate=judged.result.outcome, facts=judged.facts)
    return row


def apply_gate(row: FactoryAssessment, gate: GateRecord, *, on: date, visited: bool = True) -> None:
    """Check the three answers and put them on the row (not saved); ``visited`` as in ``queries.judge_gate``."""
    _check_licence(row, gate)
    _check_certificate(gate)
    for name in (
        "licence",
        "licence_number",
        "licence_valid_until",
        "factory_standard_met",
        "qms_adopted",
        "qms_standard",
        "qms_certificate",
        "qms_valid_until",
        "previous",
        "previous_evidence",
    ):
        setattr(row, name, getattr(gate, name))
    found = queries.last_pass(row.factory, on, excluding=row.pk)
    if found is None and gate.previous_passed_on is not None and not gate.previous_evidence.strip():
        raise Refused(
            "本系統查無前次評核通過紀錄；依紙本登錄者請填寫其證明（附件八第一部分第四項）。",
            field="previous_evidence",
        )
    if gate.previous_passed_on is not None and gate.previous_passed_on > on:
        raise Refused("前次評核通過日期不得晚於今日。", field="previous_passed_on")
    row.previous_passed_on = found.passed_on if found is not None else gate.previous_passed_on
    _check_previous(row, gate, on, queries.assessment_day(row, on) if visited else on)


def _check_licence(row: FactoryAssessment, gate: GateRecord) -> None:
    kinds = FactoryAssessment.Licence
    if gate.licence not in kinds.values:
        raise Refused("請勾選特許製造業證明（附件七第一部分第一項）。", field="licence")
    if row.industry.licence_kind and gate.licence == kinds.NOT_LICENSED:
        raise Refused(f"{row.industry.name}為特許製造業（{row.industry.licence_kind}），應評核本項。", field="licence")
    if gate.licence != kinds.YES:
        return
    for name, words in (("licence_number", "許可證字號"), ("licence_valid_until", "許可證效期")):
        if not getattr(gate, name):
            raise Refused(f"請填寫{words}（附件七第一部分第一項）。", field=name)
    if gate.factory_standard_met is None:
        raise Refused("請勾選是否符合該業別工廠設廠標準（附件八第一部分第一項）。", field="factory_standard_met")


def _check_certificate(gate: GateRecord) -> None:
    if gate.qms_adopted is None:
        raise Refused("請勾選是否已通過公告採認之品質管理系統驗證（附件七第一部分第二項）。", field="qms_adopted")
    if not gate.qms_adopted:
        return
    for name, words in (
        ("qms_standard", "通過標準"),
        ("qms_certificate", "證書字號"),
        ("qms_valid_until", "證書效期"),
    ):
        if not getattr(gate, name):
            raise Refused(f"請填寫品質管理系統驗證之{words}（附件七第一部分第二項）。", field=name)


def _check_previous(row: FactoryAssessment, gate: GateRecord, on: date, day: date) -> None:
    """Three years are counted to ``day``, of the visit or of the waiver."""
    kinds = FactoryAssessment.Previous
    if gate.previous not in kinds.values:
        raise Refused("請勾選前次評核通過日期是否未逾三年（附件七第一部分第三項）。", field="previous")
    last = legal.last_waiver_day(queries.known_pass(row, on), on=on)
    within = last is not None and day <= last
    if gate.previous != kinds.NONE and not within:
        raise Refused("前次評核通過日期已逾三年或未曾評核，應勾選「否」（第二十七點第二項）。", field="previous")
    if gate.previous == kinds.NONE and within:
        raise Refused("前次評核通過日期未逾三年，應勾選「是」之一（附件七第一部分第三項）。", field="previous")


def record_items(
    *,
    assessment_id: int,
    items: Iterable[ItemRecord],
    by: Actor,
    at: datetime,
    incident: IncidentRecord | None = None,
    revision: int | None = None,
) -> FactoryAssessment:
    """Record the counts of some or all of the eleven items; each gets its grade by law at once.

    Args:
        assessment_id: the sheet.
        items: what was counted; items not named stay as they are.
        incident: the factory's incident flag where it is stated with them; None leaves it.
        by: the assigned assessor.
        at: now (aware).
        revision: what the writer had seen.

    Raises:
        Refused: absurd counts or an override without reason; ``field`` = ``<code>-<column>``, the sentence names both.
        Stale: saved elsewhere since ``revision``.
    """
    on = timezone.localdate(at)
    with making(FactoryAssessment, assessment_id, "record", by=by, at=at, revision=revision) as row:
        if incident is not None:
            _set_incident(row, incident)
        stored = {item.code: item for item in row.items.all()}
        for record in items:
            stored[record.code] = _graded(row, record, stored.get(record.code), on)
        _regrade_incident_items(row, stored, on)
        _save(stored.values())
        moves.note(
            row,
            incident=row.incident,
            incident_item=row.incident_item,
            items={item.code: _numbers(item) for item in sorted(stored.values(), key=lambda item: item.code)},
        )
    return row


def _save(items: Iterable[ItemResult]) -> None:
    known: list[ItemResult] = []
    new: list[ItemResult] = []
    for item in items:
        (new if item.pk is None else known).append(item)
    ItemResult.objects.bulk_create(new)
    if known:
        ItemResult.objects.bulk_update(known, ITEM_COLUMNS)


def _numbers(item: ItemResult) -> list[object]:
    return [
        item.total,
        item.not_executed,
        item.not_executed_basic,
        item.rules,
        item.records,
        item.proposed_grade,
        item.grade,
    ]


def _set_incident(row: FactoryAssessment, record: IncidentRecord) -> None:
    kinds = FactoryAssessment.Incident
    if record.incident not in kinds.values:
        raise Refused("請勾選安全危害或污染事件（第二十八點第二項第一款第二目）。", field="incident")
    if record.incident != kinds.NONE:
        if record.item not in legal.INCIDENT_ITEMS:
            raise Refused("安全危害或污染事件應記於 1.1、1.2 或 3.1（附件八）。", field="incident_item")
        if not record.text.strip():
            raise Refused("請敘明事件經過及改善情形（第二十八點第二項第一款第二目）。", field="incident_text")
    row.incident = record.incident
    row.incident_item = record.item if record.incident != kinds.NONE else ""
    row.incident_text = record.text.strip()


def _graded(row: FactoryAssessment, record: ItemRecord, item: ItemResult | None, on: date) -> ItemResult:
    basic = record.not_executed if record.not_executed_basic is None else record.not_executed_basic
    judged = legal.grade(
        record.code,
        total=record.total,
        not_executed=record.not_executed,
        not_executed_basic=basic,
        rules=record.rules,
        records=record.records,
        incident=legal.has_open_incident(row, record.code) and record.total != 0,
        on=on,
    )
    proposed = judged.result.grade.value
    grade = record.grade or proposed
    name = f"{record.code} {legal.NAMES[record.code]}"
    if grade not in ItemResult.Grade.values:
        raise Refused(f"{name}：請選擇評核結果（附件七）。", field=f"{record.code}-grade")
    if grade != proposed and not record.override_reason.strip():
        wanted = ItemResult.Grade(proposed).label
        raise Refused(
            f"{name}：與依規定判定之「{wanted}」不同，請填寫理由（第二十八點第二項）。",
            field=f"{record.code}-override_reason",
        )
    item = item or ItemResult(assessment=row, code=record.code)
    item.total, item.not_executed, item.not_executed_basic = record.total, record.not_executed, basic
    item.rules, item.records = record.rules, record.records
    item.proposed_grade, item.grade = proposed, grade
    reason = within(
        record.override_reason, field=f"{record.code}-override_reason", label="與規定判定不同之理由", limit=300
    )
    item.override_reason = reason if grade != proposed else ""
    item.text = record.text.strip()
    return item


def _regrade_incident_items(row: FactoryAssessment, stored: dict[str, ItemResult], on: date) -> None:
    """An incident stated later, or improved, changes the grade of its item; an override made before it must be renewed."""
    for code in legal.INCIDENT_ITEMS:
        item = stored.get(code)
        if item is None:
            continue
        if legal.has_open_incident(row, code) and item.total == 0:
            raise Refused(f"未完成改善之事件記於 {code}，其應執行數不得為 0（附件八）。", field=f"{code}-total")
        item.assessment = row
        proposed = legal.grade_of(item, on=on).result.grade.value
        if proposed != item.proposed_grade:
            item.proposed_grade, item.grade, item.override_reason = proposed, proposed, ""


def add_photo(
    *,
    assessment_id: int,
    upload: UploadedFile[Any],
    by: Actor,
    at: datetime,
    item_code: str = "",
    caption: str = "",
) -> AssessmentPhoto:
    """Keep a picture (PNG or JPEG by content) of an item, or of the whole where ``item_code`` is empty."""
    if item_code and item_code not in legal.CODES:
        raise Refused("項次不存在（附件七第二部分）。", field="item_code")
    with making(FactoryAssessment, assessment_id, "record", by=by, at=at, counts=False) as row:
        stored = files.store(upload, by=by, at=at, field="file", allowed=files.IMAGES)
        photo = AssessmentPhoto.objects.create(
            assessment=row,
            item_code=item_code,
            caption=within(caption, field="caption", label="說明", limit=120),
            file=stored,
            added_at=at,
            added_by_id=by.pk,
        )
        moves.note(row, photo=photo.pk, item=item_code, sha256=stored.sha256)
    return photo


def remove_photo(*, photo_id: int, by: Actor, at: datetime) -> AssessmentPhoto:
    """Take a picture off the sheet; the file and the row stay, marked."""
    photo = AssessmentPhoto.objects.get(pk=photo_id)
    with making(FactoryAssessment, photo.assessment_id, "record", by=by, at=at, counts=False) as row:
        photo.removed_at = at
        photo.save(update_fields=["removed_at"])
        moves.note(row, photo_removed=photo.pk)
    return photo
