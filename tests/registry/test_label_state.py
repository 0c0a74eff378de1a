"""The state of a label by day: asked of one label, and said in SQL, both the same; and as the law says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.registry import row, take_over_rows

from smilemark.certification.legal import results
from smilemark.certification.models import Label
from smilemark.registry import legal, queries
from smilemark.registry.states import PUBLIC_STATES, LabelState

pytestmark = pytest.mark.django_db
START = date(2026, 1, 1)
days = st.integers(0, 12).map(lambda n: START + timedelta(days=n))


@st.composite
def label_days(draw: st.DrawFn) -> legal.LabelDays:
    certified = draw(st.none() | days)
    imported = draw(days) if certified is None else draw(st.none() | days)
    valid_until = draw(days) if certified is None else draw(days.filter(lambda day: day >= certified))
    filed = draw(st.none() | days.filter(lambda day: day <= valid_until))
    ended = draw(st.none() | days)
    kind = draw(st.sampled_from(["cancelled", "withdrawn"])) if ended else None
    return legal.LabelDays(certified, imported, valid_until, filed, ended, kind)


def test_one_label_and_sql_agree_on_every_day(tmp_path):
    take_over_rows(tmp_path, row())
    label = Label.objects.get()

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(label_days())
    def agree(facts: legal.LabelDays) -> None:
        Label.objects.filter(pk=label.pk).update(
            certified_on=facts.certified_on,
            first_imported_on=facts.first_imported_on or START,
            valid_until=facts.valid_until,
            renewal_filed_on=facts.renewal_filed_on,
            ended_on=facts.ended_on,
            end_kind=facts.end_kind,
        )
        for number in range(-1, 14):
            on = START + timedelta(days=number)
            state = legal.state_on(facts, on)
            known = queries.on_register(on)
            in_sql = [one for one in PUBLIC_STATES if known.filter(queries.in_state(one, on)).exists()]
            assert in_sql == ([] if state == LabelState.UNKNOWN else [state])
            assert known.exists() == (state != LabelState.UNKNOWN)

    agree()


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (date(2026, 6, 14), "unknown"),
        (date(2026, 6, 15), "valid"),
        (date(2029, 6, 15), "valid"),
        (date(2029, 6, 16), "renewal_pending"),
        (date(2029, 7, 31), "renewal_pending"),
        (date(2029, 8, 1), "withdrawn"),
    ],
)
def test_the_boundary_days(on, state):
    facts = legal.LabelDays(
        date(2026, 6, 15), None, date(2029, 6, 15), date(2029, 6, 15), date(2029, 8, 1), "withdrawn"
    )

    assert legal.state_on(facts, on) == state


def test_the_certificate_side_says_the_same(tmp_path):
    take_over_rows(tmp_path, row())
    label = Label.objects.get()
    for filed, ended in ((None, None), (label.valid_until, None), (None, date(2029, 1, 1))):
        label.renewal_filed_on, label.ended_on = filed, ended
        label.end_kind = "cancelled" if ended else None
        facts = legal.LabelDays(
            label.certified_on, label.first_imported_on, label.valid_until, filed, ended, label.end_kind
        )
        for on in (date(2026, 11, 20), date(2028, 12, 31), date(2029, 1, 1), label.valid_until + timedelta(days=1)):
            assert results.label_status(label, on) == legal.state_on(facts, on)
