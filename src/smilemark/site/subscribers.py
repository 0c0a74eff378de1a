"""What acts up the stack travels as an event: here the subscribers are named, delivered by the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.certification import actions as certification
from smilemark.foundation import offers, outbox
from smilemark.foundation.moves import SYSTEM
from smilemark.registry import queries as registry
from smilemark.remedies import actions as remedies
from smilemark.site import spot_checks
from smilemark.surveillance import actions as surveillance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smilemark.foundation.models import Event

CAUSES = {"quality": "quality_complaint", "origin": "origin_label_complaint", "misuse": "suspected_misuse"}
"""Kind of a report from the public -> cause of the check (annex 15 point 2(2)1 to 3)."""


def register() -> None:
    """Subscribe every handler; each is idempotent, for an event may be delivered twice."""
    # A relation declared after somebody was assigned ends the assignment at once (point 15: 應即迴避).
    outbox.subscribe(
        "companies.relation.declare",
        certification.recuse_after_declaration,
        name="certification.recuse_after_declaration",
    )
    # A report from the public is checked at once (annex 15 point 2(2)1 to 3); the clocks run from its receipt.
    outbox.subscribe("registry.publicreport.receive", check_a_report, name="surveillance.check_a_report")
    # A decision of certification may be objected to: the link stands on its letter (point 49).
    offers.offer_on("certification.decision", remedies.offers_on_verification)
    # What the reporter adds later is told to who checks.
    outbox.subscribe("registry.publicreport.add", tell_of_more, name="surveillance.tell_of_more")
    offers.offer_on("surveillance.inquiry", registry.offers_on_a_check)
    # The right ended: its channels are checked within 24 hours and three days (annex 15 point 2(2)4).
    outbox.subscribe("remedies.endingcase.take_effect", check_the_channels, name="surveillance.check_the_channels")
    # A spot check found no improvement: the body orders it where point 43 I(1) is met, else it is told (annex 13 point 8).
    outbox.subscribe("mark.spotcheck.not_improved", spot_checks.follow, name="remedies.follow_a_check")
    # A review of an objection took effect: a right it ended again is checked like every other (annex 15 point 2(2)4);
    # a result of surveillance it set aside is judged anew, or the finding is at its end (point 49 I(1)).
    outbox.subscribe("remedies.objection.take_effect", follow_a_review, name="surveillance.follow_a_review")


def check_a_report(event: Event) -> None:
    """民眾通報立案查核: who reported stays in the register; the check knows the report's number alone."""
    report = registry.report_of(event.stream)
    if report is None:
        return
    number = report.label_number.strip()
    surveillance.open_inquiry(
        cause=surveillance.Cause(
            trigger=CAUSES[report.kind],
            text=report.text,
            place=report.place,
            labels=[number] if number else [],
            channels=[report.channel],
            source_stream=event.stream,
            report_number=report.number,
        ),
        trigger_at=report.received_at,
        by=SYSTEM,
        at=event.at,
    )


def tell_of_more(event: Event) -> None:
    """通報人補充說明: the words stay in the register, who checks reads them there."""
    surveillance.tell_of_more(source_stream=event.stream, at=event.at)


def follow_a_review(event: Event) -> None:
    """複查決定生效: what a review ended anew, and which result of surveillance it set aside."""
    ended = event.data.get("ended")
    if ended:
        _check_the_channels(event, ended.get("labels", []))
    if event.data.get("determination"):
        surveillance.revise(source=event.data["determination"], outcome=event.data["outcome"], at=event.at)


def check_the_channels(event: Event) -> None:
    """撤銷、廢止後之通路查核: counted from the moment the end took effect."""
    _check_the_channels(event, event.data.get("labels", []))


def _check_the_channels(event: Event, numbers: Iterable[object]) -> None:
    labels = [str(number) for number in numbers]
    if not labels:
        return
    surveillance.open_inquiry(
        cause=surveillance.Cause(
            trigger="right_withdrawn",
            text="標章使用權終止，查核銷售及推廣通路之標章使用情形。",
            labels=labels,
            source_stream=event.stream,
        ),
        trigger_at=event.at,
        by=SYSTEM,
        at=event.at,
    )
