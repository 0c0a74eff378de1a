"""Orders of government-printed labels, each brought on through the real actions. Build a ``Scene`` first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.factories import certification as intake
from tests.factories.certification import pdf
from tests.factories.companies import make_person

from smilemark.accounts import roles
from smilemark.certification.models import Certificate, Label
from smilemark.mark.actions import deliveries, letters, lists, orders, orders_objections, orders_review
from smilemark.mark.actions.deliveries import Faults
from smilemark.mark.actions.orders import Shipping, Wish
from smilemark.mark.actions.orders_review import Found, Review
from smilemark.mark.models import ApprovalList, LabelOrder, Letter, QuantityObjection

if TYPE_CHECKING:
    from smilemark.accounts.models import User

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""2026-03-02, a Monday, ten in the morning in Taipei."""
_serial = count(1)


def days(number: int) -> datetime:
    """The same hour some days after the start."""
    return START + timedelta(days=number)


def day(number: int) -> date:
    """The day some days after the start."""
    return date(2026, 3, 2) + timedelta(days=number)


@dataclass
class Scene:
    """A class 1 certificate with labels in use, and everybody who has a hand in its printed labels."""

    world: intake.World
    certificate: Certificate
    labels: list[Label]
    secretary: User
    officer: User
    printer: User

    @property
    def firm_person(self) -> User:
        """Who acts for the firm."""
        return self.world.applicant

    @property
    def reviewer(self) -> User:
        """Who proposes."""
        return self.world.reviewer

    @property
    def decider(self) -> User:
        """Who decides."""
        return self.world.decider

    @property
    def printing_body_id(self) -> int:
        """The organisation that prints."""
        return self.printer.organisations_as(roles.PRINTING_BODY)[0]


def make_certificate(firm: Any, body: Any, industry: Any, *, products: int = 1, on: date | None = None) -> Certificate:
    """A certificate with labels in use, without the case that led to it."""
    serial = next(_serial)
    on = on or day(-100)
    row = Certificate.objects.create(
        number=f"{industry.code}{90000 + serial:05d}", firm=firm, industry=industry, body=body
    )
    for place in range(1, products + 1):
        Label.objects.create(
            number=f"{row.number}-{place:05d}",
            certificate=row,
            product_name="毛巾",
            product_model=f"TW-{place}",
            certified_on=on,
            valid_until=on + timedelta(days=1000),
            last_modified=START,
        )
    return row


def make_scene(code: str = "015", *, products: int = 2) -> Scene:
    """A certificate and its people."""
    world = intake.make_world(code)
    row = make_certificate(world.firm, world.body, world.industry, products=products)
    return Scene(
        world,
        row,
        list(row.labels.order_by("number")),
        make_person(roles.SECRETARIAT, None, "秘書甲"),
        make_person(roles.ADMINISTRATION, None, "署甲"),
        make_person(roles.PRINTING_BODY, None, "印製員甲"),
    )


def wish(label: str, **given: Any) -> Wish:
    """6000 for six months of sales, 1500 in reserve, 500 at hand: the worksheet comes to 7000."""
    values: dict[str, Any] = {
        "label": label,
        "shape": "tag",
        "print_format": "3×4公分吊牌",
        "asked": 8000,
        "sold_in_year": 12000,
        "capacity_of_year": 24000,
        "at_hand": 500,
        "safety_stock": 1500,
    }
    return Wish(**(values | given))


def draft_order(scene: Scene, *, at: datetime = START, products: int = 1, **given: Any) -> LabelOrder:
    """Filled in, not sent."""
    by = scene.firm_person
    order = orders.start_order(certificate=scene.certificate.number, key="", by=by, at=at)
    for label in scene.labels[:products]:
        orders.set_line(order_id=order.pk, wish=wish(label.number, **given), by=by, at=at)
    shipping = Shipping(6, "林經理", "04-7551234", "彰化縣和美鎮彰美路1號")
    orders.fill_order(order_id=order.pk, shipping=shipping, by=by, at=at)
    orders.add_proof(order_id=order.pk, label="114年發票", uploads=[pdf("發票.pdf")], by=by, at=at)
    return LabelOrder.objects.get(pk=order.pk)


