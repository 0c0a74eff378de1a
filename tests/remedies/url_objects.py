"""What the addresses of remedies are about, in the world of the matrix."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.certification.url_objects import world_of
from tests.factories.certification import PDF, make_submitted

from smilemark.accounts import roles
from smilemark.certification.actions import letters as verification_letters
from smilemark.certification.actions import refusal
from smilemark.certification.models import Certificate, Label
from smilemark.foundation import clock
from smilemark.remedies import actions
from smilemark.remedies.actions.batches import Incident
from smilemark.remedies.actions.endings import Grounds
from smilemark.remedies.actions.service import ServiceRecord
from smilemark.remedies.models import Decision, EndingCase, ImprovementOrder, Letter, Objection, Paper

_serial = count(1)


def certificate(world: Any) -> Certificate:
    """A certificate of the own firm and body with one label in use."""
    given = world_of(world)
    number = f"015{next(_serial):05d}"
    row = Certificate.objects.create(number=number, firm=given.firm, industry=given.industry, body=given.body)
    today = clock.today()
    Label.objects.create(
        number=f"{number}-00001",
        certificate=row,
        product_name="毛巾",
        certified_on=today,
        valid_until=today + timedelta(days=900),
        last_modified=clock.now(),
    )
    return row


def _case(world: Any) -> EndingCase:
    """A case of which the firm was told: its letter is not opened."""
    people = world.people["own"]
    grounds = Grounds(ground="false_documents", facts="文件不實。", since=clock.today())
    case = actions.open_case(
        certificate=certificate(world).number, labels=[], grounds=grounds, by=people[roles.REVIEWER], at=clock.now()
    )
    actions.invite(case_id=case.pk, days=10, by=people[roles.REVIEWER], at=clock.now())
    return EndingCase.objects.get(pk=case.pk)


def _order(world: Any) -> ImprovementOrder:
    """An order the firm has opened."""
    people = world.people["own"]
    order = actions.open_order(
        certificate=certificate(world).number,
        labels=[],
        ground="mark_on_unlicensed_product",
        facts="事實",
        wanted="改善",
        days=14,
        by=people[roles.REVIEWER],
        at=clock.now(),
    )
    actions.issue_order(order_id=order.pk, by=people[roles.DECIDER], at=clock.now())
    letter = Letter.objects.get(order=order)
    actions.open_letter(letter_id=letter.pk, by=people[roles.APPLICANT], at=clock.now())
    return ImprovementOrder.objects.get(pk=order.pk)


def an_export(world: Any) -> dict[str, object]:
    """A form of export."""
    _case(world)
    return {"form": "csv"}


def an_order(world: Any) -> dict[str, object]:
    """An order whose time runs."""
    return {"number": _order(world).number}


def an_ending(world: Any) -> dict[str, object]:
    """A case of which the firm was told."""
    return {"number": _case(world).number}


def a_decision(world: Any) -> dict[str, object]:
    """A decision that was served."""
    return {"pk": Decision.objects.get(order=_order(world)).pk}


def _objection(world: Any) -> Objection:
    decision = Decision.objects.get(order=_order(world))
    return actions.file_objection(
        decision_id=decision.pk,
        reasons="不服。",
        uploads=[_pdf()],
        submission_key="key",
        by=world.people["own"][roles.APPLICANT],
        at=clock.now(),
    )


def _pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("文件.pdf", PDF, content_type="application/pdf")


def a_refusal(world: Any) -> dict[str, object]:
    """A decision of certification, served: a case refused for its applicant's standing."""
    given, at = world_of(world), clock.now()
    case = make_submitted(given, at=at)
    reason = {"text": "不符申請資格。", "citation": "推動及管理要點第二十二點"}
    decision = refusal.refuse_case(
        case_id=case.pk, move="refuse_eligibility", reasons=[reason], findings=[], by=given.decider, at=at
    )
    verification_letters.open_letter(letter_id=decision.letter.pk, by=given.applicant, at=at)
    return {"pk": decision.pk}


def an_objection(world: Any) -> dict[str, object]:
    """An objection that waits to be accepted."""
    return {"number": _objection(world).number}


def a_paper(world: Any) -> dict[str, object]:
    """A file of an objection."""
    return {"pk": Paper.objects.get(objection=_objection(world)).pk}


def a_letter(world: Any) -> dict[str, object]:
    """A letter the firm has not opened."""
    return {"pk": Letter.objects.get(case=_case(world)).pk}


def an_opened_letter(world: Any) -> dict[str, object]:
    """A letter the firm has opened."""
    return {"pk": Letter.objects.get(order=_order(world)).pk}


def a_service(world: Any) -> dict[str, object]:
    """A service with its certificate."""
    letter = Letter.objects.get(case=_case(world))
    record = ServiceRecord(method="deposit", done_on=clock.today(), place="和美郵局", note="不獲會晤")
    row = actions.record_service(
        letter_id=letter.pk, record=record, by=world.people["own"][roles.REVIEWER], at=clock.now(), proof=_pdf()
    )
    return {"pk": row.pk}


def a_batch(world: Any) -> dict[str, object]:
    """A batch of the own body, tried out."""
    row = certificate(world)
    incident = Incident(
        title="檢驗所異常",
        criterion="labels",
        act="ending",
        ground="false_documents",
        facts="檢驗報告不實。",
        since=clock.today(),
        days=10,
        numbers=[f"{row.number}-00001"],
    )
    by = world.people["own"][roles.REVIEWER]
    batch = actions.open_batch(incident=incident, by=by, at=clock.now())
    actions.try_out_batch(batch_id=batch.pk, by=by, at=clock.now())
    return {"number": batch.number}
