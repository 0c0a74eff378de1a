"""The approved sampling ratio: exact, by day, an industry's own row before the general one (annex 15 point 2(1)1)."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from tests.factories.companies import make_person
from tests.factories.governance import industry, load_scheme

from smilemark.accounts import roles
from smilemark.foundation.moves import Refused
from smilemark.governance import actions, queries

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("Asia/Taipei"))
EFFECTIVE = date(2026, 7, 1)


def announced(*rows: tuple[str, int, int]) -> None:
    by = make_person(roles.ADMINISTRATION)
    names = ("industry_code", "numerator", "denominator")
    ratios = [dict(zip(names, row, strict=True)) for row in rows]
    draft = actions.draft_announcement(subject="sampling", title="抽樣比例", parts={"ratio": ratios}, by=by, at=NOON)
    actions.announce(
        announcement_id=draft.pk,
        number="核定-1",
        announced_on=date(2026, 6, 1),
        effective_from=EFFECTIVE,
        by=by,
        at=NOON,
    )


def test_the_own_row_goes_before_the_general_one_from_its_day_on():
    load_scheme(("015",))
    announced(("", 1, 10), ("015", 1, 3))

    found = {
        (code, day): ratio[0]
        for code in ("015", "017")
        for day in (date(2026, 6, 30), EFFECTIVE)
        if (ratio := queries.sampling_ratio(industry(code), day)) is not None
    }

    assert found == {
        ("015", date(2026, 6, 30)): Fraction(1, 20),
        ("015", EFFECTIVE): Fraction(1, 3),
        ("017", date(2026, 6, 30)): Fraction(1, 20),
        ("017", EFFECTIVE): Fraction(1, 10),
    }


def test_an_industry_without_a_row_has_no_ratio():
    load_scheme(("015",))
    announced(("015", 1, 3))

    assert queries.sampling_ratio(industry("017"), EFFECTIVE) is None


@pytest.mark.parametrize(("numerator", "denominator", "taken"), [(1, 1, True), (2, 1, False), (0, 1, False)])
def test_a_ratio_is_above_zero_and_at_most_one(numerator, denominator, taken):
    by = make_person(roles.ADMINISTRATION)
    draft = actions.draft_announcement(subject="sampling", title="抽樣比例", by=by, at=NOON)
    values = {"industry_code": "", "numerator": numerator, "denominator": denominator}

    if taken:
        actions.add_part(announcement_id=draft.pk, part="ratio", values=values, by=by, at=NOON)
    else:
        with pytest.raises(Refused):
            actions.add_part(announcement_id=draft.pk, part="ratio", values=values, by=by, at=NOON)

    assert draft.sampling_ratios.count() == int(taken)