def submitted_order(scene: Scene, *, at: datetime = START, **given: Any) -> LabelOrder:
    """At the body."""
    order = draft_order(scene, at=at, **given)
    return orders.submit_order(order_id=order.pk, by=scene.firm_person, at=at)


def proposed_order(
    scene: Scene, *, at: datetime = START, refuses: bool = False, found: Found | None = None, **given: Any
) -> LabelOrder:
    """The reviewer has proposed; of one line what ``found`` says."""
    order = submitted_order(scene, at=at, **given)
    line = order.lines.order_by("pk").first()
    review = Review({line.pk: found or Found()}, "現有標章足敷使用。" if refuses else "", refuses=refuses)
    return orders_review.propose(order_id=order.pk, review=review, by=scene.reviewer, at=at)


def approved_order(scene: Scene, *, at: datetime = START, **given: Any) -> LabelOrder:
    """Approved, not listed."""
    order = proposed_order(scene, at=at, **given)
    return orders_review.approve(order_id=order.pk, by=scene.decider, at=at)


def compiled_list(scene: Scene, *, at: datetime = START) -> ApprovalList:
    """This month's list of the body."""
    return lists.compile_list(body_id=scene.world.body.pk, by=scene.reviewer, at=at)


def sent_list(scene: Scene, *, at: datetime = START) -> ApprovalList:
    """The list is at the printing body."""
    row = compiled_list(scene, at=at)
    return lists.forward_list(list_id=row.pk, printing_body_id=scene.printing_body_id, by=scene.secretary, at=at)


def printing_order(scene: Scene, *, at: datetime = START, **given: Any) -> LabelOrder:
    """At the printer: due on 2026-03-09."""
    order = approved_order(scene, at=at, **given)
    sent_list(scene, at=at)
    return LabelOrder.objects.get(pk=order.pk)


def delivered_order(scene: Scene, *, at: datetime = START, **given: Any) -> LabelOrder:
    """Printed and delivered three days after the list came."""
    order = printing_order(scene, at=at, **given)
    give_out(scene, order, at=at + timedelta(days=3))
    return LabelOrder.objects.get(pk=order.pk)


def give_out(scene: Scene, order: LabelOrder, *, at: datetime, quantities: Any = None, **given: Any) -> Any:
    """Number, print and deliver what is due, on the day."""
    on = (at + timedelta(hours=8)).date()
    deliveries.allot(order_id=order.pk, quantities=quantities or {}, printed_on=on, by=scene.printer, at=at)
    values = {"delivered_on": on, "way": "宅配 123-456"} | given
    return deliveries.deliver(order_id=order.pk, by=scene.printer, at=at, **values)


def faulty_order(scene: Scene, *, at: datetime = START) -> LabelOrder:
    """The firm found labels missing."""
    order = delivered_order(scene, at=at)
    faults = Faults(quantity=True, shape=False, number=False, text="短少 200 個。")
    deliveries.report_error(
        order_id=order.pk, faults=faults, uploads=[pdf()], by=scene.firm_person, at=at + timedelta(days=4)
    )
    return LabelOrder.objects.get(pk=order.pk)


def open_notice(scene: Scene, order: LabelOrder, *, at: datetime) -> None:
    """The firm opens the notice of the quantity: the seven days run."""
    letter = Letter.objects.get(matter_number=order.number, kind="核准數量通知函")
    letters.open_letter(letter_id=letter.pk, by=scene.firm_person, at=at)


def filed_objection(scene: Scene, *, at: datetime = START) -> QuantityObjection:
    """Notice read on the start day, objected on the day given."""
    order = approved_order(scene)
    sent_list(scene)
    open_notice(scene, order, at=START)
    return orders_objections.file_objection(
        order_id=order.pk, reasons="漏算出口訂單。", uploads=[pdf("訂單.pdf")], by=scene.firm_person, at=at
    )
