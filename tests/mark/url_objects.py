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
from smilemark.foundation.documents.official import Section
from smilemark.mark.actions import checks, consents, letters, licences, printing
from smilemark.mark.actions.runs import Printing, record_run
from smilemark.mark.models import Licence, PrintApplication, PrintRun, SpotCheck


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


# ---- licences and spot checks -------------------------------------------------------------------------------


def _licence(world: Any) -> Licence:
    """A licence of the own firm, in force."""
    desk, now = world.people["own"][roles.SECRETARIAT], clock.now()
    firm = world.organisations["own"][roles.APPLICANT]
    today = clock.today()
    terms = licences.Terms("other_user", today, today, ["poster"], "海報。", ["門市，臺北市"])
    row = licences.open_licence(licensee=firm.firm.ubn, terms=terms, by=desk, at=now)
    licences.attach_paper(licence_id=row.pk, label="合約", is_contract=True, upload=picture(), by=desk, at=now)
    return licences.put_in_force(licence_id=row.pk, contract_number="秘1", signed_on=today, by=desk, at=now)


def a_licence(world: Any) -> dict[str, object]:
    """A licence of the own firm."""
    return {"number": _licence(world).number}


def a_licence_export(world: Any) -> dict[str, object]:
    """The register with a licence in it."""
    _licence(world)
    return {"form": "csv"}


def a_licence_paper(world: Any) -> dict[str, object]:
    """Its contract."""
    return {"pk": _licence(world).papers.get().pk}


def _check(world: Any) -> SpotCheck:
    """A check of the own firm by the own body, of which the firm was told."""
    by, now = world.people["own"][roles.REVIEWER], clock.now()
    seen = checks.Seen("網頁", clock.today(), "作為商標。", uses=["trademark"])
    row = checks.open_check(certificate=certificate(world).number, licence="", seen=seen, by=by, at=now)
    checks.attach_photos(check_id=row.pk, caption="網頁", uploads=[picture()], by=by, at=now)
    return checks.send_notice(check_id=row.pk, wanted="移除。", days=10, by=by, at=now)


def a_check(world: Any) -> dict[str, object]:
    """A check the own firm was told of."""
    return {"number": _check(world).number}


def a_photo(world: Any) -> dict[str, object]:
    """Its photo."""
    return {"pk": _check(world).photos.get().pk}
