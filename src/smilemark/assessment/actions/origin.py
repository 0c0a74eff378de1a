"""Origin determination: declare inputs, record facts, attach evidence, determine (points 17, 27)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from smilemark.accounts import roles
from smilemark.assessment import documents, legal, queries
from smilemark.assessment.actions import notices
from smilemark.assessment.actions.guarded import Stale, making
from smilemark.assessment.bill import as_data, checked_inputs, checked_price, write_inputs
from smilemark.assessment.models import OriginDetermination, OriginEvidence
from smilemark.foundation import files, findings, moves, statements
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.foundation.moves import Actor

SPECIAL_ANSWERS = {"met": "符合", "unmet": "不符合", "not_applicable": "不適用本產品"}


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An input left out of the comparison of headings, and why; its value still counts."""

    input_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class OriginRecord:
    """What the assessor found; None leaves a fact unrecorded.

    Attributes:
        wholly_obtained_head: head 1-9 of art. 4, or None.
        minimal_operations: heads 1-5 of art. 5 III that were done.
        other_processing: whether anything else was done to the product.
        special_results: per code of the special condition ``{"result": "met"|"unmet"|"not_applicable", "note": str}``.
    """

    wholly_obtained_head: int | None = None
    minimal_operations: tuple[int, ...] = ()
    other_processing: bool | None = None
    final_transformation_in_taiwan: bool | None = None
    important_process_met: bool | None = None
    important_process_text: str = ""
    authority_decision: str = "none"
    authority_reference: str = ""
    reasoning: str = ""
    special_results: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    exclusions: tuple[Exclusion, ...] = ()


def declare_inputs(  # the declared values, one by one
    *,
    determination_id: int,
    inputs: Iterable[Mapping[str, Any]],
    hs_code: str,
    fob_price: object,
    price_basis: str,
    by: Actor,
    at: datetime,
    revision: int | None = None,
) -> OriginDetermination:
    """Write the bill of materials, tariff code and price: by the applicant, or by the assessor who verified them.

    Raises:
        Refused: a wrong value; ``field`` names row and column, ``hs_code`` or ``fob_price``.
        Stale: saved elsewhere since ``revision``.
    """
    rows = checked_inputs(inputs)
    price = checked_price(fob_price)
    if (reason := legal.why_not_hs(hs_code)) is not None:
        raise Refused(reason, field="hs_code")
    if price_basis not in OriginDetermination.PriceBasis.values:
        raise Refused("請選擇價格基礎。", field="price_basis")
    stored = OriginDetermination.objects.filter(pk=determination_id).only("firm_id").first()
    move = "declare" if stored is not None and by.holds(roles.APPLICANT, stored.firm_id) else "record"
    with making(OriginDetermination, determination_id, move, by=by, at=at, revision=revision) as row:
        row.hs_code, row.fob_price, row.price_basis = legal.hs_digits(hs_code), price, price_basis
        write_inputs(row, rows)
        moves.note(
            row,
            inputs=as_data(row.inputs.all()),
            hs_code=row.hs_code,
            price_basis=price_basis,
            fob_price=None if price is None else format(price, "f"),
        )
    return row


def record_facts(
    *, determination_id: int, record: OriginRecord, by: Actor, at: datetime, revision: int | None = None
) -> OriginDetermination:
    """Record what the assessor found on site; the result follows from it by law and is not typed in.

    Raises:
        Refused: an exclusion without a reason, a head that does not exist, a note missing; names the field.
        Stale: saved elsewhere since ``revision``.
    """
    with making(OriginDetermination, determination_id, "record", by=by, at=at, revision=revision) as row:
        _check_record(row, record)
        row.wholly_obtained_head = record.wholly_obtained_head
        row.minimal_operations = sorted(set(record.minimal_operations))
        row.other_processing = record.other_processing
        row.final_transformation_in_taiwan = record.final_transformation_in_taiwan
        row.important_process_met = record.important_process_met
        row.important_process_text = record.important_process_text.strip()
        row.authority_decision = record.authority_decision
        row.authority_reference = record.authority_reference.strip()
        row.reasoning = record.reasoning.strip()
        row.special_results = {code: dict(answer) for code, answer in record.special_results.items()}
        _exclude(row, record.exclusions)
        moves.note(
            row,
            inputs=as_data(row.inputs.all()),
            head=row.wholly_obtained_head,
            operations=row.minimal_operations,
            other_processing=row.other_processing,
            last_in_taiwan=row.final_transformation_in_taiwan,
            important_process=row.important_process_met,
            authority=row.authority_decision,
            special={code: answer.get("result", "") for code, answer in row.special_results.items()},
            text={"reasoning": row.reasoning},
        )
    return row


