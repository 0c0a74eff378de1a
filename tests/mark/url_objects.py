"""What the addresses of the mark are about, in the world of the matrix."""

from __future__ import annotations

from typing import Any

from tests.remedies.url_objects import certificate

from smilemark.accounts import roles
from smilemark.certification.models import Label
from smilemark.foundation import clock
from smilemark.mark.actions.runs import Printing, record_run


def a_run(world: Any) -> dict[str, object]:
    """A run of the own firm's tags."""
    label = Label.objects.select_related("certificate__firm").get(certificate=certificate(world))
    printing = Printing(label, "self", "tag", 100, "P115-000001", "大和毛巾", clock.today())
    return {"number": record_run(printing=printing, by=world.people["own"][roles.APPLICANT], at=clock.now()).number}
