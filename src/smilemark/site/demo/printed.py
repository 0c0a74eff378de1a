"""Labels printed by the administration: one order from application to check, one to be reviewed, a stop long over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.accounts import roles
from smilemark.mark.actions import deliveries, letters, lists, orders, orders_review, stops
from smilemark.mark.actions.orders import Shipping, Wish
from smilemark.mark.actions.orders_review import Found, Review
from smilemark.mark.actions.stops import Stop
from smilemark.mark.queries import letters as letter_queries
from smilemark.mark.queries import orders as queries
from smilemark.site.demo import papers

if TYPE_CHECKING:
    from smilemark.mark.models import LabelOrder
    from smilemark.site.demo.country import Country

FIRM = "晴織毛巾股份有限公司"


def tell(country: Country) -> None:
    """A firm orders tags twice; what was stopped last year is open again."""
    _stopped(country)
    first = _submitted(country, ago=25, asked=9000)
    _approved(country, first, ago=23)
    _printed(country, first, ago=20)
    _submitted(country, ago=2, asked=5000)


def _stopped(country: Country) -> None:
    by = country.administration
    stop = Stop("產示字第001號", "budget_used_up", "年度標章印製經費用罄。", country.day(300))
    row = stops.announce(stop=stop, by=by, at=country.moment(303))
    stops.reopen(
        stop_id=row.pk,
        open_from=country.day(250),
        number="產示字第002號",
        text="次年度經費到位。",
        by=by,
        at=country.moment(252),
    )


def _submitted(country: Country, *, ago: int, asked: int) -> LabelOrder:
    by, at = country.firms[FIRM].applicant, country.moment(ago)
    certificate = queries.certificates_of(by, country.day(ago)).order_by("pk")[0]
    order = orders.start_order(certificate=certificate.number, key="", by=by, at=at)
    label = queries.labels_for(certificate, country.day(ago))[0]
    orders.set_line(
        order_id=order.pk,
        wish=Wish(label.number, "tag", "3×4公分吊牌", asked, 14000, 30000, 300, 1500),
        by=by,
        at=at,
    )
    shipping = Shipping(6, by.full_name, "05-0000000", order.address)
    orders.fill_order(order_id=order.pk, shipping=shipping, by=by, at=at)
    orders.add_proof(order_id=order.pk, label="去年度銷貨發票", uploads=[papers.paper("發票")], by=by, at=at)
    return orders.submit_order(order_id=order.pk, by=by, at=at)


def _approved(country: Country, order: LabelOrder, *, ago: int) -> None:
    body = country.body_for("015")
    line = order.lines.get()
    review = Review({line.pk: Found(approved=8000, reason="現有吊牌將改版，酌減")}, "銷售及產能與發票相符。")
    orders_review.propose(order_id=order.pk, review=review, by=body.reviewer, at=country.moment(ago))
    orders_review.approve(order_id=order.pk, by=body.decider, at=country.moment(ago, 15))


def _printed(country: Country, order: LabelOrder, *, ago: int) -> None:
    body, applicant, printer = country.body_for("015"), country.firms[FIRM].applicant, country.printer
    row = lists.compile_list(body_id=body.body.pk, by=body.reviewer, at=country.moment(ago))
    printing_body = printer.organisations_as(roles.PRINTING_BODY)[0]
    lists.forward_list(
        list_id=row.pk, printing_body_id=printing_body, by=country.secretariat, at=country.moment(ago - 1)
    )
    for letter in letter_queries.letters_of(order, applicant):
        letters.open_letter(letter_id=letter.pk, by=applicant, at=country.moment(ago - 1))
    day = country.day(ago - 4)
    at = country.moment(ago - 4)
    deliveries.allot(order_id=order.pk, quantities={}, printed_on=day, by=printer, at=at)
    deliveries.deliver(order_id=order.pk, delivered_on=day, way="宅配 0001", by=printer, at=at)
    deliveries.accept(order_id=order.pk, by=applicant, at=country.moment(ago - 5))
