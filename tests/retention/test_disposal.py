"""Nothing goes before its floor, nothing by one person alone; what goes leaves its hash, and the chain still verifies."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.http import Http404
from tests.factories import surveillance as made
from tests.factories.companies import make_person
from tests.factories.surveillance import World
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.foundation import documents, events, files, retention
from smilemark.foundation.models import Event, EventText, StoredDocument, StoredFile
from smilemark.foundation.moves import Refused
from smilemark.foundation.verification import problems
from smilemark.retention import actions, queries
from smilemark.retention.models import DisposalItem, DisposalList
from smilemark.surveillance import actions as surveillance
from smilemark.surveillance.models import Visit

pytestmark = pytest.mark.django_db
KEEP_THROUGH = date(2028, 5, 9)
"""Three years from the report of 2025-05-09, that day not counted (annex 15 point 4 II)."""


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)


AFTER = moment(KEEP_THROUGH + timedelta(days=1))


world = shared(made.make_world)


@pytest.fixture
def visit(world: World) -> Visit:
    """A visit without findings, closed, its report drawn."""
    row = made.reported(world)
    assert row.state == "closed"
    assert documents.pdf(row.report).startswith(b"%PDF")
    row.report.refresh_from_db()
    return row


@pytest.fixture
def officers():
    return make_person(roles.SECRETARIAT, None, "秘書甲"), make_person(roles.ADMINISTRATION, None, "署乙")


def stream(visit: Visit) -> str:
    return events.stream_of(visit)


def approved(visit: Visit, officers) -> DisposalList:
    row = actions.propose(streams=[stream(visit)], reason="期限屆滿", by=officers[0], at=AFTER)
    return actions.approve(number=row.number, by=officers[1], at=AFTER)


@pytest.mark.parametrize(("day", "listed"), [(KEEP_THROUGH, False), (KEEP_THROUGH + timedelta(days=1), True)])
def test_a_report_may_go_from_the_day_after_its_floor(visit: Visit, day: date, listed: bool) -> None:
    found = [row for row in queries.may_go(day) if row.stream == stream(visit)]

    assert bool(found) == listed
    if listed:
        assert found[0].keep_through == KEEP_THROUGH
        assert found[0].may_go_from == KEEP_THROUGH + timedelta(days=1)
        assert found[0].citation == "推動及管理要點附件十五第四點第二項"
        assert found[0].body_id == visit.body_id
        assert queries.may_go(day, body_id=visit.body_id + 10_000) == []


def test_a_verification_report_is_kept_six_years() -> None:
    from tests.factories import certification_results as certified  # noqa: PLC0415  # a world of its own

    certified.make_certified(certified.make_world())
    [found] = [row for row in queries.kept(date(2026, 1, 1)) if row.kind == "驗證結果彙整報告"]
    assert (found.completed_on, found.keep_through) == (date(2025, 6, 2), date(2031, 6, 2))
    assert found.citation.startswith("推動及管理要點第二十九點")


def test_the_door_refuses_before_the_floor_whoever_knocks(visit: Visit) -> None:
    [found] = [row for row in queries.kept(KEEP_THROUGH) if row.stream == stream(visit)]

    with pytest.raises(Refused, match="應保存至2028-05-09，尚不得銷毀"):
        retention.destroy(found, at=moment(KEEP_THROUGH))
    assert files.place_of(visit.report.sha256).is_file()


def test_the_database_deletes_nothing_that_is_kept_and_changes_no_text(visit: Visit) -> None:
    text = EventText.objects.filter(event__stream=stream(visit)).first()
    for row in (visit.report, text):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            type(row).objects.filter(pk=row.pk)._raw_delete(using="default")
    with pytest.raises(DatabaseError), transaction.atomic():
        EventText.objects.filter(pk=text.pk).update(text={"actor": "別人"})
    a_list = DisposalList.objects.create(
        number="DL1", state="proposed", proposed_by=make_person(roles.SECRETARIAT), proposed_at=AFTER
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        DisposalItem.objects.create(
            list=a_list,
            stream="x:1",
            kind="k",
            title="t",
            completed_on=date(2025, 5, 9),
            keep_through=KEEP_THROUGH,
            citation="c",
            disposed_on=KEEP_THROUGH,
            sha256="0" * 64,
        )


def test_who_proposes_does_not_approve(visit: Visit) -> None:
    both = make_person(roles.ADMINISTRATION, None, "署甲")
    row = actions.propose(streams=[stream(visit)], reason="", by=both, at=AFTER)

    with pytest.raises(Refused, match="不得核准同一清冊"):
        actions.approve(number=row.number, by=both, at=AFTER)
    with pytest.raises(Refused, match="您的角色不能辦理"):
        actions.approve(number=row.number, by=make_person(roles.SECRETARIAT), at=AFTER)
    with pytest.raises(Refused, match="僅秘書處及本署"):
        actions.propose(streams=[stream(visit)], reason="", by=make_person(roles.SYSTEM_ADMIN), at=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        DisposalList.objects.filter(pk=row.pk).update(approved_by=both)
    with pytest.raises(Refused, match="目前不得銷毀"):  # it is on a list already
        actions.propose(streams=[stream(visit)], reason="", by=both, at=AFTER)
    sent_back = actions.send_back(
        number=row.number, reason="再查", by=make_person(roles.ADMINISTRATION, None, "署乙"), at=AFTER
    )
    assert sent_back.state == "returned"
    assert [found.stream for found in queries.may_go(AFTER.date())] == [stream(visit)]


def test_content_and_texts_go_and_the_chain_still_verifies(visit: Visit, officers) -> None:
    place, sha256 = files.place_of(visit.report.sha256), visit.report.sha256
    row = approved(visit, officers)

    actions.run_list(list_id=row.pk, at=AFTER)

    row.refresh_from_db()
    item = row.items.get()
    assert (row.state, item.disposed_on, item.skipped) == ("done", AFTER.date(), "")
    assert len(item.sha256) == 64
    assert not place.exists()
    report = StoredDocument.objects.get(pk=visit.report_id)
    assert (report.words, report.title, report.disposed_on, report.sha256) == (
        {},
        "（已依規定銷毀）",
        AFTER.date(),
        sha256,
    )
    with pytest.raises(Http404, match="已依規定銷毀"):
        documents.pdf(report)
    gone = StoredFile(sha256=sha256, original_name="照片.png", content_type="image/png", disposed_on=AFTER.date())
    with pytest.raises(Http404, match="已依規定銷毀"):
        files.response(gone)
    texts = EventText.objects.filter(event__stream=stream(visit))
    assert {(str(text.text), text.disposed_at) for text in texts} == {("{}", AFTER)}
    assert list(problems(with_files=True)) == []
    visit.refresh_from_db()
    assert visit.report_words == {}
    last = Event.objects.filter(stream=events.stream_of(row)).latest("sequence")
    assert last.data["disposed"] == [{"stream": stream(visit), "sha256": item.sha256}]
    assert [entry.stream for entry in queries.register_visible_to(officers[1])] == [stream(visit)]
    assert queries.may_go(AFTER.date()) == []


def test_a_file_two_rows_share_goes_with_the_last_of_them(visit: Visit, officers) -> None:
    shared = StoredFile.objects.create(
        sha256=visit.report.sha256, size=1, content_type="application/pdf", original_name="副本", stored_at=AFTER
    )
    row = approved(visit, officers)
    actions.run_list(list_id=row.pk, at=AFTER)

    assert files.place_of(shared.sha256).is_file()


def test_a_run_that_was_killed_is_finished_by_the_next_and_nothing_twice(
    visit: Visit, officers, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = approved(visit, officers)

    def killed(**_given: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(surveillance, "forget", killed)  # after the file went, before the commit
        with pytest.raises(KeyboardInterrupt):
            actions.run_list(list_id=row.pk, at=AFTER)
    item = row.items.get()
    assert (item.disposed_on, item.sha256) == (None, "")
    assert StoredDocument.objects.get(pk=visit.report_id).disposed_on is None

    actions.run_list(list_id=row.pk, at=AFTER)
    item.refresh_from_db()
    first = item.sha256
    actions.run_list(list_id=row.pk, at=AFTER + timedelta(days=1))

    item.refresh_from_db()
    row.refresh_from_db()
    assert (row.state, item.disposed_on, item.sha256) == ("done", AFTER.date(), first)
    assert list(problems(with_files=True)) == []


def test_a_hold_keeps_it_off_the_list_and_stops_it_on_the_list(visit: Visit, world: World, officers) -> None:
    row = approved(visit, officers)
    hold = actions.place_hold(firm_ubn=world.firm.ubn, reason="訴願中", by=officers[0], at=AFTER)

    actions.run_list(list_id=row.pk, at=AFTER)

    item = row.items.get()
    assert item.disposed_on is None
    assert "暫緩銷毀：訴願中" in item.skipped
    assert files.place_of(visit.report.sha256).is_file()
    assert queries.may_go(AFTER.date()) == []
    actions.release_hold(hold_id=hold.pk, by=officers[1], at=AFTER)
    with pytest.raises(Refused, match="已經解除"):
        actions.release_hold(hold_id=hold.pk, by=officers[1], at=AFTER)
    assert [found.stream for found in queries.may_go(AFTER.date())] == [stream(visit)]


def test_an_open_finding_and_an_open_remedy_hold(world: World) -> None:
    fault = made.serious(world)
    [found] = [row for row in queries.kept(AFTER.date()) if row.stream == stream(fault.visit)]
    assert found.held == "查核缺失尚未處理完畢"
    assert queries.may_go(AFTER.date()) == []


def test_an_order_under_way_holds_everything_about_its_firm(visit: Visit, world: World) -> None:
    from smilemark.remedies import actions as remedies  # noqa: PLC0415  # used here alone

    order = remedies.open_order(
        certificate=world.certificate.number,
        labels=[],
        ground="mark_on_unlicensed_product",
        facts="事實",
        wanted="改善",
        days=30,
        by=world.reviewer,
        at=made.moment(date(2025, 6, 2)),
    )
    [found] = [row for row in queries.kept(AFTER.date()) if row.stream == stream(visit)]
    assert found.held == f"限期改善命令 {order.number} 尚未終結"


def test_the_pages_lead_from_the_list_to_the_register(client, visit: Visit, officers, monkeypatch) -> None:
    from smilemark.foundation import clock  # noqa: PLC0415  # used here alone

    monkeypatch.setattr(clock, "now", lambda: AFTER)
    monkeypatch.setattr(clock, "today", AFTER.date)
    client.force_login(officers[0])
    page = client.get("/retention/").content.decode()
    assert stream(visit) in page
    empty = client.post("/retention/", {"do": "propose"})
    assert (empty.status_code, "請選擇要銷毀之紀錄。" in empty.content.decode()) == (409, True)
    made_list = client.post("/retention/", {"do": "propose", "streams": [stream(visit)], "reason": "屆滿"})
    client.force_login(officers[1])
    assert "核准銷毀" in client.get(made_list.url).content.decode()
    assert client.post(made_list.url, {"do": "approve"}).status_code == 302
    actions.run_list(list_id=DisposalList.objects.get().pk, at=AFTER)
    assert DisposalItem.objects.get().sha256 in client.get("/retention/register/").content.decode()
    answer = client.post("/retention/holds/", {"do": "place", "ubn": "00000000", "reason": "訴訟"})
    assert (answer.status_code, "訴訟" in answer.content.decode()) == (409, True)
    client.force_login(visit.assessor)
    assert client.get("/retention/").status_code == 403
