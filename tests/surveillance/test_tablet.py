"""What a tablet recorded is stored once, conflicts are shown, and a lost session loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from playwright.sync_api import expect
from tests.browser import sign_in
from tests.factories import surveillance as made
from tests.factories.assessment import picture
from tests.factories.companies import make_person
from tests.factories.surveillance import AUDIT_DAY, World, moment
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.foundation import clock
from smilemark.foundation.moves import Refused
from smilemark.surveillance import actions
from smilemark.surveillance.actions.syncing import item_values, stamp_of
from smilemark.surveillance.models import Photo, Synced, Visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page
    from tests.browser import Look

NOON = moment(AUDIT_DAY, 13)
ITEM = {
    "total": 20,
    "not_executed": 2,
    "not_executed_basic": 0,
    "rules": "complete",
    "records": "complete",
    "text": "二筆漏記",
}


def make_visit(world: World) -> Visit:
    return made.started(world)


world = shared(made.make_world)
visit = shared(make_visit, on=world)


def send(world: World, visit: Visit, key: str, *, base: str = "", code: str = "2.1", **values: Any) -> str:
    return actions.sync_item(
        visit_id=visit.pk, key=key, code=code, values=ITEM | values, base=base, by=world.assessor, at=NOON
    )


def stored(visit: Visit, code: str = "2.1") -> dict[str, Any] | None:
    assert visit.assessment is not None
    return item_values(visit.assessment.items.filter(code=code).first())


@pytest.mark.django_db
def test_a_record_sent_twice_is_stored_once(world: World, visit: Visit) -> None:
    first = send(world, visit, "k1")
    revision = visit.assessment.__class__.objects.get(pk=visit.assessment_id).revision

    again = send(world, visit, "k1", total=99)

    assert first == again == stamp_of(stored(visit))
    assert stored(visit) == ITEM
    assert visit.assessment.__class__.objects.get(pk=visit.assessment_id).revision == revision
    assert Synced.objects.count() == 1


@pytest.mark.django_db
def test_what_somebody_else_stored_is_not_overwritten_unseen(world: World, visit: Visit) -> None:
    seen = send(world, visit, "k1")
    send(world, visit, "k2", base=seen, total=30)

    with pytest.raises(actions.Conflict) as conflict:
        send(world, visit, "k3", base=seen, total=40)

    assert conflict.value.stored == ITEM | {"total": 30}
    assert stored(visit) == ITEM | {"total": 30}
    send(world, visit, "k3", base=conflict.value.stamp, total=40)
    assert stored(visit) == ITEM | {"total": 40}


@pytest.mark.django_db
def test_a_refused_record_leaves_its_key_free(world: World, visit: Visit) -> None:
    with pytest.raises(Refused, match="未執行數"):
        send(world, visit, "k1", not_executed=21)

    assert not Synced.objects.exists()
    send(world, visit, "k1")
    assert stored(visit) == ITEM


@pytest.mark.django_db
def test_a_picture_sent_twice_is_kept_once(world: World, visit: Visit) -> None:
    for _ in range(2):
        actions.sync_photo(visit_id=visit.pk, key="p1", upload=picture(), by=world.assessor, at=NOON)

    assert Photo.objects.filter(visit=visit).count() == 1


@pytest.mark.django_db
def test_a_product_is_stored_and_shown(world: World, visit: Visit) -> None:
    check = visit.products.get()
    values = {"origin": "pass", "origin_text": "", "mark_use": "pass", "mark_breach": "", "mark_text": ""}

    actions.sync_product(
        visit_id=visit.pk, key="c1", check_id=check.pk, values=values, base="", by=world.assessor, at=NOON
    )

    check.refresh_from_db()
    assert (check.origin, check.mark_use) == ("pass", "pass")


@pytest.mark.django_db
def test_a_signed_out_tablet_is_told_so_and_another_bodys_finds_nothing(
    world: World, visit: Visit, client: Client
) -> None:
    address = f"/surveillance/visits/{visit.pk}/sync/"

    assert client.post(address, {"key": "k1"}).status_code == 401
    client.force_login(make_person(roles.ASSESSOR, made.make_body(industries=["015"])))
    assert client.post(address, {"key": "k1"}).status_code == 404
    client.force_login(world.assessor)
    assert client.post(address, {"key": "k1", "kind": "item", "code": "2.1", "total": "x"}).status_code == 422


@pytest.mark.journey
@pytest.mark.django_db(transaction=True)
def test_offline_reloaded_signed_out_and_back_each_record_is_stored_once(
    browser_page: Page, tmp_path: Path, barrier_free: Look
) -> None:
    world = made.make_world(labels=1)
    visit = made.started(world)
    photo = tmp_path / "gate.png"
    photo.write_bytes(picture().read())
    page, context = browser_page, browser_page.context
    page.set_viewport_size({"width": 820, "height": 1180})
    with clock.travelled(NOON):
        sign_in(page, world.assessor)
        page.goto(f"/surveillance/visits/{visit.pk}/tablet/")
        expect(page.locator("#tablet[data-ready='1']")).to_be_attached()
        barrier_free(page, "surveillance-tablet")

        context.set_offline(True)
        for part in page.locator("[data-kind=item]").all():
            part.locator("[name=total]").fill("20")
        page.locator("#tablet-photo").set_input_files(photo)
        expect(page.locator("#tablet-status")).to_have_text("這台裝置上有 12 筆尚未送出（照片 1 張）。")
        page.reload()
        expect(page.locator("#tablet-status")).to_have_text("這台裝置上有 12 筆尚未送出（照片 1 張）。")
        expect(page.locator("[data-part='item-6.1'] [name=total]")).to_have_value("20")
        assert not Synced.objects.exists()

        actions.sync_item(  # another device stored the first item meanwhile
            visit_id=visit.pk,
            key="other",
            code="1.1",
            values=ITEM | {"total": 50, "not_executed_basic": None},
            base="",
            by=world.assessor,
            at=NOON,
        )
        context.clear_cookies()
        context.set_offline(False)
        expect(page.locator("#tablet-sign-in")).to_be_visible()
        assert Synced.objects.count() == 1

        sign_in(page, world.assessor)
        page.reload()
        conflict = page.locator("[data-part='item-1.1'] .conflict")
        expect(conflict).to_contain_text("應執行數 50")
        expect(page.locator("#tablet-status")).to_have_text("這台裝置上有 1 筆尚未送出（照片 0 張）。")
        conflict.get_by_role("button", name="以我的內容為準").click()
        expect(page.locator("#tablet-status")).to_have_text("全部已儲存。")

    sheet = Visit.objects.get(pk=visit.pk).assessment
    assert sheet is not None
    assert [item.total for item in sheet.items.order_by("code")] == [20] * 11
    assert Photo.objects.filter(visit=visit).count() == 1
    assert Synced.objects.count() == 13  # eleven items, the conflicting one sent again, a picture, the other device
