"""One year of a body by clicking and typing, the clock moved from day to day: from its plan to its summary."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from tests.browser import walked_once
from tests.factories.companies import make_person
from tests.factories.surveillance import APPROVED, AUDIT_DAY, FRAME_DAY, JANUARY, NOTICE_DAY, moment
from tests.journeys.stage import a_photo, fetched, said, text_of
from tests.journeys.year import Year, cells, make_found, make_year, told

from smilemark.accounts import roles
from smilemark.companies.models import Ban
from smilemark.foundation import clock, events, jobs
from smilemark.remedies.models import Decision, EndingCase, Letter
from smilemark.surveillance import legal
from smilemark.surveillance.models import Draw, Fault, Inquiry, Photo, Plan, Summary, Synced, Visit, VisitNotice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey, walked_once]
VERIFY = Path(__file__).parents[2] / "docs" / "verify_draw.py"


@pytest.fixture
def begin(browser: Browser, live: str) -> Iterator[Callable[[str], Year]]:
    """Open the stage for the people of the year; close it after the test."""
    stages: list[Year] = []

    def opened(folder: str) -> Year:
        stages.append(Year(browser, live, make_year(), folder))
        return stages[-1]

    yield opened
    for stage in stages:
        stage.close()


def on(day: date, hour: int = 10) -> AbstractContextManager[None]:
    """The clock stands at that hour of the day in Taipei, and runs on."""
    return clock.travelled(moment(day, hour))


# ---- from the plan to the findings -----------------------------------------------------------------------------


def test_from_the_plan_to_the_findings(begin: Callable[[str], Year], tmp_path: Path) -> None:
    walk = begin("year-1")
    plan = planned(walk)
    visit = drawn_and_notified(walk, plan, tmp_path)
    with on(AUDIT_DAY, 9):
        on_the_tablet(walk, visit)
    with on(AUDIT_DAY, 15):
        found(walk, visit)


def planned(walk: Year) -> Plan:
    """Drafted and filed in January, in time; carried out only once it is approved."""
    with on(JANUARY):
        walk.draft_plan()
        plan = Plan.objects.get()
        page = walk.file_plan_of_year(plan)
        expect(told(page, "報請核定期限")).to_contain_text("民國114年2月3日")  # 31 January is a holiday
        said(page, "第1季")
    assert (plan.year, plan.firms_counted, plan.products_counted) == (2025, 1, 1)
    filed = events.history(plan)[-1]
    assert (filed.move, filed.data["due"], filed.data["on_time"]) == ("file", "2025-02-03", True)
    with on(APPROVED):
        walk.approve_plan(plan, "產策字第1140000001號")
    plan.refresh_from_db()
    assert (plan.state, plan.approval_number) == ("approved", "產策字第1140000001號")
    return plan


def drawn_and_notified(walk: Year, plan: Plan, folder: Path) -> Visit:
    """The frame is published before the draw; anybody verifies it once the firm knows, three full days before."""
    with on(FRAME_DAY):
        walk.publish_frame(plan)
        draw = Draw.objects.get()
        page = walk.anybody_looks_at(draw)
        said(page, "尚未抽樣")
        promised = [told(page, name).inner_text() for name in ("母體雜湊值", "種子之雜湊值")]
        frame = page.context.request.get(f"/draws/{draw.number}/frame.tsv").body()
        assert hashlib.sha256(frame).hexdigest() == promised[0]
        assert walk.world.certificate.number in frame.decode()
        walk.draw(plan)
        page = walk.anybody_looks_at(draw)
        said(page, "種子及樣本於受查核業者均已通知後公布。")
    visit = Visit.objects.get()
    assert (visit.certificate_number, visit.factory_id) == (walk.world.certificate.number, walk.world.factory.pk)
    with on(NOTICE_DAY):
        walk.notify(visit, too_early="114.5.8", day="114.5.9")
        anybody_verifies(walk, draw, promised, frame, folder)
        page = walk.surveillance(walk.world.applicant, "", visit.number)
        notice = VisitNotice.objects.get()
        words = text_of(fetched(page, page.get_by_role("link", name=notice.number)))
        assert "114年5月9日" in words
    notice.refresh_from_db()
    assert (notice.noticed_on, notice.audit_on, notice.latest_notice_on) == (NOTICE_DAY, AUDIT_DAY, NOTICE_DAY)
    assert notice.opened_at is not None
    return visit


def anybody_verifies(walk: Year, draw: Draw, promised: list[str], frame: bytes, folder: Path) -> None:
    """The page draws again; the same promises stand there; and the program of the documentation agrees."""
    page = walk.anybody_looks_at(draw)
    expect(page.get_by_text("相符：")).to_have_count(3)
    expect(page.get_by_text("不符：")).to_have_count(0)
    assert [told(page, name).inner_text() for name in ("母體雜湊值", "種子之雜湊值")] == promised
    walk.keep(page, "draw-verified")
    record = page.context.request.get(f"/draws/{draw.number}/draw.json").body()
    papers = [folder / f"{draw.number}.tsv", folder / f"{draw.number}.json"]
    for paper, content in zip(papers, (frame, record), strict=True):
        paper.write_bytes(content)
    run = subprocess.run(
        [sys.executable, str(VERIFY), *map(str, papers)], capture_output=True, text=True, timeout=60, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr


def on_the_tablet(walk: Year, visit: Visit) -> None:
    """Offline, reloaded, signed out for idleness, back: each record is stored once; what another window did is shown."""
    page = walk.arrive(visit)
    status = page.locator("#tablet-status")
    page.context.set_offline(True)
    walk.fill_tablet(page, [a_photo("廠區"), a_photo("包裝線")])
    expect(status).to_have_text("這台裝置上有 14 筆尚未送出（照片 2 張）。")  # eleven items, a product, two pictures
    page.reload()
    expect(status).to_have_text("這台裝置上有 14 筆尚未送出（照片 2 張）。")
    expect(page.locator("[data-part='item-6.1'] [name=total]")).to_have_value("20")
    walk.keep(page, "tablet-offline")
    assert not Synced.objects.exists()

    with on(AUDIT_DAY, 13):  # hours later the session has ended by itself
        walk.in_another_window(visit)
        page.context.set_offline(False)
        expect(page.locator("#tablet-sign-in")).to_be_visible()
        assert Synced.objects.count() == 2
        walk.sign_in_again(page)
        item = page.locator("[data-part='item-1.1'] .conflict")
        expect(item).to_contain_text("已存：應執行數 50、未執行數 0、執行規範 完整、執行紀錄 完整。")
        product = page.locator("[data-kind=product] > .conflict")
        expect(product).to_contain_text("已存：獲證產品之生產製程是否符合原產地認定基準（增列） 通過。")
        expect(status).to_have_text("這台裝置上有 2 筆尚未送出（照片 0 張）。")
        walk.refused((401, "/sync/"), (409, "/sync/"))
        walk.keep(page, "tablet-conflict")
        for conflict in (item, product):
            conflict.get_by_role("button", name="以我的內容為準").click()
            expect(conflict).to_have_count(0)
        expect(status).to_have_text("全部已儲存。")

    visit.refresh_from_db()
    assert visit.assessment is not None
    assert [item.total for item in visit.assessment.items.order_by("code")] == [20] * 11
    check = visit.products.get()
    assert (check.origin, check.origin_text, check.mark_use) == ("fail", "主要製程於境外完成", "pass")
    assert Photo.objects.filter(visit=visit).count() == 2
    assert Synced.objects.count() == 16  # fourteen records of the tablet, two of the other window


def found(walk: Year, visit: Visit) -> None:
    """The sheet is passed, the test failed, the origin false: one finding is serious by rule, the other slight."""
    walk.conclude_sheet(visit)
    walk.test_failed(visit, "甲醛超過限量")
    page = walk.report_visit(visit)
    expect(page.locator("section.panel", has_text="原產地認定不符合").locator("h3 .badge")).to_have_text(
        "重大缺失，待通知陳述意見"
    )
    expect(page.locator("section.panel", has_text="產品品質檢驗不符合").locator("h3 .badge")).to_have_text("待處理")
    visit.refresh_from_db()
    assert (visit.state, visit.assessment.state if visit.assessment else "") == ("reported", "passed")
    assert [(fault.kind, fault.is_severe, fault.state) for fault in visit.faults.order_by("kind")] == [
        ("origin_not_met", True, "serious"),
        ("product_test_failed", False, "found"),
    ]
    assert "主要製程於境外完成" in text_of(fetched(page, page.get_by_role("link", name="下載查核報告").first))
    assert list(events.broken_chains()) == []


# ---- from the findings to the summary --------------------------------------------------------------------------

ASKED, OPENED, STATED, KEPT = date(2025, 5, 12), date(2025, 5, 13), date(2025, 5, 20), date(2025, 5, 27)
HEARD, DECIDED, SERVED = date(2025, 5, 28), date(2025, 6, 2), date(2025, 6, 3)
CHECKED, REVIEWED, IMPROVED = date(2025, 6, 5), date(2025, 6, 18), date(2025, 6, 9)
BEGUN, FILED = date(2025, 12, 1), date(2025, 12, 10)


def test_from_the_findings_to_the_summary(begin: Callable[[str], Year]) -> None:
    walk = begin("year-2")
    visit = make_found(walk.world)
    slight, serious = visit.faults.get(is_severe=False), visit.faults.get(is_severe=True)
    second = make_person(roles.ADMINISTRATION, None, "署乙")

    result = heard(walk, slight, serious)
    decision = ended(walk, serious)
    channels(walk)
    improved(walk, slight)
    objected(walk, result, decision, second)
    summed_up(walk)

    assert Visit.objects.get().state == "closed"
    assert list(events.broken_chains()) == []


def heard(walk: Year, slight: Fault, serious: Fault) -> Letter:
    """The slight finding is to be improved, the serious one heard; gives the letter of the slight one."""
    with on(ASKED):
        walk.ask_improvement(slight, "114.6.9")
        walk.invite_statement(serious, "114.5.23")
    with on(OPENED):
        result = walk.open_letter("result")
    with on(STATED):
        walk.state_on(serious, "僅試製品於境外完成。")
    assert [event.move for event in events.history(Fault.objects.get(pk=serious.pk))][-2:] == [
        "invite_statement",
        "state_case",
    ]
    return result


def ended(walk: Year, serious: Fault) -> Letter:
    """Kept, reported upward, decided by another, served: only then the right ends, and a shopper sees it."""
    with on(KEPT):
        walk.keep_view(serious, "出貨紀錄證明量產品均於境外完成主要製程。")
        walk.end_right(serious)
    case = EndingCase.objects.get()
    with on(HEARD):
        walk.open_letter("invitation")
        walk.state_ending(case, "已改由國內代工。")
    with on(DECIDED):
        walk.decide_ending(case, "原產地不符且情節重大。", "嗣後改正不影響已發生之違規。")
        verified(walk, "有效", "before-service")
    with on(SERVED):
        letter = walk.open_letter("decision")
        page = verified(walk, "已廢止", "cancelled")
        expect(told(page, "廢止或撤銷生效日")).to_have_text("2025-06-03")
    case.refresh_from_db()
    assert (case.state, case.decisions.get().effective_on) == ("effective", SERVED)
    assert Ban.objects.filter(firm=walk.world.firm, lifted_on=None).count() == 1
    return letter


def verified(walk: Year, answer: str, name: str) -> Page:
    """What a shopper reads of the label."""
    page = walk.page()
    page.goto(f"/verify/{walk.world.certificate.labels.get().number}")
    expect(page.locator(".answer h2")).to_have_text(answer)
    walk.keep(page, f"label-{name}")
    return page


def channels(walk: Year) -> None:
    """The check of both channels begins by itself at the moment of effect, with its 24 hours and its three days."""
    jobs.run_waiting()
    check = Inquiry.objects.get()
    (effect,) = [event for event in events.history(EndingCase.objects.get()) if event.move == "take_effect"]
    assert (check.trigger, check.trigger_at, check.state, check.body) == (
        "right_withdrawn", effect.at, "checking", walk.world.body,
    )  # fmt: skip
    assert {one.step: one.until for one in legal.clocks(check)} == {
        "virtual": effect.at + timedelta(hours=24),
        "physical": date(2025, 6, 6),
    }
    with on(CHECKED, 16):
        walk.check_channels(check, virtual=("114.6.4", "09:00"), physical="114.6.5")
        late = [one.is_late(clock.now()) for one in legal.clocks(Inquiry.objects.get())]
    assert (Inquiry.objects.get().state, late) == ("closed", [False, False])


def improved(walk: Year, slight: Fault) -> None:
    """In time, and verified."""
    with on(IMPROVED):
        walk.improve(slight, "已更換染料並重新送驗。", "複驗報告合格。")
    slight.refresh_from_db()
    assert (slight.state, slight.improved_on) == ("improved", IMPROVED)


def objected(walk: Year, result: Letter, decision: Letter, second: Any) -> None:
    """The objection against the slight finding is rejected, the one against the end of the right is upheld."""
    with on(date(2025, 6, 10)):
        against_result = walk.object_to(result, "檢驗方法有誤。")
        against_end = walk.object_to(decision, "原產地證明文件確有發證紀錄。")
    with on(REVIEWED):
        walk.review(against_result, "maintain", "檢驗方法與公告相符。", second)
        walk.open_letter("review")
        verified(walk, "已廢止", "still-cancelled")
        walk.review(against_end, "restore", "調卷複查，主要製程確於境內完成。", second)
        walk.open_letter("review")
        verified(walk, "有效", "given-back")
    kinds = list(Decision.objects.filter(letter__kind="review").order_by("pk").values_list("kind", flat=True))
    assert kinds == ["rejected", "upheld"]
    assert EndingCase.objects.get().state == "set_aside"
    assert Ban.objects.get(firm=walk.world.firm).lifted_on == REVIEWED


def summed_up(walk: Year) -> None:
    """Totals are those of the records; a right that was given back did not end."""
    with on(BEGUN):
        page = walk.begin_summary()
        expect(told(page, "陳報期限")).to_contain_text("民國114年12月15日")
        shown = cells(page, "定期查核情形彙整")
        irregular = cells(page, "不定期查核情形彙整")
    assert [row[1:] for row in shown] == [
        ["1", "1", "0", "0"],  # origin: found, not improved, and the right stands again
        ["1", "0", "0", "0"],
        ["1", "0", "0", "0"],
        ["1", "1", "1", "0"],  # quality: found and improved
        ["1", "0", "0", "0"],
    ]
    assert irregular[3][1:] == ["1 案", "1", "0", "0", "0", "0", "0"]
    with on(FILED):
        page = walk.settle_summary(Summary.objects.get(), "產策字第1140000099號")
        assert cells(page, "定期查核情形彙整") == shown
    summary = Summary.objects.get()
    assert (summary.state, summary.note_number) == ("noted", "產策字第1140000099號")
    assert summary.filed_at is not None
    assert summary.filed_at.date() <= date(2025, 12, 15)
    assert datetime.fromisoformat(events.history(summary)[-1].at.isoformat()).date() == FILED
