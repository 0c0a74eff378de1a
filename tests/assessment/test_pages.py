"""The pages: an assessor fills the sheet, an applicant files the plan, nobody sees another firm's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.assessment import (
    AT,
    DUE,
    World,
    answers,
    concluded,
    determined,
    filled,
    item,
    make_world,
    minors,
    moment,
    open_factory,
    open_origin,
    picture,
    plan_due,
)
from tests.factories.companies import make_applicant, make_firm

from smilemark.assessment import actions, legal, queries
from smilemark.assessment.models import FactoryAssessment
from smilemark.foundation import clock
from smilemark.governance import queries as governance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from smilemark.accounts.models import User


@pytest.fixture(autouse=True)
def _on_the_day() -> Iterator[None]:
    with clock.travelled(AT):
        yield


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def typed_items(**changed: str) -> dict[str, str]:
    """The items form with 20 of 20 executed everywhere, but for what is given as ``x1_1_not_executed``."""
    data = {"incident": "none"}
    for code in legal.CODES:
        data |= {
            f"{code}-total": "20",
            f"{code}-not_executed": "0",
            f"{code}-rules": "complete",
            f"{code}-records": "complete",
        }
    return data | changed


def test_assessor_fills_the_sheet_and_concludes_with_a_plan_due(world: World) -> None:
    row = open_factory(world)
    client = browser(world.assessor)
    page = client.get(queries.factory_url(row))
    assert page.status_code == 200
    assert "判定方式（附件八）" in text_of(page)

    gate = {"licence": "not_licensed", "qms_adopted": "no", "previous": "none", "revision": row.revision}
    assert client.post(reverse("assessment:gate", args=[row.pk]), gate).status_code == 302
    row.refresh_from_db()
    data = typed_items(
        **{
            "1.1-not_executed": "2",
            "1.1-text": "二台未保養",
            "6.1-not_executed": "3",
            "6.1-text": "三件未處理",
            "revision": str(row.revision),
        }
    )
    assert client.post(reverse("assessment:items", args=[row.pk]), data).status_code == 302
    row.refresh_from_db()
    page = text_of(client.get(queries.factory_url(row)))
    assert "應於期限前提出矯正計畫後再行判定" in page
    assert "換算而得之主要缺點再行換算，餘數保留。" in page
    assert "AMB-" not in page
    end = {
        "assessed_on": "114.6.10",
        "plan_due_on": "民國114年6月25日",
        "declared_true": "on",
        "consented_personal_data": "on",
        "representative": "陳代表",
        "revision": str(row.revision),
    }
    assert client.post(reverse("assessment:conclude", args=[row.pk]), end).status_code == 302

    row.refresh_from_db()
    assert (row.state, row.plan_due_on, row.assessed_on) == ("plan_due", DUE, date(2025, 6, 10))
    assert "次要缺點" in text_of(client.get(queries.factory_url(row)))


def test_htmx_gives_the_grade_at_once_and_saves_what_stands(world: World) -> None:
    row = open_factory(world)
    client = browser(world.assessor)
    url = reverse("assessment:items", args=[row.pk])
    one = {"incident": "none", "revision": str(row.revision), "1.1-total": "20", "1.1-not_executed": "2"}

    part = client.post(url, one, headers={"HX-Request": "true"})

    assert part.status_code == 200
    assert "次要缺點" in text_of(part)
    assert "<html" not in text_of(part)
    row.refresh_from_db()
    assert row.items.get().grade == "minor"
    assert f'id="items-revision" value="{row.revision}"' in text_of(part)

    wrong = one | {"1.1-not_executed": "21", "revision": str(row.revision)}
    refused = client.post(url, wrong, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "1.1 生產設備維護保養：未執行數" in text_of(refused)
    unreasoned = one | {"1.1-grade": "slight", "revision": str(row.revision)}
    refused = client.post(url, unreasoned, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "請填寫理由" in text_of(refused)
    assert row.items.get().not_executed == 2


def test_absurd_counts_come_back_with_the_reason_and_everything_typed(world: World) -> None:
    row = open_factory(world)
    data = typed_items(**{"2.2-not_executed": "21", "5.1-text": "打好的字", "revision": str(row.revision)})

    page = browser(world.assessor).post(reverse("assessment:items", args=[row.pk]), data)

    assert page.status_code == 409
    assert "2.2 庫存管理：未執行數須為 0 以上之整數，且不得大於應執行數" in text_of(page)
    assert "打好的字" in text_of(page)
    assert 'href="#id_2.2-not_executed"' in text_of(page)
    assert not row.items.exists()


def test_the_second_tab_sees_what_changed_and_keeps_what_was_typed(world: World) -> None:
    row = open_factory(world)
    first = row.revision
    actions.record_items(assessment_id=row.pk, items=[item("1.1", 20, 1)], by=world.assessor, at=AT)
    client = browser(world.assessor)
    data = typed_items(**{"1.1-total": "33", "revision": str(first)})

    page = client.post(reverse("assessment:items", args=[row.pk]), data)

    assert page.status_code == 409
    assert "已由另一視窗或他人更新" in text_of(page)
    assert "目前已存：應執行 20、未執行 1" in text_of(page)
    assert 'value="33"' in text_of(page)
    row.refresh_from_db()
    assert f'id="items-revision" value="{row.revision}"' in text_of(page)
    assert (
        client.post(reverse("assessment:items", args=[row.pk]), data | {"revision": str(row.revision)}).status_code
        == 302
    )
    assert row.items.get(code="1.1").total == 33


def test_photo_from_the_camera_is_shown_and_an_exe_is_refused(world: World) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415  # one use

    row = open_factory(world)
    client = browser(world.assessor)
    url = reverse("assessment:add_photo", args=[row.pk])

    assert client.post(url, {"item_code": "1.1", "caption": "織機", "file": picture()}).status_code == 302
    photo = row.photos.get()
    assert client.get(reverse("assessment:photo", args=[row.pk, photo.pk]))["Content-Type"] == "image/png"
    refused = client.post(url, {"file": SimpleUploadedFile("a.png", b"MZ\x90\x00" + b"x" * 99)})
    assert refused.status_code == 409
    assert "不是可接受的檔案格式" in text_of(refused)


def test_reviewer_assigns_schedules_waives(world: World) -> None:
    row = open_factory(world, assigned=False)
    client = browser(world.reviewer)

    assert client.post(reverse("assessment:assign", args=[row.pk]), {"assessor": world.assessor.pk}).status_code == 302
    assert client.post(reverse("assessment:schedule", args=[row.pk]), {"scheduled_for": "114.6.9"}).status_code == 409
    assert client.post(reverse("assessment:schedule", args=[row.pk]), {"scheduled_for": "114.6.16"}).status_code == 302
    gate = {
        "licence": "not_licensed",
        "qms_adopted": "yes",
        "qms_standard": governance.adopted_qms(AT.date())[0].name,
        "qms_certificate": "Q-7",
        "qms_valid_until": "115.1.1",
        "previous": "none",
        "reason": "證書有效",
    }
    assert client.post(reverse("assessment:waive", args=[row.pk]), gate).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.scheduled_for, row.assessor_id) == ("waived", date(2025, 6, 16), world.assessor.pk)


def test_applicant_saves_and_files_the_plan(world: World) -> None:
    row = plan_due(world)
    client = browser(world.applicant)
    url = queries.plan_url(row)
    assert client.get(url).status_code == 200

    half = {"1.1-cause": "人手不足", "1.1-correction": "", "revision": row.revision}
    assert client.post(url, half).status_code == 302
    row.refresh_from_db()
    refused = client.post(url, half | {"file": "1", "revision": row.revision})
    assert refused.status_code == 409
    assert "1.1：請填寫缺失矯正方式" in text_of(refused)
    full = {"revision": row.revision, "file": "1"}
    for code in ("1.1", "1.2"):
        full |= {f"{code}-cause": "人手不足", f"{code}-correction": "已補辦"}
    assert client.post(url, full).status_code == 302

    row.refresh_from_db()
    assert row.state == "plan_check"
    judged = browser(world.reviewer).post(reverse("assessment:judge", args=[row.pk]), {})
    assert judged.status_code == 302
    row.refresh_from_db()
    assert row.state == "passed"


def test_reviewer_receives_a_posted_plan_and_extends(world: World) -> None:
    row = plan_due(world)
    client = browser(world.reviewer)

    extended = client.post(
        reverse("assessment:extend", args=[row.pk]), {"plan_due_on": "114.7.9", "reason": "原料延遲"}
    )
    assert extended.status_code == 302
    wrong = client.post(reverse("assessment:receive", args=[row.pk]), {"delivery": "post", "received_on": "114.6.10"})
    assert wrong.status_code == 409
    assert "郵寄者請填寫郵戳日期" in text_of(wrong)
    right = {"delivery": "post", "sent_on": "114.6.9", "received_on": "114.6.10"}
    assert client.post(reverse("assessment:receive", args=[row.pk]), right).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.plan.decisive_on) == ("plan_check", date(2025, 6, 9))


# ---- origin ------------------------------------------------------------------------------------------------


# ---- who sees what -----------------------------------------------------------------------------------------


def test_another_firm_and_another_body_find_nothing(world: World) -> None:
    factory, origin = plan_due(world), determined(world, open_origin(world))
    photo = actions.add_photo(assessment_id=open_factory(world).pk, upload=picture(), by=world.assessor, at=AT)
    other = make_world("016")
    addresses = [
        queries.factory_url(factory),
        queries.plan_url(factory),
        queries.origin_url(origin),
        reverse("assessment:sheet", args=[factory.pk]),
        reverse("assessment:origin_paper", args=[origin.pk]),
        reverse("assessment:photo", args=[photo.assessment_id, photo.pk]),
        reverse("assessment:plan_scan", args=[factory.pk]),
    ]

    for stranger in (other.applicant, other.assessor, other.reviewer, make_applicant(make_firm())):
        client = browser(stranger)
        assert [client.get(address).status_code for address in addresses] == [404] * len(addresses)
        listed = text_of(client.get(reverse("assessment:mine"), {"whose": "all", "show": "all"}))
        assert factory.case_number not in listed
        assert origin.case_number not in listed
    posts = (
        "gate",
        "items",
        "conclude",
        "refused_entry",
        "add_photo",
        "assign",
        "schedule",
        "waive",
        "receive",
        "extend",
        "judge",
    )
    stranger_client = browser(other.assessor)
    for name in posts:
        assert stranger_client.post(reverse(f"assessment:{name}", args=[factory.pk])).status_code == 404
    for name in ("origin_inputs", "origin_rate", "origin_facts", "origin_evidence", "origin_assign"):
        assert stranger_client.post(reverse(f"assessment:{name}", args=[origin.pk])).status_code == 404


def test_signed_out_readers_are_sent_to_sign_in(world: World) -> None:
    row = open_factory(world)

    answer = Client().get(queries.factory_url(row))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_the_applicant_reads_but_cannot_write_the_sheet(world: World) -> None:
    row = filled(world)
    client = browser(world.applicant)

    page = text_of(client.get(queries.factory_url(row)))
    assert "簽章並判定" not in page
    refused = client.post(reverse("assessment:items", args=[row.pk]), typed_items(revision=str(row.revision)))
    assert refused.status_code == 409
    assert "您的角色不能辦理「登錄評核表」" in text_of(refused)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_number_of_questions_for_one_and_three_rows(
    world: World, number: int, django_assert_num_queries: object
) -> None:
    for _ in range(number):
        open_factory(world)
        open_origin(world)
    client = browser(world.assessor)
    client.get(reverse("assessment:mine"))

    with django_assert_num_queries(LIST_QUERIES):  # type: ignore[operator]  # the fixture of pytest-django
        client.get(reverse("assessment:mine"))


LIST_QUERIES = 8


def test_todo_lists_what_waits_for_whom(world: World) -> None:
    row = plan_due(world)
    waiting = open_factory(world, assigned=False)
    today = AT.date()

    assert [entry.until for entry in queries.todo_for(world.applicant, today)] == [DUE]
    assert [entry.url for entry in queries.todo_for(world.reviewer, today)] == [queries.factory_url(waiting)]
    late = [entry.title for entry in queries.todo_for(world.reviewer, date(2025, 6, 26))]
    assert f"矯正計畫逾期未提報：{row.factory.name} {row.case_number}" in late
    actions.file_plan(assessment_id=row.pk, answers=answers(row), by=world.applicant, at=moment(DUE))
    assert queries.todo_for(world.applicant, today) == []
    assert len(queries.waiting_for(world.applicant, today)) == 2


def test_papers_are_drawn_with_their_words(world: World) -> None:
    from io import BytesIO  # noqa: PLC0415  # one use

    from pypdf import PdfReader  # noqa: PLC0415  # one use

    row = concluded(world, minors(2), due=DUE)
    actions.file_plan(assessment_id=row.pk, answers=answers(row), by=world.applicant, at=moment(DUE))
    origin = determined(world, open_origin(world))
    client = browser(world.applicant)

    def words(name: str, pk: int) -> str:
        answer = client.get(reverse(f"assessment:{name}", args=[pk]))
        assert answer["Content-Type"] == "application/pdf"
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\n", "")

    sheet = words("sheet", row.pk)
    assert "品質管理系統評核表" in sheet
    assert "發現次要缺點數：2個" in sheet
    assert "陳代表" in sheet
    assert "已補辦並列管" in words("plan_paper", row.pk)
    assert "60.00%" in words("origin_paper", origin.pk)
    assert FactoryAssessment.objects.get(pk=row.pk).sheet is not None


def test_what_saves_itself_waits_for_the_answer_to_the_last_save(world, client):
    """Sent beside it, the second save would carry the revision of before and be refused: a conflict with oneself."""
    row = open_factory(world)
    client.force_login(world.assessor)

    form = next(
        part for part in client.get(queries.factory_url(row)).content.decode().split("<form")[1:] if "-items" in part
    )

    assert 'hx-sync="this:queue last"' in form.split(">")[0]
    assert 'name="revision"' in form
