"""Writing: one function per thing a person can do. All keyword-only; ``by`` acts, ``at`` is the moment (aware).

Opened and closed by the case (certification, surveillance):
    open_origin(case_number, body, firm, product_name, industry, announcement, hs_code, factories, inputs, by, at,
        fob_price=None, price_basis="fob", purpose="verification", period="", assessor=None) -> OriginDetermination
    open_factory(case_number, body, firm, factory, industry, process, by, at, purpose="verification", period="",
        qms_standard="", qms_certificate="", qms_valid_until=None, assessor=None) -> FactoryAssessment
    close_origin(determination_id, by, at, reason="") / close_factory(assessment_id, by, at, reason="")
        by moves.SYSTEM or the case's people; refused where the row has ended already.
    assign_assessor(assessment_id, assessor_id, by, at) / assign_origin_assessor(determination_id, assessor_id, by, at)
    schedule(assessment_id, scheduled_for, by, at, revision=None)
Origin (point 17):
    declare_inputs(determination_id, inputs, hs_code, fob_price, price_basis, by, at, revision=None)
    record_facts(determination_id, record: OriginRecord, by, at, revision=None)
    attach_evidence(determination_id, upload, subject, label, by, at) -> OriginEvidence
    determine(determination_id, by, at, revision=None): passed or failed, by law
Sheet (annex 7):
    record_gate(assessment_id, gate: GateRecord, by, at, revision=None)
    record_items(assessment_id, items: [ItemRecord], by, at, incident: IncidentRecord | None = None, revision=None)
    add_photo(assessment_id, upload, by, at, item_code="", caption="") / remove_photo(photo_id, by, at)
    waive(assessment_id, by, at, gate=None, reason="", revision=None): waived
    refused_entry(assessment_id, text, by, at): failed
    conclude(assessment_id, signing: Signing, by, at, assessed_on=None, plan_due_on=None, revision=None):
        passed, plan_due or failed, by law; ``conclusion_of(row, on=)`` is the same answer without writing
Corrective plan (annex 9):
    draft_plan(assessment_id, answers: [PlanAnswer], by, at, revision=None)
    file_plan(assessment_id, by, at, answers=(), paper: PaperDelivery | None = None, revision=None): plan_check
    extend_plan(assessment_id, plan_due_on, reason, by, at)
    judge_plan(assessment_id, by, at, checked_on=None, check_text="", check_refused=False): passed or failed, by law

Every refusal is ``Refused`` (foundation.moves) with the field's name; ``Stale`` (a Refused) where ``revision`` is old.
Events: ``assessment.origindetermination.<move>``, ``assessment.factoryassessment.<move>``; the first one is ``open``.
"""

from __future__ import annotations

from smilemark.assessment.actions.guarded import Stale
from smilemark.assessment.actions.opening import (
    assign_assessor,
    assign_origin_assessor,
    close_factory,
    close_origin,
    open_factory,
    open_origin,
    schedule,
)
from smilemark.assessment.actions.origin import (
    Exclusion,
    OriginRecord,
    attach_evidence,
    declare_inputs,
    determine,
    record_facts,
)
from smilemark.assessment.actions.outcome import (
    SUGGESTED_PLAN_DAYS,
    Conclusion,
    Signing,
    conclude,
    conclusion_of,
    refused_entry,
    waive,
)
from smilemark.assessment.actions.plan import (
    PaperDelivery,
    PlanAnswer,
    draft_plan,
    extend_plan,
    file_plan,
    judge_plan,
)
from smilemark.assessment.actions.sheet import (
    GateRecord,
    IncidentRecord,
    ItemRecord,
    add_photo,
    record_gate,
    record_items,
    remove_photo,
)

__all__ = [
    "SUGGESTED_PLAN_DAYS",
    "Conclusion",
    "Exclusion",
    "GateRecord",
    "IncidentRecord",
    "ItemRecord",
    "OriginRecord",
    "PaperDelivery",
    "PlanAnswer",
    "Signing",
    "Stale",
    "add_photo",
    "assign_assessor",
    "assign_origin_assessor",
    "attach_evidence",
    "close_factory",
    "close_origin",
    "conclude",
    "conclusion_of",
    "declare_inputs",
    "determine",
    "draft_plan",
    "extend_plan",
    "file_plan",
    "judge_plan",
    "open_factory",
    "open_origin",
    "record_facts",
    "record_gate",
    "record_items",
    "refused_entry",
    "remove_photo",
    "schedule",
    "waive",
]
