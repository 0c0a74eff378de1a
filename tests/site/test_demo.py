"""The demo is made by people's own actions, replays from its events, and shows every place of the charts."""

from __future__ import annotations

import ast
import re
from collections import Counter
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import resolve
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.accounts.models import User
from smilemark.accreditation.models import Body, Laboratory
from smilemark.certification.models import Case, Label
from smilemark.companies.models import Firm
from smilemark.foundation import clock, events, moves, statements, verification
from smilemark.foundation.models import Event
from smilemark.site import demo
from smilemark.surveillance.models import Visit

NOW = clock.now()  # the demo is dated from today, whenever that is
pytestmark = pytest.mark.django_db
DEMO_CODE = Path(demo.__file__).parent


def load():
    """The demo, loaded once for this file."""
    call_command("load_governance", verbosity=0)
    demo.load(now=NOW)


country = shared(load)


def test_is_the_country_in_small(country):
    assert Body.objects.count() == 3
    assert Laboratory.objects.count() == 4
    assert Firm.objects.count() == 25
    assert Case.objects.filter(product_class__in=[1, 3]).values("industry").distinct().count() == 8


@pytest.mark.parametrize(
    ("label", "not_shown"),
    [
        ("certification.case", set()),
        ("certification.caseproduct", set()),
        ("certification.producttest", set()),
        ("certification.samplelot", set()),
        ("assessment.origindetermination", set()),
        ("assessment.factoryassessment", set()),
    ],
)
def test_has_a_case_in_every_state_of_the_chart(country, label, not_shown):
    model = apps.get_model(label)
    states = {code for code, _name in model._meta.get_field("state").choices}

    shown = Counter(model.objects.values_list("state", flat=True))

    assert states - set(shown) == not_shown


def test_one_operator_was_visited_and_one_will_be(country):
    visits = Visit.objects.order_by("number").values_list("state", "plan__state", "plan__industry__code")

    assert list(visits) == [("reported", "approved", "017"), ("notified", "approved", "301")]


def test_a_row_read_for_a_move_is_the_one_the_orm_reads(country):
    for model in moves.governed():
        together = moves.read_together(model)
        for row in model._base_manager.select_related(*together) if together else model._base_manager.all():
            read = statements.by_key(model, row.pk, together=together, locked=True)

            assert everything(read, together) == everything(row, together)


def test_a_row_written_by_a_move_is_the_one_the_orm_writes(country):
    for model in moves.governed():
        for row in model._base_manager.all()[:5]:
            statements.update(row)

            assert everything(model._base_manager.get(pk=row.pk), ()) == everything(row, ())


def everything(row, together):
    """Its columns, and those of the rows read with it, without asking again."""
    found = {name: value for name, value in vars(row).items() if name != "_state"}
    for path in together:
        near = row
        for name in path.split("__"):
            near = near and near._state.fields_cache[name]
        found[path] = near and {name: value for name, value in vars(near).items() if name != "_state"}
    return found


def test_every_chain_replays_through_its_table_from_the_start(country):
    for model, table in moves.governed().items():
        for row in model._base_manager.all():
            state = None
            for event in events.history(row):
                if state is None:
                    assert event.data["from"] is None, event
                    assert event.data["to"] == moves.initial_state(model), event
                elif event.data.get("to") is not None:
                    move = table[event.move]
                    assert event.data["from"] == state, event
                    assert state in move.sources, event
                    assert event.data["to"] == (move.target if move.target is not None else state), event
                state = event.data.get("to", state)
            assert state == row.state, row


def test_every_chain_is_whole(country):
    assert list(events.broken_chains()) == []
    assert list(verification.problems()) == []
    assert Event.objects.exclude(stream__startswith="governance.").filter(at__gt=NOW).count() == 0


def test_check_register_finds_nothing_in_it(country):
    call_command("check_register", verbosity=0)

    assert Label.objects.count() == 10


def test_nothing_is_saved_but_through_actions():
    forbidden = {"save", "create", "bulk_create", "update", "get_or_create", "update_or_create", "delete"}
    found = []
    for place in sorted(DEMO_CODE.glob("*.py")):
        for node in ast.walk(ast.parse(place.read_text())):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            # Pillow writes a picture into memory: that is no row.
            if called.rpartition(".")[2] in forbidden and called != "image.save":
                found.append(f"{place.name}:{node.lineno} {called}")
            if isinstance(node, ast.ImportFrom) and "factories" in (node.module or "").split("."):
                found.append(f"{place.name}:{node.lineno} {node.module}")

    assert found == []


OFTEN = 2  # pages of one address pattern a reader opens
ROLES = (
    *sorted(roles.BODY_ROLES),
    *(roles.ADMINISTRATION, roles.SECRETARIAT, roles.APPLICANT, roles.LABORATORY),
    *(roles.PRINTING_BODY, roles.SCHEME_AUTHORITY, roles.SYSTEM_ADMIN),
)


def refused_links(client):
    """Where a reader is led from page to page and stands before a closed door: (status, page, the page that leads there)."""
    waiting, seen, opened, found = [("/", "")], {"/"}, Counter(), []
    while waiting:
        path, shown_on = waiting.pop(0)
        pattern = resolve(urlsplit(path).path).view_name
        opened[pattern] += 1
        if opened[pattern] > OFTEN:
            continue
        answer = client.get(path)
        if answer.status_code >= 400:
            found.append((answer.status_code, path, shown_on))
        if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        links = [unescape(link).partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', answer.content.decode())]
        new = [link for link in dict.fromkeys(links) if link not in seen and not link.startswith(settings.STATIC_URL)]
        seen.update(new)
        waiting += [(link, path) for link in new]
    return found, opened


@pytest.mark.parametrize("role", ROLES)
def test_every_link_a_reader_is_shown_opens_for_them(country, client, settings, role):
    settings.DEMO = True
    reader = User.objects.filter(assignments__role_id=role, assignments__ended_at=None).order_by("pk").first()
    client.force_login(reader)

    found, opened = refused_links(client)

    assert found == []
    assert len(opened) > 30
