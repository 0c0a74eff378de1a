"""What the addresses of the mark are about, in the world of the matrix."""

from __future__ import annotations

from typing import Any

from tests.remedies.url_objects import certificate

from smilemark.accounts import roles
from smilemark.certification.models import Label
from smilemark.foundation import clock
from smilemark.mark.actions import letters
from smilemark.mark.actions.runs import Printing, record_run
from smilemark.mark.documents.letters import Section
from smilemark.mark.models import PrintRun


def _run(world: Any) -> PrintRun:
    label = Label.objects.select_related("certificate__firm").get(certificate=certificate(world))
    printing = Printing(label, "self", "tag", 100, "P115-000001", "大和毛巾", clock.today())
    return record_run(printing=printing, by=world.people["own"][roles.APPLICANT], at=clock.now())


def a_run(world: Any) -> dict[str, object]:
    """A run of the own firm's tags."""
    return {"number": _run(world).number}


def a_letter(world: Any) -> dict[str, object]:
    """A letter of the own body the firm has not opened."""
    run = _run(world)
    letter = letters.write(
        matter=run,
        sender=run.label.certificate.body,
        addressee=run.firm,
        kind="審查結果通知函",
        subject="審查通過。",
        sections=[Section("說明", ("通過。",))],
        by=world.people["own"][roles.REVIEWER],
        at=clock.now(),
    )
    return {"pk": letter.pk}
