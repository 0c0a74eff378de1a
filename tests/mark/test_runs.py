"""Print runs: serials are given once, a tag is traced, the database keeps runs apart."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.factories import remedies as made
from tests.factories.remedies import START
from tests.worlds import shared

from smilemark.foundation.moves import Refused
from smilemark.mark.actions.runs import Printing, record_run, void_run
from smilemark.mark.models import PrintRun
from smilemark.mark.queries import runs as queries

pytestmark = pytest.mark.django_db


scene = shared(made.make_scene, products=2)


def printing(scene, *, of=0, **given):
    label = scene.certificate.labels.select_related("certificate__firm").order_by("number")[of]
    values = {"kind": "self", "shape": "tag", "quantity": 100, "source": "P115-000001", "printed_by": "大和毛巾"}
    return Printing(label=label, printed_on=date(2026, 3, 2), **(values | given))


def record(scene, **given):
    return record_run(printing=printing(scene, **given), by=scene.firm_person, at=START)


def test_serials_go_on_where_the_last_run_of_the_label_ended(scene):
    first, second, other = record(scene), record(scene, quantity=1), record(scene, of=1, quantity=5)

    assert (first.number, first.first_serial, first.last_serial) == ("N115-000001", 1, 100)
    assert (second.first_serial, second.last_serial, second.quantity) == (101, 101, 1)
    assert (other.first_serial, other.last_serial) == (1, 5)


def test_a_second_click_records_nothing(scene):
    first, second = record(scene, key="k"), record(scene, key="k")

    assert first.pk == second.pk
    assert record(scene).first_serial == 101


@pytest.mark.parametrize(
    ("given", "field"),
    [({"quantity": 0}, "quantity"), ({"quantity": 10_000_001}, "quantity"), ({"shape": "flag"}, "shape"),
     ({"printed_by": " "}, "printed_by"), ({"printed_by": "字" * 201}, "printed_by")],
)  # fmt: skip
def test_what_cannot_be_printed_is_refused_at_its_field(scene, given, field):
    with pytest.raises(Refused) as refusal:
        record(scene, **given)

    assert refusal.value.field == field
    assert not PrintRun.objects.exists()


def test_the_database_refuses_runs_that_overlap(scene):
    run = record(scene)
    values = {field.attname: getattr(run, field.attname) for field in PrintRun._meta.fields if field.attname != "id"}

    for first, last in ((100, 200), (50, 60), (2, 300)):
        with pytest.raises(IntegrityError), transaction.atomic():
            PrintRun.objects.create(**values | {"number": "N115-9", "first_serial": first, "last_serial": last})
    PrintRun.objects.create(**values | {"number": "N115-9", "first_serial": 101, "last_serial": 101})
    with pytest.raises(IntegrityError), transaction.atomic():
        PrintRun.objects.filter(number="N115-9").update(first_serial=99)


def test_a_tag_is_traced_to_its_run_by_those_who_may_read_it(scene):
    record(scene)
    second = record(scene)
    label = second.label.number

    assert queries.trace(scene.reviewer, label=label, serial="0000101").run == second
    assert queries.trace(scene.reviewer, label=label, serial="200").run == second
    assert queries.trace(scene.reviewer, label=label, serial="201").run is None
    assert queries.trace(scene.world.tester, label=label, serial="101").run is None
    assert queries.trace(scene.reviewer, label="015", serial="1").reason.startswith("標章編號：")
    assert queries.trace(scene.reviewer, label=label, serial="0").reason.startswith("流水號：")


def test_a_void_run_keeps_its_serials(scene):
    run = record(scene)

    void_run(run_id=run.pk, reason="版面印錯，已銷毀", by=scene.firm_person, at=START)

    assert record(scene).first_serial == 101
    with pytest.raises(Refused, match="已作廢"):
        void_run(run_id=run.pk, reason="再次", by=scene.firm_person, at=START)
    with pytest.raises(Refused, match="由核發驗證書之驗證機構作廢"):
        void_run(run_id=record(scene).pk, reason="理由", by=scene.world.tester, at=START)
