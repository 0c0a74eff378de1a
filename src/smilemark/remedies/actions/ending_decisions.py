"""撤銷或廢止 is proposed by one person and decided by another, with facts, reasons and remedy (行政程序法第九十六條)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.foundation import calendar, moves
from smilemark.foundation.documents.official import Section, lines
from smilemark.foundation.moves import Refused
from smilemark.remedies import legal
from smilemark.remedies.actions import opening, papers
from smilemark.remedies.documents.letters import ADMINISTRATION, grounds
from smilemark.remedies.models import Decision, EndingCase, Letter
from smilemark.remedies.permissions import SECOND_CLASS, must_act, must_be_current

if TYPE_CHECKING:
    from datetime import date, datetime

    from smilemark.accounts.models import User
    from smilemark.foundation.models import StoredFinding

COPIES = (ADMINISTRATION, "臺灣製MIT微笑產品驗證制度認證審議會", "各該產業驗證推動小組")
KINDS = {legal.WITHDRAW: Decision.Kind.WITHDRAWAL, legal.CANCEL: Decision.Kind.CANCELLATION}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the handler proposes.

    Attributes:
        reasons: why the facts meet the ground.
        assessment: what was made of the firm's statement; needed where there is one (行政程序法第四十三條).
        no_hearing, no_hearing_reason: the exception of 第一百零三條, where the firm was not heard.
        later_effect: a later day on which a cancellation takes effect (第一百二十五條); None: on service.
    """

    reasons: str
    assessment: str = ""
    no_hearing: str = ""
    no_hearing_reason: str = ""
    later_effect: date | None = None


def propose_case(
    *, case_id: int, proposal: Proposal, by: User, at: datetime, revision: int | None = None
) -> EndingCase:
    """擬具處分, after the firm was heard or by an exception the act names.

    Raises:
        Refused: not heard and no exception, the time to state still running, the law allows no decision on these facts,
            two years have passed, not allowed, or changed since.
    """
    on = timezone.localdate(at)
    with moves.moving(EndingCase, case_id, "propose", by=by, at=at) as case:
        must_act(case, by, on)
        must_be_current(case, revision)
        _hear(case, proposal, on)
        act, _point, _years = legal.ended_under(case, on)
        _must_be_in_time(case, act, on)
        case.reasons = opening.text_of(proposal.reasons, field="reasons", label="處分理由")
        case.later_effect = _later(proposal.later_effect, act, on)
        case.proposed_by, case.proposed_at = by, at
        case.returned_reason = ""
        case.revision += 1
        moves.note(case, act=act, no_hearing=case.no_hearing)
    return case


def _hear(case: EndingCase, proposal: Proposal, on: date) -> None:
    statements = case.statements.exists()
    case.assessment = opening.text_of(
        proposal.assessment, field="assessment", label="對陳述意見之查證及判斷", required=statements
    )
    if case.statement_until is not None:
        if not statements and on <= case.statement_until:
            raise Refused(
                f"業者陳述意見之期間至{calendar.roc(case.statement_until)}止，尚未屆滿（行政程序法第一百零五條）。"
            )
        case.no_hearing = case.no_hearing_reason = ""
        return
    if case.is_severe_finding:
        raise Refused(
            "追蹤管理之重大缺失，應通知獲證業者陳述意見並查證之（附件十五第六點第二款）。", field="no_hearing"
        )
    if proposal.no_hearing not in legal.hearing_exceptions():
        raise Refused(
            "應先通知陳述意見，或選擇免予陳述意見之事由（行政程序法第一百零二條、第一百零三條）。", field="no_hearing"
        )
    case.no_hearing = proposal.no_hearing
    case.no_hearing_reason = opening.text_of(
        proposal.no_hearing_reason, field="no_hearing_reason", label="免予陳述意見之理由"
    )


def _must_be_in_time(case: EndingCase, act: str, on: date) -> None:
    answer = legal.limit(act, since=case.since, decided_on=on)
    if not answer.finding.passed:
        raise Refused(f"已逾得為處分之期間：{answer.sentence}", field="since")


def _later(day: date | None, act: str, on: date) -> date | None:
    if day is None:
        return None
    if act == legal.WITHDRAW:
        raise Refused("撤銷溯及既往失其效力，不另定失效日（行政程序法第一百十八條）。", field="later_effect")
    if day <= on:
        raise Refused("指定之失效日應在今日之後（行政程序法第一百二十五條）。", field="later_effect")
    return day


def send_back_case(*, case_id: int, reason: str, by: User, at: datetime, revision: int | None = None) -> EndingCase:
    """退回查證: the decider wants more.

    Raises:
        Refused: no reason, not allowed, or changed since.
    """
    with moves.moving(EndingCase, case_id, "send_back", by=by, at=at) as case:
        must_act(case, by, timezone.localdate(at))
        must_be_current(case, revision)
        case.returned_reason = opening.text_of(reason, field="reason", label="退回理由")
        case.revision += 1
        moves.note(case, text={"reason": case.returned_reason})
    return case


