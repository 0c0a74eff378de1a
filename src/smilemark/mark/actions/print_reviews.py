"""自行印製之審查: the body checks the sample, asks for what is missing, decides, and registers what it approved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.foundation import calendar, moves
from smilemark.foundation.documents.official import Section, lines
from smilemark.foundation.moves import SYSTEM, Refused
from smilemark.mark.actions import letters, notices
from smilemark.mark.actions.texts import days_of, text_of
from smilemark.mark.documents.letters import ADMINISTRATION, SECRETARIAT
from smilemark.mark.legal import printing as legal
from smilemark.mark.models import PrintApplication
from smilemark.mark.permissions.printing import must_act, must_be_current

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from smilemark.accounts.models import User

MOST_ROUNDS = 2
"""Requests to supplement (AMB-41); then the body decides on what it has."""
OBJECTION = (
    "貴業者如不服本決定，得依臺灣製MIT微笑產品驗證制度推動及管理要點第四十九點規定，於收受本函之次日起三十日內，"
    f"檢具異議理由及佐證資料，以書面向{ADMINISTRATION}提出異議；逾期不予受理。"
)
BASIS = "依臺灣製MIT微笑產品驗證制度推動及管理要點第三十八點第二項及附件十四第三點第一款、第四點第一款辦理。"


@dataclass(frozen=True, slots=True)
class Review:
    """What the reviewer found: code of each use principle -> met or not; the proposal; what is said of it."""

    checks: Mapping[str, bool]
    proposal: str
    text: str


def why_unmet(application: PrintApplication) -> list[str]:
    """Why the sample as checked does not meet the use principles; a consent of the administration counts (point 35)."""
    consent = application.consent
    consented = consent.changes if consent is not None and consent.ended_on is None else []
    return legal.unmet(application.checks, consented)


def review(
    *, application_id: int, found: Review, by: User, at: datetime, revision: int | None = None
) -> PrintApplication:
    """審查標章樣本: the checklist, and what is proposed to the decider.

    Raises:
        Refused: approval proposed though the sample does not meet the use principles, no reason, out of scope, recused.
    """
    with moves.moving(PrintApplication, application_id, "review", by=by, at=at) as application:
        must_act(application, by, timezone.localdate(at))
        must_be_current(application, revision)
        if found.proposal not in {"approve", "refuse"}:
            raise Refused("擬具結果：請選擇審查通過或不予同意。", field="proposal")
        application.checks = {each.code: bool(found.checks.get(each.code)) for each in legal.PRINCIPLES}
        unmet = why_unmet(application)
        if found.proposal == "approve" and unmet:
            raise Refused(f"樣本不符標章使用原則，不得擬具通過：{'；'.join(unmet)}。", field="proposal")
        application.review_text = text_of(
            found.text, field="text", label="審查意見", required=found.proposal == "refuse"
        )
        application.proposal = found.proposal
        application.reviewed_by, application.reviewed_at = by, at
        application.returned_reason = ""
        application.revision += 1
        moves.note(application, proposal=found.proposal, checks=application.checks)
    notices.tell(
        application.body_id,
        roles.DECIDER,
        subject=f"自行印製待核定：{application.number}",
        text=f"{application.firm.name}之標章樣本已審查（{application.get_proposal_display()}），請核定。",
        url=reverse("mark:printing", args=[application.number]),
        at=at,
    )
    return application


def ask_supplement(
    *, application_id: int, text: str, days: int, by: User, at: datetime, revision: int | None = None
) -> PrintApplication:
    """通知補正: what is missing or to be corrected, and until when; at most twice (AMB-41).

    Raises:
        Refused: asked twice already, no words, days out of range, out of scope, or recused.
    """
    on = timezone.localdate(at)
    with moves.moving(PrintApplication, application_id, "ask_supplement", by=by, at=at) as application:
        must_act(application, by, on)
        must_be_current(application, revision)
        if application.rounds >= MOST_ROUNDS:
            raise Refused(f"已通知補正 {MOST_ROUNDS} 次，請就現有文件審查。")
        application.supplement_text = text_of(text, field="text", label="應補正事項")
        length = days_of(days, field="days", label="補正期限（日）", most=90)
        application.supplement_until = legal.last_day(on, length)
        application.rounds += 1
        application.revision += 1
        letters.write(
            matter=application,
            sender=application.body,
            addressee=application.firm,
            kind="補正通知函",
            subject=f"貴業者申請自行印製MIT微笑標章（{application.number}），請於{calendar.roc(application.supplement_until)}前補正，請查照。",
            sections=[Section("應補正事項", lines(application.supplement_text)), Section("說明", (BASIS,))],
            by=by,
            at=at,
        )
        moves.note(
            application,
            until=application.supplement_until.isoformat(),
            text={"supplement": application.supplement_text},
        )
    return application


def send_back(*, application_id: int, reason: str, by: User, at: datetime) -> PrintApplication:
    """退回審查, by the decider.

    Raises:
        Refused: no reason, reviewed by the same person, out of scope, or recused.
    """
    with moves.moving(PrintApplication, application_id, "send_back", by=by, at=at) as application:
        must_act(application, by, timezone.localdate(at))
        application.returned_reason = text_of(reason, field="reason", label="退回理由")
        application.revision += 1
        moves.note(application, text={"reason": application.returned_reason})
    return application


def decide(*, application_id: int, by: User, at: datetime, revision: int | None = None) -> PrintApplication:
    """核定: as proposed. What is approved is registered at once, with a copy to the secretariat (annex 14 point 3(2)).

    Raises:
        Refused: reviewed by the same person, out of scope, recused, changed since, or a product lost its right.
    """
    proposal = PrintApplication.objects.values_list("proposal", flat=True).get(pk=application_id)
    if proposal == "refuse":
        return _refuse(application_id, by=by, at=at, revision=revision)
    with moves.moving(PrintApplication, application_id, "approve", by=by, at=at) as application:
        must_act(application, by, timezone.localdate(at))
        must_be_current(application, revision)
        if unmet := why_unmet(application):
            raise Refused(f"樣本不符標章使用原則：{'；'.join(unmet)}。")
        for change in application.consent.changes if application.consent else ():
            legal.alteration(change, consent=True).store(application, at)
        application.decided_by = by
        application.revision += 1
        moves.note(application, labels=list(application.labels.order_by("number").values_list("number", flat=True)))
    return _register(application_id, by=by, at=at)


def _register(application_id: int, *, by: User, at: datetime) -> PrintApplication:
    on = timezone.localdate(at)
    with moves.moving(PrintApplication, application_id, "register", by=SYSTEM, at=at) as application:
        application.registered_on = on
        labels = list(application.labels.order_by("number"))
        letters.write(
            matter=application,
            sender=application.body,
            addressee=application.firm,
            kind="自行印製審查通過通知函",
            subject=f"貴業者申請自行印製MIT微笑標章（{application.number}），業經審查通過並登錄，請查照。",
            sections=[
                Section(
                    "說明",
                    (
                        BASIS,
                        f"印製種類：{application.get_shape_display()}；印製方式：{printer_words(application)}。",
                        "得印製之產品：" + "、".join(f"{each.number}「{each.product_name}」" for each in labels) + "。",
                        "每批印製前請於本系統登錄取得流水號；每一標章應載標章編號及流水號，以供追溯。",
                        "印製費用由貴業者負擔（第三十八點第一項）；標章不得轉讓或買賣（第三十六點），並請妥善保管。",
                    ),
                )
            ],
            by=by,
            at=at,
            copies_to=(SECRETARIAT, *([application.association] if application.association else [])),
        )
        moves.note(application, registered_on=on.isoformat())
    notices.tell_all(
        roles.SECRETARIAT,
        subject=f"自行印製已登錄：{application.number}",
        text=f"{application.body.name}審查通過{application.firm.name}自行印製MIT微笑標章，副本送秘書處備查。",
        url=reverse("mark:printing", args=[application.number]),
        at=at,
    )
    return application


def printer_words(application: PrintApplication) -> str:
    """Who prints, in words."""
    words = application.get_printer_display()
    return f"{words}（{application.association}）" if application.association else words


def _refuse(application_id: int, *, by: User, at: datetime, revision: int | None) -> PrintApplication:
    with moves.moving(PrintApplication, application_id, "refuse", by=by, at=at) as application:
        must_act(application, by, timezone.localdate(at))
        must_be_current(application, revision)
        application.decided_by, application.closed_at = by, at
        application.revision += 1
        unmet = why_unmet(application)
        letters.write(
            matter=application,
            sender=application.body,
            addressee=application.firm,
            kind="自行印製不予同意通知函",
            subject=f"貴業者申請自行印製MIT微笑標章（{application.number}），不予同意，請查照。",
            sections=[
                Section("理由", (*(f"{reason}。" for reason in unmet), *lines(application.review_text))),
                Section("說明", (BASIS, "未經審查通過，不得自行印製（第四十三點第一項第二款）。")),
            ],
            by=by,
            at=at,
            remedy=OBJECTION,
        )
        moves.note(application, unmet=unmet)
    return application
