"""What the body does with the papers: eligibility and supplement rounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.accounts import roles
from smilemark.certification.actions import assigning, edits, letters, notices, refusal
from smilemark.certification.legal import intake as legal
from smilemark.certification.models import (
    Case,
    Letter,
    SupplementItem,
    SupplementRequest,
)
from smilemark.certification.permissions import must_be_able
from smilemark.certification.queries import completeness
from smilemark.foundation import calendar, events, findings, moves
from smilemark.governance import queries as governance

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from smilemark.accounts.models import User
    from smilemark.foundation.models import StoredFinding

SECTIONS_TO_SUPPLEMENT = frozenset(completeness.SECTION_NAMES) - {"scope", "declaration"}


# ---- eligibility (資格審查) --------------------------------------------------------------------------------


def accept(*, case_id: int, manufactured_confirmed: bool, by: User, at: datetime) -> Case:
    """資格符合: to document review, when every question of the eligibility check is answered yes.

    Args:
        case_id: the case.
        manufactured_confirmed: the reviewer found that only manufactured or processed products are applied for (point 4).
        by: a reviewer of the body.
        at: now.

    Raises:
        Refused: not manufactured goods, a ban, no open item, out of scope, not a lawful entity; nothing was changed.
    """
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, "accept", by=by, at=at) as case:
        must_be_able(case, by, "accept", on)
        if not manufactured_confirmed:
            raise moves.Refused(
                "請先確認申請產品為製造或加工之產品；不符者應予核駁（第四點）。", field="manufactured_confirmed"
            )
        checks = legal.eligibility(case, filed_on(case))
        if failed := [check for check in checks if not check.finding.passed]:
            words = "；".join(f"{why.text}（{why.citation.zh}）" for check in failed for why in check.finding.because)
            raise moves.Refused(f"資格不符，不能受理，應予核駁：{words}")
        stored = legal.store(case, checks, at)
        assigning.take(case, roles.REVIEWER, by=by, at=at)
        moves.note(case, findings=[finding.pk for finding in stored], manufactured_confirmed=True)
        notices.tell_firm(case, "資格符合", f"申請案 {case.number} 資格審查符合，進入書面審查。", at=at)
    return case


def filed_on(case: Case) -> date:
    """The day of application: eligibility is asked for that day, whenever the body looks at it."""
    if case.submitted_at is None:
        raise moves.Refused("本案尚未送件。")
    return timezone.localdate(case.submitted_at)


def failed_checks(case: Case) -> list[legal.Check]:
    """The questions of the eligibility check that are answered no (for the page and the refusal)."""
    return [check for check in legal.eligibility(case, filed_on(case)) if not check.finding.passed]


def refuse_eligibility(
    *, case_id: int, not_manufactured: str = "", explanation: str = "", by: User, at: datetime
) -> Case:
    """資格不符，核駁: the unmet conditions are the reasons; the decision and its letter are written with it.

    Args:
        case_id: the case.
        not_manufactured: why the products are not manufactured or processed, where the body found so (point 4).
        explanation: further words for the letter.
        by: a decider of the body.
        at: now.

    Raises:
        Refused: nothing speaks against the applicant; or an end on request, which must be granted (point 42 I(1)).
    """
    case = Case.objects.get(pk=case_id)
    must_be_open_to(case, "refuse_eligibility", by, at)
    if case.kind not in legal.VERIFIED_KINDS:
        return _refuse_unverified(case, explanation, by, at)
    failed = failed_checks(case)
    stored = legal.store(case, failed, at)
    reasons = [{"text": why.text, "citation": why.citation.zh} for check in failed for why in check.finding.because]
    if not_manufactured.strip():
        reasons.append(
            {"text": f"非屬製造或加工之產品：{not_manufactured.strip()}", "citation": "推動及管理要點第四點"}
        )
    if not reasons:
        raise moves.Refused("資格審查各項均符合，沒有核駁之理由（附件六資格審查）。", field="not_manufactured")
    if explanation.strip():
        reasons.append({"text": explanation.strip(), "citation": legal.CITE_ELIGIBILITY})
    return _refuse(case_id, "refuse_eligibility", reasons, stored, by, at)


def _refuse_unverified(case: Case, explanation: str, by: User, at: datetime) -> Case:
    """A change or reissue is refused for what point 32 asks for, in the decider's words; nothing else is asked."""
    if not explanation.strip():
        raise moves.Refused("請填不予換（補）發之理由（第三十二點）。", field="explanation")
    reasons = [{"text": explanation.strip(), "citation": legal.CITE_REPLACEMENT}]
    return _refuse(case.pk, "refuse_eligibility", reasons, [], by, at)


