# ruff: noqa: S608  # the corruptions are SQL by hand
"""Corruptions made by hand in the database: each is reported by check-register or verify-events.

Twelve of the issue and some more. A corruption is one statement that no constraint and no trigger refuses, or one made
with the guard of the events taken away, as somebody with the database's own password could.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db import connection
from tests.factories import certification_results as made
from tests.factories.registry import SAMPLE, take_over

from smilemark.foundation import append_only, events
from smilemark.registry import checks

if TYPE_CHECKING:
    from smilemark.certification.models import CertificateVersion

pytestmark = pytest.mark.django_db
OWN = "(SELECT id FROM certification_label WHERE source = 'own')"
IMPORTED = "'01700182-02438'"


@pytest.fixture
def version() -> CertificateVersion:
    """A certificate issued through the real actions, beside an imported register."""
    take_over(SAMPLE)
    return made.make_certified(made.make_world())


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        assert cursor.rowcount != 0, "the corruption changed nothing"


def reported() -> list[str]:
    return [str(one) for one in checks.differences()] + [str(one) for one in events.broken_chains()]


def test_what_was_made_by_the_real_actions_is_clean(version):
    assert reported() == []


def test_the_command_ends_with_one_when_something_differs(version, capsys):
    run(f"UPDATE certification_label SET brand = 'x' WHERE id IN {OWN}")

    with pytest.raises(SystemExit) as left:
        call_command("check_register")

    assert left.value.code == 1
    assert "產品名稱、型號或品牌與申請產品不同" in capsys.readouterr().out


CORRUPTIONS = {
    "a label lives longer": f"UPDATE certification_label SET valid_until = '2035-01-01' WHERE id IN {OWN}",
    "its period too": f"UPDATE certification_labelperiod SET last_day = '2035-01-01' WHERE label_id IN {OWN}",
    "a label was certified earlier": f"UPDATE certification_label SET certified_on = '2020-01-01' WHERE id IN {OWN}",
    "another product under the label": f"UPDATE certification_label SET product_name = '別的' WHERE id IN {OWN}",
    "a label ends without a decision": (
        f"UPDATE certification_label SET ended_on = '2026-12-01', end_kind = 'withdrawn' WHERE id IN {OWN}"
    ),
    "a renewal nobody filed": f"UPDATE certification_label SET renewal_filed_on = valid_until WHERE id IN {OWN}",
    "a label number of another certificate": f"UPDATE certification_label SET number = '99900001-00001' WHERE id IN {OWN}",
    "the period is gone": f"DELETE FROM certification_labelperiod WHERE label_id IN {OWN}",
    "the test had failed": "UPDATE certification_producttest SET state = 'failed'",
    "a result does not conform": (
        "UPDATE certification_testresult SET conforms = NOT conforms WHERE id = (SELECT min(id) FROM certification_testresult)"
    ),
    "the origin was not met": "UPDATE assessment_origindetermination SET state = 'failed'",
    "the factory had failed": "UPDATE assessment_factoryassessment SET state = 'failed'",
    "one side never signed": "UPDATE certification_contract SET body_signed_at = NULL, body_signed_by_id = NULL",
    "the certificate is of another version": "UPDATE certification_certificateversion SET version = 7",
    "the counter was set back": "UPDATE foundation_counter SET value = 0 WHERE name LIKE 'label:%'",
    "a finding was changed": """UPDATE foundation_storedfinding SET result = '{"last_valid_day": "2035-01-01"}' WHERE rule = 'mark-period'""",
    "the decision rests on nothing": "DELETE FROM certification_decision_findings",
    "a draft made certified": "UPDATE certification_case SET state = 'contract' WHERE state = 'certified'",
    "an imported row lives longer": f"UPDATE certification_label SET valid_until = '2035-01-01' WHERE number = {IMPORTED}",
    "an imported row under another number": (
        f"UPDATE certification_label SET number = '01700182-02439' WHERE number = {IMPORTED}"
    ),
    "an imported firm renamed": (
        "UPDATE accounts_organisation SET name = '別的公司' WHERE name = '斯傑利企業有限公司'"
    ),
    "an imported label moved to another certificate": (
        "UPDATE certification_label SET certificate_id = (SELECT id FROM certification_certificate WHERE number = '01700017')"
        f" WHERE number = {IMPORTED}"
    ),
    "a chain cut at its end": (
        "UPDATE foundation_eventhead SET sequence = sequence - 1 WHERE stream LIKE 'certification.case:%'"
    ),
}


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_each_corruption_is_reported(version, name):
    run(CORRUPTIONS[name])

    assert reported() != []


GUARDED = {
    "an event's text rewritten": """UPDATE foundation_eventtext SET text = '{"actor": "別人"}'""",
    "an event rewritten": "UPDATE foundation_event SET at = '2020-01-01 00:00:00' WHERE kind = 'certification.case.issue'",
    "an event taken out": (
        "DELETE FROM foundation_eventtext WHERE event_id IN (SELECT id FROM foundation_event WHERE kind = 'certification.case.accept')"
    ),
    "the actor of an event changed": "UPDATE foundation_event SET actor_id = 999 WHERE kind = 'certification.case.issue'",
}


@pytest.mark.parametrize("name", GUARDED)
def test_each_corruption_of_events_is_reported(version, name):
    append_only.unguard(connection)
    try:
        run(GUARDED[name])
    finally:
        append_only.guard(connection)

    assert reported() != []
