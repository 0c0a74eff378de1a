"""What the addresses of government-printed labels are about, in the world of the matrix."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.certification.url_objects import world_of
from tests.factories import label_orders as made
from tests.factories.certification import pdf

from smilemark.accounts import roles
from smilemark.foundation import clock
from smilemark.mark.actions import deliveries, deliveries_losses
from smilemark.mark.actions.deliveries_losses import Loss
from smilemark.mark.models import LabelOrder


def scene(world: Any) -> made.Scene:
    """The own firm's certificate, with everybody of the own organisations."""
    given, people = world_of(world), world.people["own"]
    on = clock.today() - timedelta(days=30)
    row = made.make_certificate(given.firm, given.body, given.industry, on=on)
    staff = (people[roles.SECRETARIAT], people[roles.ADMINISTRATION], people[roles.PRINTING_BODY])
    return made.Scene(given, row, list(row.labels.all()), *staff)


def _printing(world: Any) -> LabelOrder:
    return made.printing_order(scene(world), at=clock.now())


def an_order(world: Any) -> dict[str, object]:
    """An order that waits for the body."""
    return {"number": made.submitted_order(scene(world), at=clock.now()).number}


def an_order_paper(world: Any) -> dict[str, object]:
    """The proof of an order that waits for the body."""
    order = made.submitted_order(scene(world), at=clock.now())
    return {"pk": order.papers.get().pk}


def a_sent_list(world: Any) -> dict[str, object]:
    """A list the own printing body has."""
    order = _printing(world)
    return {"number": order.approval_list.number}


def an_exported_list(world: Any) -> dict[str, object]:
    """That list, and a form."""
    return a_sent_list(world) | {"form": "csv"}


def a_form(world: Any) -> dict[str, object]:  # the shape of a maker
    """A form of export."""
    return {"form": "ods"}


def a_delivery(world: Any) -> dict[str, object]:
    """An order the own printing body prints."""
    return {"number": _printing(world).number}


def a_loss(world: Any) -> dict[str, object]:
    """A loss with its evidence."""
    order, now = _printing(world), clock.now()
    by, line = world.people["own"][roles.APPLICANT], order.lines.get()
    printer = world.people["own"][roles.PRINTING_BODY]
    deliveries.allot(order_id=order.pk, quantities={}, printed_on=clock.today(), by=printer, at=now)
    loss = Loss(line.label.number, "lost", 5, clock.today(), "遺失。")
    return {"pk": deliveries_losses.report_loss(loss=loss, upload=pdf(), key="", by=by, at=now).pk}
