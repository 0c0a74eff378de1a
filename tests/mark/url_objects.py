"""What the addresses of the mark are about, in the world of the matrix."""

from __future__ import annotations

from typing import Any

from tests.factories.mark import picture
from tests.mark.order_objects import (  # noqa: F401  # makers of the addresses of printed labels
    a_delivery,
    a_form,
    a_loss,
    a_sent_list,
    an_exported_list,
    an_order,
    an_order_paper,
)
from tests.remedies.url_objects import certificate

from smilemark.accounts import roles
from smilemark.certification.models import Label
from smilemark.foundation import clock
from smilemark.mark.actions import consents, letters, printing
from smilemark.mark.actions.runs import Printing, record_run
from smilemark.mark.documents.letters import Section
from smilemark.mark.models import PrintApplication, PrintRun


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


def _application(world: Any) -> PrintApplication:
    """An application of the own firm at the own body."""
    people = world.people["own"]
    row = certificate(world)
    wanted = printing.Wanted(labels=[f"{row.number}-00001"], shape="tag")
    applicant, now = people[roles.APPLICANT], clock.now()
    found = printing.open_application(certificate=row.number, wanted=wanted, by=applicant, at=now)
    printing.attach_sample(application_id=found.pk, caption="吊牌", uploads=[picture()], by=applicant, at=now)
    return printing.submit(application_id=found.pk, by=applicant, at=now)


def an_application(world: Any) -> dict[str, object]:
    """An application that waits for the body."""
    return {"number": _application(world).number}


def a_sample(world: Any) -> dict[str, object]:
    """Its sample."""
    return {"pk": _application(world).samples.get().pk}


def a_consent(world: Any) -> dict[str, object]:
    """A consent to the own firm's pattern."""
    firm = certificate(world).firm
    agreed = consents.Agreed(firm.ubn, "產署字第1號", ["colour"], "單色。", clock.today())
    return {
        "pk": consents.grant_consent(
            agreed=agreed, pattern=picture(), by=world.people["own"][roles.ADMINISTRATION], at=clock.now()
        ).pk
    }
