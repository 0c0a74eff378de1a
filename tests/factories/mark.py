"""Self-printing, licences and spot checks, each brought on through the real actions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.factories import remedies as made
from tests.factories.certification import PNG
from tests.factories.remedies import START, Scene

from smilemark.mark.actions import print_reviews, printing
from smilemark.mark.actions.print_reviews import Review
from smilemark.mark.actions.printing import Wanted
from smilemark.mark.legal.printing import PRINCIPLES
from smilemark.mark.models import PrintApplication

if TYPE_CHECKING:
    from smilemark.mark.models import PrintRun

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
