"""查核結果之判定: what surveillance found, written to the firm by the body so that it may object (annex 15 point 6; point 49)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from smilemark.certification.queries import in_use
from smilemark.foundation import events
from smilemark.foundation.documents.official import Section, lines
from smilemark.foundation.moves import Refused
from smilemark.remedies.actions import opening, papers
from smilemark.remedies.documents.letters import grounds
from smilemark.remedies.models import Decision, Determination, Letter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smilemark.foundation.moves import Actor


@dataclass(frozen=True, slots=True)
class Result:
    """What was judged.

    Attributes:
        kind: code of the finding's kind. title: its words. is_severe: 重大缺失, else 輕微.
        facts: what was found. reasons: ``{"text", "citation"}``, as the law and the decider gave them.
        demand: what the firm must do and until when; empty: nothing.
    """

    kind: str
    title: str
    is_severe: bool
    facts: str
    reasons: Sequence[dict[str, str]]
    demand: str = ""


def determine(
    *, source: str, certificate: str, authority_id: int, result: Result, by: Actor, at: datetime
) -> Determination:
    """Write the result of a check to the firm: a decision with its way to object, served like every other.

    Args:
        source: chain of the finding; each of its results is written by itself.
        certificate: number of the firm's certificate.
        authority_id: the body that checked.
        result: what was judged.
        by: who judged it.
        at: now.

    Raises:
        Refused: no such certificate, or nobody signs for the body.
    """
    found = in_use.certificate(certificate)
    if found is None:
        raise Refused("找不到這個驗證書編號。", field="certificate")
    with transaction.atomic():
        row = Determination.objects.create(
            number=opening.number_for("D", at),
            firm=found.firm,
            certificate=found,
            authority_id=authority_id,
            product_class=found.industry.product_class,
            ground=result.kind,
            facts=result.facts,
            is_severe=result.is_severe,
            source=source,
            opened_at=at,
            opened_by_id=by.pk,
        )
        decision = Decision.objects.create(
            determination=row,
            kind=Decision.Kind.RESULT,
            legal_basis="推動及管理要點附件十五第六點、第八點、第九點",
            facts=result.facts,
            reasons=[dict(reason) for reason in result.reasons],
            decided_by_id=by.pk,
            decided_at=at,
        )
        events.record(row, "determine", by=by, at=at, data={"source": source, "decision": decision.pk})
        _write(row, decision, result, by=by, at=at)
    return row


def _write(row: Determination, decision: Decision, result: Result, *, by: Actor, at: datetime) -> Letter:
    grade = "重大缺失" if result.is_severe else "輕微缺失"
    return papers.write(
        owner=row,
        kind=Letter.Kind.RESULT,
        subject=f"貴業者（驗證書編號 {row.certificate.number}）追蹤管理查核結果，判定為{grade}（{result.title}），請查照。",
        sections=[
            Section("事實", lines(result.facts)),
            Section("理由及法令依據", grounds(decision.reasons)),
            Section("應辦理事項", lines(result.demand)),
        ],
        by=by,
        at=at,
        decision=decision,
    )