def must_be_open_to(case: Case, move: str, by: User, at: datetime) -> None:
    """Ask table, role and guard before anything is stored.

    Raises:
        Refused: with the reason.
    """
    reason = moves.why_not(case, move, by)
    if reason is not None:
        raise moves.Refused(reason)
    must_be_able(case, by, move, timezone.localdate(at))


def _refuse(
    case_id: int, move: str, reasons: list[dict[str, str]], stored: list[StoredFinding], by: User, at: datetime
) -> Case:
    refusal.refuse_case(case_id=case_id, move=move, reasons=reasons, findings=stored, by=by, at=at)
    return Case.objects.get(pk=case_id)


# ---- document review (書面審查) and supplements (補件) ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing a supplement asks for: in words; the paper or the section it is about, if any."""

    text: str
    document_kind: str = ""
    section: str = ""


def request_supplement(*, case_id: int, items: Sequence[Wanted], by: User, at: datetime) -> SupplementRequest:
    """通知補件: what is missing, until when; a letter goes out. Limits are the announcement's in force (AMB-41).

    Raises:
        Refused: nothing named, an item without words, or no round is left.
    """
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, "request_supplement", by=by, at=at) as case:
        must_be_able(case, by, "request_supplement", on)
        _must_be_items(items)
        rounds, days = governance.supplement_limit(on)
        number = case.supplements.count() + 1
        if number > rounds:
            raise moves.Refused(f"補件以{rounds}次為限，已通知{number - 1}次；請審認文件齊備或予核駁（附件六）。")
        due = legal.supplement_due(on, days)
        request = SupplementRequest.objects.create(
            case=case, round=number, requested_at=at, requested_by=by, due_on=due.day
        )
        SupplementItem.objects.bulk_create(
            SupplementItem(
                request=request, document_kind=item.document_kind, section=item.section, text=item.text.strip()
            )
            for item in items
        )
        findings.store(case, "period-end", due.facts, due.finding, at)
        assigning.take(case, roles.REVIEWER, by=by, at=at)
        moves.note(case, round=number, due_on=due.day.isoformat(), due_is_estimated=due.is_estimated, items=len(items))
        _write_letter(case, request, by, at)
    return request


def _must_be_items(items: Sequence[Wanted]) -> None:
    if not items:
        raise moves.Refused("請列出應補正事項。", field="items")
    for number, item in enumerate(items, start=1):
        if not item.text.strip():
            raise moves.Refused(f"第{number}項：請填應補正事項。", field="items")
        if item.section and item.section not in SECTIONS_TO_SUPPLEMENT:
            raise moves.Refused(f"第{number}項：沒有這個填報項目，或不得以補件變更。", field="items")
        if item.document_kind and item.document_kind not in legal.PAPER_NAMES:
            raise moves.Refused(f"第{number}項：沒有這種文件。", field="items")


def _write_letter(case: Case, request: SupplementRequest, by: User, at: datetime) -> None:
    listed = [f"{number}、{item.text}" for number, item in enumerate(request.items.all(), start=1)]
    letters.write(
        case=case,
        kind=Letter.Kind.SUPPLEMENT,
        subject=f"貴業者申請產品驗證（案件編號{case.number}），請於{calendar.roc(request.due_on)}前補正，請查照。",
        explanation=[
            "依臺灣製MIT微笑產品驗證制度推動及管理要點第二十三點及附件六辦理。",
            "應補正事項：" + "；".join(listed) + "。",
            f"期限屆滿（{calendar.roc(request.due_on)}）仍未補正者，得予核駁。",
        ],
        by=by,
        at=at,
    )


def open_round(case: Case) -> SupplementRequest | None:
    """The round that waits for the applicant."""
    return case.supplements.filter(answered_at=None).first()


