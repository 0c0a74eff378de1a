"""Samples: enough of them, one month to collect, destroyed only after it with photo, record and letter."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from tests.factories.assessment import picture
from tests.factories.certification import NOON, make_verifying
from tests.factories.certification_results import make_world, pass_test, receive_samples
from tests.worlds import shared

from smilemark.certification.actions import samples
from smilemark.certification.models import Letter, SampleLot
from smilemark.foundation.models import StoredFinding
from smilemark.foundation.moves import Refused

pytestmark = pytest.mark.django_db


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


world = shared(make_world)


def make_product(world):
    return make_verifying(world).products.get()


product = shared(make_product, on=world)


def test_one_sample_too_few_is_refused_and_exactly_enough_is_taken(world, product):
    needed = samples.style_rule_of(product).sample_quantity

    with pytest.raises(Refused, match=f"樣品數量 {needed - 1} 不足") as refused:
        receive_samples(product, world, quantity=needed - 1)
    assert refused.value.field == "quantity"
    assert SampleLot.objects.count() == 0

    lot = receive_samples(product, world, quantity=needed)
    assert (lot.state, lot.quantity, lot.received_on) == ("held", needed, date(2025, 6, 2))
    product.test.refresh_from_db()
    assert product.test.state == "received"


def notified(world, product, on: date) -> SampleLot:
    pass_test(product, world)
    lot = SampleLot.objects.get()
    samples.notify_collection(case_id=product.case_id, lot_ids=[lot.pk], by=world.reviewer, at=at(on))
    return SampleLot.objects.get()


def test_the_notice_waits_for_the_end_of_the_test(world, product):
    lot = receive_samples(product, world)

    with pytest.raises(Refused, match="尚未結束"):
        samples.notify_collection(case_id=product.case_id, lot_ids=[lot.pk], by=world.reviewer, at=NOON)

    assert Letter.objects.count() == 0


def test_the_letter_names_the_last_day_which_a_sunday_moves(world, product):
    lot = notified(world, product, date(2025, 6, 6))  # one month ends on Sunday 2025-07-06

    letter = Letter.objects.get()
    assert lot.notified_on == date(2025, 6, 6)
    assert "請於中華民國114年7月7日前領回" in letter.words["subject"]
    assert letter.kind == "collection"


def destroy(lot, world, on: date, **how):
    values = {"photo": picture(), "text": "於本機構以破碎方式銷毀，二人在場。"} | how
    return samples.destroy(lot_id=lot.pk, by=world.reviewer, at=at(on), **values)


def test_destruction_on_the_last_day_of_collection_is_refused_and_the_day_after_allowed(world, product):
    lot = notified(world, product, date(2025, 6, 6))

    with pytest.raises(Refused, match="自中華民國114年7月8日起始得銷毀"):
        destroy(lot, world, date(2025, 7, 7))
    assert SampleLot.objects.get().state == "notified"

    lot = destroy(lot, world, date(2025, 7, 8))
    assert (lot.state, lot.destroyed_on) == ("destroyed", date(2025, 7, 8))
    assert StoredFinding.objects.get(rule="sample-disposal").result["compliant"] is True
    letter = Letter.objects.get(kind="destruction")
    assert "於本機構以破碎方式銷毀，二人在場。" in "".join(letter.words["explanation"])


@pytest.mark.parametrize(("how", "field"), [({"photo": None}, "photo"), ({"text": "  "}, "text")])
def test_destruction_needs_photo_and_record(world, product, how, field):
    lot = notified(world, product, date(2025, 6, 6))

    with pytest.raises(Refused) as refused:
        destroy(lot, world, date(2025, 7, 8), **how)

    assert refused.value.field == field
    assert SampleLot.objects.get().state == "notified"
    assert not Letter.objects.filter(kind="destruction").exists()


def test_collected_samples_are_not_destroyed(world, product):
    lot = notified(world, product, date(2025, 6, 6))
    samples.collect(lot_id=lot.pk, by=world.reviewer, at=at(date(2025, 6, 20)))

    with pytest.raises(Refused):
        destroy(lot, world, date(2025, 7, 8))

    lot.refresh_from_db()
    assert (lot.state, lot.collected_on) == ("collected", date(2025, 6, 20))
