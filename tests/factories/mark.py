"""Self-printing, licences and spot checks, each brought on through the real actions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import remedies as made
from tests.factories.certification import PDF, PNG
from tests.factories.companies import make_firm
from tests.factories.remedies import START, Scene

from smilemark.mark.actions import checks, licences, print_reviews, printing
from smilemark.mark.actions.print_reviews import Review
from smilemark.mark.actions.printing import Wanted
from smilemark.mark.legal.printing import PRINCIPLES
from smilemark.mark.models import Licence, PrintApplication

if TYPE_CHECKING:
    from smilemark.accounts.models import User
    from smilemark.mark.models import PrintRun, SpotCheck

__all__ = ["START", "Scene"]

TODAY = date(2026, 3, 2)
ALL_MET = {each.code: True for each in PRINCIPLES}


def make_scene(*, products: int = 1) -> Scene:
    """A class 1 certificate with so many labels, its firm and body."""
    return made.make_scene(products=products)


def picture(name: str = "樣本.png") -> SimpleUploadedFile:
    """A small picture."""
    return SimpleUploadedFile(name, PNG, content_type="image/png")


def draft_application(scene: Scene, **given: Any) -> PrintApplication:
    """A draft with one sample."""
    wanted = Wanted(**({"labels": scene.numbers, "shape": "tag"} | given))
    row = printing.open_application(certificate=scene.certificate.number, wanted=wanted, by=scene.firm_person, at=START)
    printing.attach_sample(
        application_id=row.pk, caption="吊牌正面", uploads=[picture()], by=scene.firm_person, at=START
    )
    return PrintApplication.objects.get(pk=row.pk)


def submitted_application(scene: Scene, **given: Any) -> PrintApplication:
    """An application at the body."""
    row = draft_application(scene, **given)
    return printing.submit(application_id=row.pk, by=scene.firm_person, at=START)


def reviewed_application(
    scene: Scene, proposal: str = "approve", checks: dict[str, bool] | None = None, **given: Any
) -> PrintApplication:
    """An application the reviewer has checked."""
    row = submitted_application(scene, **given)
    found = Review(ALL_MET if checks is None else checks, proposal, "意見。")
    return print_reviews.review(application_id=row.pk, found=found, by=scene.reviewer, at=START)


def registered_application(scene: Scene, **given: Any) -> PrintApplication:
    """An application that was approved and registered."""
    row = reviewed_application(scene, **given)
    return print_reviews.decide(application_id=row.pk, by=scene.decider, at=START)


def recorded_run(scene: Scene, quantity: int = 100) -> PrintRun:
    """A run of a registered application."""
    row = registered_application(scene)
    return printing.print_tags(
        application_id=row.pk,
        label=scene.numbers[0],
        quantity=quantity,
        printed_on=TODAY,
        by=scene.firm_person,
        at=START,
    )


# ---- licences and spot checks -------------------------------------------------------------------------------


def drafted_licence(desk: User, licensee: str = "", previous: Licence | None = None, **given: Any) -> Licence:
    """A contract the secretariat drafts, for a firm of its own unless ``licensee`` names another."""
    terms = {
        "kind": "other_user",
        "first_day": TODAY,
        "last_day": date(2027, 3, 1),
        "works": ["poster", "web_page"],
        "scope_text": "門市海報及網頁。",
        "sites": ["臺北門市，臺北市中正區"],
    }
    return licences.open_licence(
        licensee=licensee or str(make_firm().ubn),
        terms=licences.Terms(**(terms | given)),
        by=desk,
        at=START,
        previous=previous,
    )


def signed_licence(desk: User, licence: Licence | None = None) -> Licence:
    """A licence in force."""
    row = licence or drafted_licence(desk)
    upload = SimpleUploadedFile("合約.pdf", PDF, content_type="application/pdf")
    licences.attach_paper(licence_id=row.pk, label="合約", is_contract=True, upload=upload, by=desk, at=START)
    licences.put_in_force(licence_id=row.pk, contract_number=f"秘{row.number}", signed_on=TODAY, by=desk, at=START)
    return Licence.objects.select_related("licensee__firm").get(pk=row.pk)


def seen(**given: Any) -> checks.Seen:
    """What a check saw: a trademark on the net, unless told otherwise."""
    values = {"place": "https://example.tw/", "checked_on": TODAY, "facts": "網頁以標章為商標。", "uses": ["trademark"]}
    return checks.Seen(**(values | given))


def opened_check(by: User, certificate: str = "", licence: str = "", **given: Any) -> SpotCheck:
    """A check that waits for its conclusion."""
    return checks.open_check(certificate=certificate, licence=licence, seen=seen(**given), by=by, at=START)


def noticed_check(by: User, certificate: str = "", licence: str = "", **given: Any) -> SpotCheck:
    """A check whose subject was told to improve within ten days (until 2026-03-12)."""
    check = opened_check(by, certificate, licence, **given)
    return checks.send_notice(check_id=check.pk, wanted="移除標章。", days=10, by=by, at=START)