def save_answers(*, case_id: int, answers: Mapping[int, str], by: User, at: datetime) -> None:
    """Keep the applicant's words to each item; may be saved as often as wanted before it is sent.

    Args:
        case_id: the case, waiting for a supplement.
        answers: words by item id.
        by: a person of the firm.
        at: now.
    """
    with edits.editing(case_id, "documents", ["answers"], by=by, at=at) as case:
        request = open_round(case)
        if request is None:
            raise moves.Refused("本案沒有待補正之事項。")
        for item in request.items.filter(pk__in=list(answers)):
            item.answer = answers[item.pk].strip()
            item.save(update_fields=["answer"])


def resubmit(*, case_id: int, by: User, at: datetime) -> Case:
    """補件送出: back to document review. Late is taken in too, and marked; whether it is refused a person decides.

    Raises:
        Refused: an item has neither words nor a new paper.
    """
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, "resubmit", by=by, at=at) as case:
        request = open_round(case)
        if request is None:
            raise moves.Refused("本案沒有待補正之事項。")
        saved = _saved_since_asked(case)
        for number, item in enumerate(request.items.all(), start=1):
            if not item.answer and not _is_met(item, saved):
                raise moves.Refused(
                    f"第{number}項「{item.text}」：請填說明或附文件（附件六書面審查）。", field=f"answer-{item.pk}"
                )
        request.answered_at = at
        request.save(update_fields=["answered_at"])
        moves.note(case, round=request.round, late=on > request.due_on)
        notices.tell_body(case, "補件送出", f"{case.firm.name} 已送出第{request.round}次補件，請續行書面審查。", at=at)
    return case


def _saved_since_asked(case: Case) -> set[tuple[str, str]]:
    """(section, field or kind of paper) saved after the open round was asked for, in the order of the chain."""
    saved: set[tuple[str, str]] = set()
    for event in events.history(case):
        if event.move == "request_supplement":
            saved.clear()
        elif event.move == "save_supplement":
            saved |= {(event.data["section"].split("-")[0], field) for field in event.data["fields"]}
    return saved


def _is_met(item: SupplementItem, saved: set[tuple[str, str]]) -> bool:
    if item.document_kind:
        return ("documents", item.document_kind) in saved
    return bool(item.section) and any(section == item.section for section, _field in saved)


def why_not_refuse_documents(case: Case, on: date) -> str | None:
    """A refusal for missing papers waits for the due day, or for the last round's answer (AMB-41)."""
    last = case.supplements.order_by("-round").first()
    if last is None:
        return "文件不齊備時應先通知補件，不得逕予核駁（附件六書面審查）。"
    if last.answered_at is None:
        return (
            None if on > last.due_on else f"補正期限至{calendar.roc(last.due_on)}，尚未屆滿（行政程序法第四十八條）。"
        )
    rounds, _days = governance.supplement_limit(on)
    late = timezone.localdate(last.answered_at) > last.due_on
    if last.round < rounds and not late:
        return f"尚得再通知補件（以{rounds}次為限，已{last.round}次），不得逕予核駁（附件六）。"
    return None


def refuse_documents(*, case_id: int, explanation: str, by: User, at: datetime) -> Case:
    """逾期未補正，核駁: never by itself; a decider says what is still lacking.

    Raises:
        Refused: the due day has not passed and rounds are left, or no words.
    """
    case = Case.objects.get(pk=case_id)
    must_be_open_to(case, "refuse_documents", by, at)
    on = timezone.localdate(at)
    if (reason := why_not_refuse_documents(case, on)) is not None:
        raise moves.Refused(reason)
    if not explanation.strip():
        raise moves.Refused("請說明尚缺之文件或事項。", field="explanation")
    last = case.supplements.order_by("-round").get(round=case.supplements.count())
    asked = "；".join(item.text for item in last.items.all())
    reasons = [
        {
            "text": f"經第{last.round}次通知補正（期限{calendar.roc(last.due_on)}）：{asked}。",
            "citation": "附件六書面審查",
        },
        {"text": explanation.strip(), "citation": "推動及管理要點第二十三點"},
    ]
    return _refuse(case_id, "refuse_documents", reasons, [], by, at)
