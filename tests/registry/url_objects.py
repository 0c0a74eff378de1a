"""What the addresses of the register are about, in the world of the matrix."""

from __future__ import annotations

from typing import Any

from tests.factories import surveillance as made
from tests.factories.certification import png
from tests.factories.registry import NOON, SAMPLE, take_over
from tests.surveillance import url_objects as watched

from smilemark.accounts import roles
from smilemark.companies.models import Firm
from smilemark.foundation import events
from smilemark.registry import actions
from smilemark.registry.actions.reports import ReportWords


def a_label(world: Any) -> dict[str, object]:
    """A label of the imported sample."""
    take_over(SAMPLE)
    return {"number": "01700182-02438"}


def a_certified_firm(world: Any) -> dict[str, object]:
    """The firm of that label."""
    take_over(SAMPLE)
    return {"pk": Firm.objects.get(name="斯傑利企業有限公司").pk}


def a_firm_without_labels(world: Any) -> dict[str, object]:
    """A firm that has only registered."""
    return {"pk": world.organisations["own"][roles.APPLICANT].pk}


def a_report(world: Any) -> dict[str, object]:
    """A report from the public."""
    words = ReportWords("misuse", "virtual", "https://shop.example/1", "看到標章")
    return {"token": actions.receive_report(words=words, at=NOON).token}


def a_checked_report(world: Any) -> dict[str, object]:
    """A report with a photo, whose check the own body has."""
    words = ReportWords("misuse", "virtual", "https://shop.example/1", "看到標章", "", "陳小姐")
    report = actions.receive_report(words=words, photos=[png()], at=NOON)
    own = watched._own(world)
    made.inquiry(own, source_stream=events.stream_of(report), report_number=report.number)
    return {"number": report.number, "pk": report.photos.get().pk}
