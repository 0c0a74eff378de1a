"""What people do in the year of a body: plan, draw, visit on a tablet, findings, the end of a right, objections, summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.factories import assessment as assessed
from tests.factories import surveillance as made
from tests.factories.certification_results import make_certified
from tests.factories.certification_results import make_world as make_people
from tests.factories.companies import make_person
from tests.journeys.finding import Finding
from tests.journeys.stage import press, said

from smilemark.accounts import roles
from smilemark.assessment import actions as assessment
from smilemark.surveillance import actions

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from smilemark.surveillance.models import Summary, Visit


def make_year() -> made.World:
    """A body with its people, the administration, and a firm certified by it through the real actions in 2024."""
    people = make_people()
    certificate = make_certified(people, at=made.moment(made.CERTIFIED)).certificate
    return made.World(
        industry=people.industry,
        body=people.body,
        reviewer=people.reviewer,
        decider=people.decider,
        assessor=people.assessor,
        administration=make_person(roles.ADMINISTRATION, None, "署甲"),
        laboratory=people.laboratory,
        firm=people.firm,
        factory=people.factories[0],
        applicant=people.applicant,
        certificate=certificate,
    )


def make_found(world: made.World) -> Visit:
    """The visit of the second quarter with both findings: origin false (serious by rule), test failed (slight)."""
    visit = made.started(world)
    at = made.moment(made.AUDIT_DAY, 11)
    sheet = {"assessment_id": visit.assessment_id, "by": world.assessor, "at": at}
    gate = assessed.plain_gate(previous="assess", previous_passed_on=made.CERTIFIED)
    assessment.record_gate(gate=gate, **sheet)
    assessment.record_items(items=assessed.all_items(), **sheet)
    assessment.conclude(signing=assessed.SIGNED, plan_due_on=None, **sheet)
    made.check_products(world, visit, made.ORIGIN_FAILED, quality="fail")
    actions.make_report(visit_id=visit.pk, by=world.assessor, at=made.moment(made.AUDIT_DAY, 16))
    return visit


class Year(Finding):
    """The walk, to its end: the yearly summary."""

    def begin_summary(self) -> Page:
        """製作年度彙整報告."""
        page = self.surveillance(self.world.reviewer, "年度彙整報告", "")
        press(page, "開始製作")
        said(page, "已開始製作，統計由查核紀錄計算。")
        self.keep(page, "summary")
        return page

    def settle_summary(self, summary: Summary, number: str) -> Page:
        """The decider files it; the administration takes note."""
        page = self.surveillance(self.world.decider, "年度彙整報告", summary.number)
        press(page, "陳報備查")
        said(page, "已陳報本署備查。")
        self.keep(page, "summary-filed")
        page = self.surveillance(self.world.administration, "年度彙整報告", summary.number)
        page.get_by_label("備查文號").fill(number)
        press(page, "備查")
        said(page, "已備查。")
        return page


def cells(page: Page, table: str) -> list[list[str]]:
    """The rows of the table of this name, heading of the row first."""
    rows = page.get_by_role("region", name=table, exact=True).locator("tbody tr")
    return [[cell.strip() for cell in row.locator("th, td").all_inner_texts()] for row in rows.all()]


def told(page: Page, term: str) -> Locator:
    """What the page says of a term."""
    return page.locator("dl.summary div", has=page.locator("dt", has_text=term)).locator("dd").first
