"""Numbers no column holds, formulas in cells, addresses a client writes itself, folders others may read."""

from __future__ import annotations

import stat
from datetime import date

import pytest
from django.test import RequestFactory

from smilemark.foundation import backups, calendar, clock, spreadsheets
from smilemark.foundation.web.addresses import client_address
from smilemark.foundation.web.row_ids import row_id


@pytest.mark.parametrize("typed", ["", "²", "-1", "1.0", "9" * 19, "9" * 5000, "１"])
def test_no_id(typed):
    assert row_id(typed) is None


def test_an_id():
    assert row_id("17") == 17


@pytest.mark.parametrize("typed", ["99999999999999999999.1.1", f"{'1' * 5000}.1.1", "2026.1." + "1" * 5000])
def test_a_day_too_large_for_a_date_is_no_day(typed):
    assert calendar.read_date(typed) is None


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1911-12-31", None),
        ("1912-01-01", date(1912, 1, 1)),
        ("2199-12-31", date(2199, 12, 31)),
        ("2200-01-01", None),
        ("0001-01-01", None),
        ("9999.12.31", None),
    ],
)
def test_a_day_no_rule_of_law_reads_is_no_day(typed, day):
    assert calendar.read_date(typed) == day


def test_a_period_ends_only_where_the_calendar_reaches():
    assert calendar.why_not_a_last_day(date(2026, 6, 15)) is None
    assert "2059年" in (calendar.why_not_a_last_day(date(9999, 12, 31)) or "")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", " =1", "＝1", "\r\n=1"])
def test_a_cell_is_never_a_formula(text):
    assert spreadsheets.as_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["襪子", "", "A-1", 3])
def test_other_cells_stay(text):
    assert spreadsheets.as_text(text) == str(text)


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (0, "203.0.113.9", "10.0.0.1"),  # anybody may write the header
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),  # the left part is the client's own invention
        (2, "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_the_address_is_the_one_our_own_proxy_saw(settings, proxies, told, address):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": told})

    assert client_address(request) == address


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_its_owners_alone(tmp_path):
    backups.back_up(tmp_path / "new", at=clock.now())

    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