def decide_case(*, case_id: int, by: User, at: datetime, revision: int | None = None) -> Decision:
    """作成處分: the law is asked again, the decision written with its remedy; it takes effect when served.

    Raises:
        Refused: the proposer, recused, out of scope, changed since, two years passed, or the law allows nothing.
    """
    on = timezone.localdate(at)
    with moves.moving(EndingCase, case_id, "decide", by=by, at=at) as case:
        must_act(case, by, on)
        must_be_current(case, revision)
        act, point, years = legal.ended_under(case, on)
        _must_be_in_time(case, act, on)
        answer = legal.what_follows(case, on)
        names = _still_in_use(case)
        decision = Decision.objects.create(
            case=case,
            kind=KINDS[act],
            legal_basis=legal.point_named(case, on),
            facts=case.facts,
            reasons=_reasons(case, answer.because, on),
            labels=list(names),
            ban_point=point if years else "",
            ban_years=years,
            decided_by=by,
            decided_at=at,
        )
        decision.findings.set(_stored(case, act, on, at))
        case.revision += 1
        _write(case, decision, names, by=by, at=at)
        moves.note(case, decision=decision.pk, act=act, labels=list(names), ban_years=years)
    return decision


def _still_in_use(case: EndingCase) -> dict[str, str]:
    rows = case.labels.filter(ended_on=None).order_by("number").values_list("number", "product_name", "product_model")
    names = {number: f"{name} {model}".strip() for number, name, model in rows}
    if not names:
        raise Refused("本案標章之使用權均已終止，應不予處分結案。")
    return names


def _stored(case: EndingCase, act: str, on: date, at: datetime) -> list[StoredFinding]:
    return [
        legal.what_follows(case, on).store(case, at),
        legal.limit(act, since=case.since, decided_on=on).store(case, at),
    ]


def _reasons(case: EndingCase, because: list[dict[str, str]], on: date) -> list[dict[str, str]]:
    ground = legal.ground(case.ground)
    found = [{"text": text, "citation": ""} for text in lines(case.reasons)]
    found.insert(0, {"text": f"{ground.words}。", "citation": legal.point_named(case, on)})
    if case.serious is not None:
        found += [{"text": text, "citation": ""} for text in lines(case.serious_reason)]
    if case.order is not None:
        found.append(
            {
                "text": f"前以{case.order.number}命限期改善至{_roc(case.order.due_on)}，經複查屆期仍未改善。",
                "citation": "推動及管理要點第四十三點第一項",
            }
        )
    found += _heard(case)
    return [*found, *because]


def _heard(case: EndingCase) -> list[dict[str, str]]:
    if case.no_hearing:
        words, place = legal.hearing_exceptions()[case.no_hearing]
        return [{"text": f"{words}，不給予陳述意見之機會：{case.no_hearing_reason}", "citation": place}]
    if case.statements.exists():
        return [{"text": f"對所陳意見之判斷：{case.assessment}", "citation": "行政程序法第四十三條"}]
    text = f"經通知陳述意見，至{_roc(case.statement_until)}未提出，視為放棄陳述之機會。"
    return [{"text": text, "citation": "行政程序法第一百零五條第三項"}]


def _roc(day: date | None) -> str:
    return calendar.roc(day) if day is not None else ""


def _write(case: EndingCase, decision: Decision, names: dict[str, str], *, by: User, at: datetime) -> Letter:
    word = "撤銷" if decision.kind == Decision.Kind.WITHDRAWAL else "廢止"
    return papers.write(
        owner=case,
        kind=Letter.Kind.DECISION,
        subject=f"{word}貴業者MIT微笑標章使用權之授與（驗證書編號 {case.certificate.number}），請查照。",
        sections=[
            Section("事實", (*lines(case.facts), *papers.labels_named(list(names), names))),
            Section("理由及法令依據", grounds(decision.reasons)),
            Section("效力", _effect_words(case, decision, word)),
        ],
        by=by,
        at=at,
        decision=decision,
        copies_to=() if case.product_class == SECOND_CLASS else COPIES,
    )


def _effect_words(case: EndingCase, decision: Decision, word: str) -> tuple[str, ...]:
    if decision.kind == Decision.Kind.WITHDRAWAL:
        found = ["本處分自送達之日起發生效力；標章使用權溯及授與時失其效力（行政程序法第一百十條、第一百十八條）。"]
    elif case.later_effect is not None:
        found = [
            f"標章使用權自{calendar.roc(case.later_effect)}起失其效力，送達在後者自送達之日起（行政程序法第一百二十五條）。"
        ]
    else:
        found = ["標章使用權自本處分書送達之日起失其效力（行政程序法第一百十條、第一百二十五條）。"]
    found.append(
        "自失其效力之日起不得繼續使用MIT微笑標章，庫存及通路之吊牌、貼紙、包裝及網頁上之標章應即停止使用並移除。"
    )
    if decision.ban_years:
        years = {1: "一", 3: "三"}[decision.ban_years]
        found.append(f"自{word}之次日起{years}年內，不得重新申請使用MIT微笑標章，適用於貴業者全部產品。")
    return tuple(found)
