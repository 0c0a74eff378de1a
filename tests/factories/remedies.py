"""Orders, ending cases and objections, each brought on through the real actions. Build a ``World`` first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.factories import certification_results as certified
from tests.factories.certification import NOON, pdf
from tests.factories.companies import make_person

from smilemark.accounts import roles
from smilemark.remedies import actions
from smilemark.remedies.actions.ending_decisions import Proposal
from smilemark.remedies.actions.endings import Grounds
from smilemark.remedies.actions.reviews import Review
from smilemark.remedies.actions.service import ServiceRecord
from smilemark.remedies.models import Decision, EndingCase, ImprovementOrder, Letter, Objection

if TYPE_CHECKING:
    from smilemark.accounts.models import User
    from smilemark.certification.models import Certificate

__all__ = ["pdf"]

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""2026-03-02, a Monday, ten in the morning in Taipei."""
FALSE = "false_documents"
MISUSE = "mark_on_unlicensed_product"


def days(number: int, *, since: datetime = START) -> datetime:
    """The same hour some days later."""
    return since + timedelta(days=number)


def day(number: int) -> date:
    """The day some days after the start."""
    return date(2026, 3, 2) + timedelta(days=number)


@dataclass
class Scene:
    """A certificate, the people of its firm and body, and two officers of the administration."""

    world: certified.World
    certificate: Certificate
    officer: User
    second_officer: User

    @property
    def firm_person(self) -> User:
        """Who acts for the firm."""
        return self.world.applicant

    @property
    def reviewer(self) -> User:
        """Who prepares."""
        return self.world.reviewer

    @property
    def decider(self) -> User:
        """Who decides."""
        return self.world.decider

    @property
    def numbers(self) -> list[str]:
        """The label numbers of the certificate."""
        return list(self.certificate.labels.order_by("number").values_list("number", flat=True))


def make_scene(world: certified.World | None = None, *, products: int = 2) -> Scene:
    """A class 1 certificate with so many labels."""
    world = world or certified.make_world()
    certificate = certified.make_certified(world, at=NOON, products_count=products).certificate
    return Scene(
        world,
        certificate,
        make_person(roles.ADMINISTRATION, None, "署甲"),
        make_person(roles.ADMINISTRATION, None, "署乙"),
    )


# ---- orders -----------------------------------------------------------------------------------------------


def draft_order(scene: Scene, *, at: datetime = START, **given: Any) -> ImprovementOrder:
    """An order the decider has yet to issue."""
    values: dict[str, Any] = {
        "certificate": scene.certificate.number,
        "labels": [],
        "ground": MISUSE,
        "facts": "查得網頁將標章用於未獲證之浴巾。",
        "wanted": "移除網頁上之標章並提出改善照片。",
        "days": 14,
    }
    return actions.open_order(by=scene.reviewer, at=at, **(values | given))


def sent_order(scene: Scene, *, at: datetime = START, **given: Any) -> ImprovementOrder:
    """An order on its way to the firm."""
    order = draft_order(scene, at=at, **given)
    actions.issue_order(order_id=order.pk, by=scene.decider, at=at)
    return ImprovementOrder.objects.get(pk=order.pk)


def running_order(scene: Scene, *, at: datetime = START, **given: Any) -> ImprovementOrder:
    """An order the firm has opened: its time runs."""
    order = sent_order(scene, at=at, **given)
    open_letters(scene, at=at)
    return ImprovementOrder.objects.get(pk=order.pk)


def failed_order(scene: Scene) -> ImprovementOrder:
    """An order found not met on the day after its last day (2026-03-16)."""
    order = running_order(scene)
    return actions.check_not_met(
        order_id=order.pk, text="複查時標章仍在網頁上。", checked_on=day(15), by=scene.reviewer, at=days(15)
    )


def open_letters(scene: Scene, *, at: datetime = START) -> None:
    """The firm opens what waits."""
    for letter in Letter.objects.filter(firm=scene.world.firm, first_opened_at=None).order_by("pk"):
        actions.open_letter(letter_id=letter.pk, by=scene.firm_person, at=at)


