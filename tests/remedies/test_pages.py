"""The pages as each reader meets them: buttons that fit, refusals with what was typed, and nothing of anybody else's."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.factories import remedies as made
from tests.factories.accreditation import make_body
from tests.factories.certification import pdf
from tests.factories.companies import make_applicant, make_firm, make_person
from tests.factories.remedies import START, day, days
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.foundation import clock
from smilemark.remedies import actions, queries
from smilemark.remedies.actions.ending_decisions import Proposal
from smilemark.remedies.models import Batch, EndingCase, ImprovementOrder, Letter, Objection, Paper
from smilemark.remedies.queries import matters

pytestmark = pytest.mark.django_db


scene = shared(made.make_scene, products=1)


@pytest.fixture
def _later(monkeypatch):
    """The pages are read on 2026-03-03, the day after everything began."""
    monkeypatch.setattr(clock, "now", lambda: days(1))
    monkeypatch.setattr(clock, "today", lambda: timezone.localdate(days(1)))


def read(client, user, address, status=200):
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def post(client, user, address, **typed):
    client.force_login(user)
    return client.post(address, typed)


def buttons(page):
    return [part.split('"', 1)[0] for part in page.split('name="do" value="')[1:]]


# ---- an order ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_later")
def test_an_order_from_open_to_issue_to_report(client, scene):
    answer = post(
        client,
        scene.reviewer,
        "/remedies/open/",
        do="order",
        certificate=scene.certificate.number,
        ground=made.MISUSE,
        facts="網頁使用標章。",
        wanted="移除。",
        days="14",
    )
    order = ImprovementOrder.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/remedies/orders/{order.number}/")
    address = answer["Location"]
    assert buttons(read(client, scene.reviewer, address)) == ["amend", "attach"]
    assert buttons(read(client, scene.decider, address)) == ["issue", "drop"]
    read(client, scene.firm_person, address, 404)

    assert post(client, scene.decider, address, do="issue", revision="0").status_code == 302
    letter = Letter.objects.get()
    sealed = read(client, scene.firm_person, f"/remedies/letters/{letter.pk}/")
    assert (buttons(sealed), "網頁使用標章" in sealed) == (["open"], False)
    read(client, scene.firm_person, f"/remedies/letters/{letter.pk}.pdf", 404)
    post(client, scene.firm_person, f"/remedies/letters/{letter.pk}/", do="open")
    opened = read(client, scene.firm_person, f"/remedies/letters/{letter.pk}/")
    assert "網頁使用標章" in opened

    page = read(client, scene.firm_person, address)
    assert buttons(page) == ["report"]
    assert "至民國115年3月17日止" in page
    assert f"/remedies/decisions/{order.decisions.get().pk}/object/" in page
    assert buttons(read(client, scene.reviewer, address)) == ["met", "not_met"]


@pytest.mark.usefixtures("_later")
def test_a_refusal_keeps_what_was_typed_and_says_why_at_its_field(client, scene):
    order = made.running_order(scene)

    answer = post(
        client, scene.reviewer, f"/remedies/orders/{order.number}/", do="met", text="已移除。", checked_on="昨天"
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "複查日：請填日期" in page
    assert 'value="昨天"' in page
    assert "已移除。" in page


@pytest.mark.usefixtures("_later")
def test_both_results_of_a_recheck_keep_what_was_typed(client, scene):
    order = made.running_order(scene)

    for result in ("met", "not_met"):
        answer = post(
            client,
            scene.reviewer,
            f"/remedies/orders/{order.number}/",
            do=result,
            text="網頁仍有標章。",
            checked_on="今日",
        )

        page = answer.content.decode()
        assert answer.status_code == 409, result
        assert 'value="今日"' in page, result
        assert page.count("網頁仍有標章。") == 1, result
        assert f'id="id_{result}_checked_on"' in page, result
        assert "複查日：請填日期" in page, result


# ---- an ending case ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_later")
def test_a_case_as_each_reader_meets_it(client, scene):
    case = made.open_case(scene)
    address = f"/remedies/endings/{case.number}/"
    assert buttons(read(client, scene.reviewer, address)) == ["invite", "propose", "amend", "attach"]
    assert buttons(read(client, scene.decider, address)) == ["close"]
    read(client, scene.firm_person, address, 404)

    post(client, scene.reviewer, address, do="invite", days="10", revision="0")
    made.open_letters(scene, at=days(1))
    page = read(client, scene.firm_person, address)
    assert buttons(page) == ["state_case"]
    assert "請陳述意見" in page
    assert "擬具" not in page
    post(client, scene.firm_person, address, do="state_case", text="不知情。", files=pdf("陳述.pdf"))
    post(client, scene.reviewer, address, do="propose", reasons="偽造。", assessment="不足採。", revision="3")
    assert EndingCase.objects.get().state == "proposed"
    assert "偽造。" not in read(client, scene.firm_person, address)
    decided = post(client, scene.decider, address, do="decide", revision=str(EndingCase.objects.get().revision))
    assert decided.status_code == 302
    page = read(client, scene.firm_person, address)
    assert ("已發處分書" in page, '<h2 id="h-decisions">' in page) == (True, False)
    made.open_letters(scene, at=days(1))
    page = read(client, scene.firm_person, address)
    assert "提出異議" in page
    assert "不得重新申請" in page


@pytest.mark.usefixtures("_later")
def test_the_second_decider_is_told_and_nothing_is_decided_twice(client, scene):
    case = made.proposed_case(scene)
    address = f"/remedies/endings/{case.number}/"
    first = post(client, scene.decider, address, do="decide", revision=str(case.revision))
    other = make_person(roles.DECIDER, scene.world.body)

    second = post(client, other, address, do="decide", revision=str(case.revision))

    assert (first.status_code, second.status_code) == (302, 409)
    assert "目前狀態為「處分待送達」，不能辦理「作成處分」" in second.content.decode()


@pytest.mark.usefixtures("_later")
def test_opening_a_case_by_the_page(client, scene):
    page = read(client, scene.reviewer, f"/remedies/open/?certificate={scene.certificate.number}")
    assert scene.numbers[0] in page
    typed = {
        "do": "ending",
        "certificate": scene.certificate.number,
        "labels": scene.numbers,
        "ground": "false_documents",
        "facts": "不實。",
        "since": "115.3.1",
    }

    refused = post(client, scene.reviewer, "/remedies/open/", **(typed | {"ground": ""}))
    assert refused.status_code == 409
    assert "請選擇事由" in refused.content.decode()
    opened = post(client, scene.reviewer, "/remedies/open/", **typed)

    assert opened["Location"] == f"/remedies/endings/{EndingCase.objects.get().number}/"
    assert EndingCase.objects.get().since.isoformat() == "2026-03-01"


# ---- an objection -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_later")
def test_an_objection_from_the_firms_page_to_its_decision(client, scene):
    decision = made.effective_case(scene)
    address = f"/remedies/decisions/{decision.pk}/object/"
    assert buttons(read(client, scene.firm_person, address)) == ["file"]
    assert buttons(read(client, scene.officer, address)) == ["register"]

    filed = post(client, scene.firm_person, address, do="file", key="k1", reasons="不服。", files=pdf("佐證.pdf"))
    row = Objection.objects.get()
    assert filed["Location"] == f"/remedies/objections/{row.number}/"
    page = filed["Location"]
    assert buttons(read(client, scene.officer, page)) == ["accept", "attach"]
    post(client, scene.officer, page, do="accept", revision="0")
    assert buttons(read(client, scene.decider, page)) == ["explain"]
    assert buttons(read(client, scene.firm_person, page)) == ["withdraw", "attach"]
    post(client, scene.officer, page, do="propose", revision="1", outcome="restore", text="有理由。")
    assert "有理由。" not in read(client, scene.firm_person, page)
    assert "擬具複查決定之人員不得核定同一案件" in read(client, scene.officer, page)
    assert buttons(read(client, scene.second_officer, page)) == ["decide", "send_back"]
    post(client, scene.second_officer, page, do="decide", revision="2")
    made.open_letters(scene, at=days(1))

    shown = read(client, scene.firm_person, page)
    assert "異議有理由，撤銷原決定" in shown
    assert "訴願末日" in shown
    assert Objection.objects.get().state == "upheld"


@pytest.mark.usefixtures("_later")
def test_paper_is_entered_by_the_administration(client, scene):
    decision = made.effective_case(scene)

    answer = post(
        client,
        scene.officer,
        f"/remedies/decisions/{decision.pk}/object/",
        do="register",
        filing="registered_mail",
        arrived_on="115.3.3",
        postmark_on="115.3.2",
        reasons="不服。",
    )

    assert answer.status_code == 302
    assert Objection.objects.get().postmark_on == day(0)


# ---- batches ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_later")
def test_a_batch_is_described_tried_out_and_executed(client, scene):
    typed = {
        "do": "open",
        "title": "檢驗不實",
        "criterion": "labels",
        "numbers": "\n".join(scene.numbers),
        "act": "ending",
        "ground": "false_documents",
        "days": "10",
        "since": "115.3.1",
        "facts": "報告不實。",
    }
    address = post(client, scene.reviewer, "/remedies/batches/new/", **typed)["Location"]
    assert buttons(read(client, scene.reviewer, address)) == ["try_out"]
    post(client, scene.reviewer, address, do="try_out")
    page = read(client, scene.decider, address)
    assert buttons(page) == ["execute", "drop"]
    assert "試算結果（尚未執行）" in page

    done = post(client, scene.decider, address, do="execute", revision="1")

    assert done.status_code == 302
    assert Batch.objects.get().state == "running"
    assert "執行進度" in read(client, scene.decider, address)
    read(client, scene.firm_person, address, 403)


# ---- leaks ------------------------------------------------------------------------------------------------


@pytest.fixture
def strangers(scene):
    """Another firm, another body, a laboratory."""
    body = make_body(industries=["015"])
    return [
        make_applicant(make_firm()),
        make_person(roles.REVIEWER, body),
        make_person(roles.DECIDER, body),
        make_person(roles.SCHEME_AUTHORITY),
    ]


def test_nothing_of_anybody_else_in_list_search_export_file_or_letter(client, scene, strangers):
    decision = made.effective_case(scene)
    made.filed_objection(scene, decision, at=days(1))
    secret = scene.world.firm.name
    letter, kept = Letter.objects.first(), Paper.objects.first()

    for user in strangers:
        for kind in ("endings", "orders", "objections"):
            for address in (f"/remedies/?kind={kind}", f"/remedies/?kind={kind}&q={secret}"):
                assert "目前沒有" in read(client, user, address)
            assert json.loads(read(client, user, f"/remedies/export.json?kind={kind}")) == []
            assert secret not in read(client, user, f"/remedies/export.csv?kind={kind}")
        read(client, user, f"/remedies/letters/{letter.pk}/", 404)
        read(client, user, f"/remedies/letters/{letter.pk}.pdf", 404)
        read(client, user, f"/remedies/papers/{kept.pk}", 404)
        assert not queries.decisions_visible_to(user).exists()
        assert queries.todo_for(user, day(1)) == []


def test_the_export_is_what_the_list_shows(client, scene):
    case = made.open_case(scene)

    rows = json.loads(read(client, scene.reviewer, "/remedies/export.json?kind=endings"))

    assert rows == [
        {
            "案號": case.number,
            "業者": scene.world.firm.name,
            "統一編號": scene.world.firm.ubn,
            "辦理機關": scene.world.body.name,
            "狀態": "查證中",
            "立案日": "2026-03-02",
        }
    ]
    assert json.loads(read(client, scene.reviewer, "/remedies/export.json?kind=endings&state=closed")) == []


def test_the_firm_sees_neither_the_list_entry_nor_the_export_before_it_was_told(client, scene):
    made.open_case(scene)

    assert "目前沒有" in read(client, scene.firm_person, "/remedies/?kind=endings")
    assert json.loads(read(client, scene.firm_person, "/remedies/export.json?kind=endings")) == []


# ---- what waits for whom ----------------------------------------------------------------------------------


def titles(user, on):
    return [item.title for item in queries.todo_for(user, on)]


def test_the_to_do_lists_along_the_way(scene):
    case = made.open_case(scene)
    assert titles(scene.reviewer, day(0)) == [f"查證及通知陳述意見：{case.number}"]
    actions.invite(case_id=case.pk, days=10, by=scene.reviewer, at=START)
    letter = Letter.objects.get()
    assert titles(scene.firm_person, day(0)) == [f"開啟陳述意見通知書：{letter.number}"]
    assert titles(scene.reviewer, day(1)) == [f"確認送達：陳述意見通知書 {letter.number}"]
    made.open_letters(scene)
    [item] = queries.todo_for(scene.firm_person, day(1))
    assert (item.title, item.until, item.cite) == (f"陳述意見：{case.number}", day(10), "行政程序法第一百零五條")
    assert titles(scene.reviewer, day(10)) == []
    assert titles(scene.reviewer, day(11)) == [f"擬具處分：{case.number}"]
    actions.propose_case(case_id=case.pk, proposal=Proposal(reasons="偽造。"), by=scene.reviewer, at=days(11))
    assert titles(scene.decider, day(11)) == [f"核定處分：{case.number}"]
    assert titles(scene.reviewer, day(11)) == []


def test_the_administration_has_the_objection_on_its_list(scene):
    decision = made.effective_case(scene)
    objection = made.filed_objection(scene, decision, at=days(1))

    assert titles(scene.officer, day(1)) == [f"審查異議應否受理：{objection.number}"]
    assert [item.title for item in queries.waiting_for(scene.firm_person, day(1))] == [
        f"異議待受理：{objection.number}"
    ]


def _queries_of(call):
    with CaptureQueriesContext(connection) as found:
        call()
    return len(found)


def test_lists_and_to_do_ask_no_more_for_three_than_for_one(client, scene):
    made.open_case(scene)
    client.force_login(scene.reviewer)
    client.get("/remedies/?kind=endings")
    one = _queries_of(lambda: client.get("/remedies/?kind=endings"))
    todo_one = _queries_of(lambda: queries.todo_for(scene.reviewer, day(1)))
    for _more in range(2):
        made.open_case(scene)

    assert _queries_of(lambda: client.get("/remedies/?kind=endings")) == one
    assert _queries_of(lambda: queries.todo_for(scene.reviewer, day(1))) == todo_one


def test_the_history_tells_the_days_of_the_republic(scene):
    decision = made.effective_case(scene)

    told = [line.text for line in matters.history_of(decision.case, inner=True)]

    assert told[0] == "立案"
    assert told[-1] == "處分生效（行政程序法第一百十條），生效日中華民國115年3月2日"
    first = next(iter(matters.history_of(decision.case, inner=False)))
    assert first.text.startswith("通知陳述意見")