def _check_record(row: OriginDetermination, record: OriginRecord) -> None:
    if record.wholly_obtained_head is not None and record.wholly_obtained_head not in legal.WHOLLY_OBTAINED_HEADS:
        raise Refused("完全取得之款次應為第一款至第九款（第四條）。", field="wholly_obtained_head")
    if not set(record.minimal_operations) <= legal.MINIMAL_OPERATIONS.keys():
        raise Refused("非實質轉型作業之款次應為第一款至第五款（第五條第三項）。", field="operations")
    if record.authority_decision not in OriginDetermination.AuthorityDecision.values:
        raise Refused("請選擇貿易署另為認定之結果。", field="authority_decision")
    if (
        record.authority_decision != OriginDetermination.AuthorityDecision.NONE
        and not record.authority_reference.strip()
    ):
        raise Refused("請填寫貿易署另為認定之文號（第五條第一項）。", field="authority_reference")
    if record.important_process_met and not record.important_process_text.strip():
        raise Refused("請填寫所符合之重要製程公告及查核情形（第五條第一項第二款）。", field="important_process_text")
    known = {condition.code: condition for condition in queries.special_conditions(row)}
    for code, answer in record.special_results.items():
        if code not in known or answer.get("result", "") not in ("", *SPECIAL_ANSWERS):
            raise Refused(f"特殊條件 {code} 不在本案適用之公告內（第十七點第二款）。", field=f"special-{code}")
        needs_note = answer.get("result") == "not_applicable" or (answer.get("result") and not known[code].is_known)
        if needs_note and not answer.get("note", "").strip():
            raise Refused(f"特殊條件「{known[code].text}」請敘明查核情形或不適用之理由。", field=f"special-{code}-note")


def _exclude(row: OriginDetermination, exclusions: Iterable[Exclusion]) -> None:
    wanted = {entry.input_id: entry.reason.strip() for entry in exclusions}
    for entry in row.inputs.all():
        if entry.pk in wanted and not wanted[entry.pk]:
            raise Refused(f"「{entry.name}」不列入號列比對，請填寫理由。", field=f"exclusion-{entry.pk}")
        before = (entry.is_excluded, entry.exclusion_reason)
        reason = within(wanted.get(entry.pk, ""), field=f"exclusion-{entry.pk}", label="不列入之理由", limit=200)
        entry.is_excluded, entry.exclusion_reason = entry.pk in wanted, reason
        if (entry.is_excluded, entry.exclusion_reason) != before:
            entry.save(update_fields=["is_excluded", "exclusion_reason"])


def attach_evidence(
    *, determination_id: int, upload: UploadedFile[Any], subject: str, label: str, by: Actor, at: datetime
) -> OriginEvidence:
    """Attach a paper the finding rests on (AMB-52)."""
    if subject not in OriginEvidence.Subject.values:
        raise Refused("請選擇佐證事項。", field="subject")
    with making(OriginDetermination, determination_id, "attach", by=by, at=at, counts=False) as row:
        stored = files.store(upload, by=by, at=at, field="file")
        evidence = OriginEvidence.objects.create(
            determination=row,
            subject=subject,
            label=within(label, field="label", label="說明", limit=120),
            file=stored,
            added_at=at,
            added_by_id=by.pk,
        )
        moves.note(row, evidence=evidence.pk, subject=subject, sha256=stored.sha256)
    return evidence


def determine(*, determination_id: int, by: Actor, at: datetime, revision: int | None = None) -> OriginDetermination:
    """Determine by law whether the product is of Taiwan origin; the assessor cannot contradict the result.

    Moves to ``passed`` or ``failed`` and keeps the finding.

    Raises:
        Refused: a fact or a paper is still missing; names the field.
        Stale: saved elsewhere since ``revision``.
    """
    on = timezone.localdate(at)
    move = _move_by_law(statements.by_key(OriginDetermination, determination_id), on)
    with making(OriginDetermination, determination_id, move, by=by, at=at, revision=revision) as row:
        if (missing := queries.missing_facts(row)) is not None:
            raise missing
        judged = queries.judge_origin(row, on=on)
        if move != ("determine_met" if judged.passed else "determine_unmet"):
            raise Stale  # facts were saved between the look and the lock
        row.determined_on = on
        row.finding = findings.store(row, judged.rule, judged.facts, judged.finding, at, on=judged.on)
        moves.note(row, finding=row.finding.pk, basis=judged.result.basis)
        row.paper = documents.draw_origin(row, judged, at=at)
        result = "符合" if judged.passed else "不符合"
        notices.tell_firm(
            row, "原產地認定結果", f"{row.product_name}：{result}臺灣製原產地認定條件（第十七點）。", at=at
        )
    return row


def _move_by_law(row: OriginDetermination, on: date) -> str:
    """The move the facts lead to; where some are missing, the move that will say so."""
    if queries.missing_facts(row) is not None:
        return "determine_unmet"
    return "determine_met" if queries.judge_origin(row, on=on).passed else "determine_unmet"