# ---- ending cases -----------------------------------------------------------------------------------------


def grounds(ground: str = FALSE, **given: Any) -> Grounds:
    """Grounds of a case found on the first day."""
    return Grounds(**({"ground": ground, "facts": "原產地證明文件經發證機關函復查無此件。", "since": day(0)} | given))


def open_case(scene: Scene, ground: str = FALSE, *, at: datetime = START, labels: Any = (), **given: Any) -> EndingCase:
    """A case the reviewer looks into."""
    return actions.open_case(
        certificate=scene.certificate.number, labels=labels, grounds=grounds(ground, **given), by=scene.reviewer, at=at
    )


def invited_case(scene: Scene, ground: str = FALSE, *, at: datetime = START, **given: Any) -> EndingCase:
    """The firm was asked to state its case, and opened the notice: ten days run."""
    case = open_case(scene, ground, at=at, **given)
    actions.invite(case_id=case.pk, days=10, by=scene.reviewer, at=at)
    open_letters(scene, at=at)
    return EndingCase.objects.get(pk=case.pk)


PROPOSAL = Proposal(reasons="證明文件係偽造，足以影響核准。", assessment="業者承認文件非該機關核發，所述不足採。")


def proposed_case(scene: Scene, ground: str = FALSE, *, at: datetime = START, **given: Any) -> EndingCase:
    """The firm has stated its case; a decision is proposed."""
    case = invited_case(scene, ground, at=at, **given)
    actions.state_case(case_id=case.pk, text="係代辦公司所為，本公司不知情。", uploads=[], by=scene.firm_person, at=at)
    return actions.propose_case(case_id=case.pk, proposal=PROPOSAL, by=scene.reviewer, at=at)


def decided_case(scene: Scene, ground: str = FALSE, *, at: datetime = START, **given: Any) -> Decision:
    """Decided, not yet served."""
    case = proposed_case(scene, ground, at=at, **given)
    return actions.decide_case(case_id=case.pk, by=scene.decider, at=at)


def effective_case(scene: Scene, ground: str = FALSE, *, at: datetime = START, **given: Any) -> Decision:
    """Served: the labels have ended."""
    decision = decided_case(scene, ground, at=at, **given)
    open_letters(scene, at=at)
    return Decision.objects.get(pk=decision.pk)


def serve(scene: Scene, letter: Letter, method: str, done_on: date, *, at: datetime, **given: Any) -> Any:
    """The reviewer records service."""
    record = ServiceRecord(method=method, done_on=done_on, **given)
    return actions.record_service(letter_id=letter.pk, record=record, by=scene.reviewer, at=at)


# ---- objections -------------------------------------------------------------------------------------------


def filed_objection(scene: Scene, decision: Decision, *, at: datetime) -> Objection:
    """Filed in the system."""
    return actions.file_objection(
        decision_id=decision.pk,
        reasons="文件雖有瑕疵，產品確為臺灣製造。",
        uploads=[pdf("佐證.pdf")],
        submission_key=f"key-{decision.pk}-{at.isoformat()}"[:40],
        by=scene.firm_person,
        at=at,
    )


def reviewed_objection(scene: Scene, decision: Decision, outcome: str, *, at: datetime, **given: Any) -> Objection:
    """Accepted, and a result proposed."""
    objection = filed_objection(scene, decision, at=at)
    actions.accept_objection(objection_id=objection.pk, by=scene.officer, at=at)
    review = Review(outcome=outcome, text="調卷複查，原認定之文件確有發證紀錄。", **given)
    return actions.propose_review(objection_id=objection.pk, review=review, by=scene.officer, at=at)


def closed_objection(scene: Scene, decision: Decision, outcome: str, *, at: datetime, **given: Any) -> Decision:
    """Decided by the second officer and opened by the firm."""
    objection = reviewed_objection(scene, decision, outcome, at=at, **given)
    made = actions.decide_review(objection_id=objection.pk, by=scene.second_officer, at=at)
    open_letters(scene, at=at)
    return Decision.objects.get(pk=made.pk)
