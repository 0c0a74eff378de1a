"""Every address x every role: what each reader gets, and that no address is left out.

The tables stand beside the tests of each app, in ``tests/<app>/urls.toml``; tests/site/urls.toml says how to write them.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.factories import accreditation, companies
from tests.factories.accounts import PASSWORD, organisation, person
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation, User
from smilemark.site.web import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).resolve().parents[1]
CODES = [role.code for role in roles.BUILT_IN]
DRAWN: set[tuple[object, ...]] = set()
OF_BODY = (roles.REVIEWER, roles.ASSESSOR, roles.DECIDER)


@dataclass
class World:
    """One person per role in an organisation of its own kind (``own``), and one per role in another (``other``).

    Each is signed in: ``sessions`` has the keys by person.
    """

    organisations: dict[str, dict[str, Organisation]] = field(default_factory=dict)
    people: dict[str, dict[str, User]] = field(default_factory=dict)
    sessions: dict[int, str] = field(default_factory=dict)


def make_world() -> World:
    world = World()
    for side in ("own", "other"):
        body = accreditation.make_body()
        places: dict[str, Organisation] = dict.fromkeys(OF_BODY, body)
        places[roles.APPLICANT] = companies.make_firm()
        places[roles.LABORATORY] = accreditation.make_laboratory()
        for row in roles.BUILT_IN:
            places.setdefault(row.code, organisation(row.organisation_kind))
        places = {role: Organisation.objects.get(pk=place.pk) for role, place in places.items()}
        world.organisations[side] = places
        world.people[side] = {role: person(role, place, password=PASSWORD) for role, place in places.items()}
        world.sessions |= {user.pk: signed_in(user) for user in world.people[side].values()}
    return world


def signed_in(user: User) -> str:
    """The key of a session of the person."""
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def make_subject(world: World, kind: tuple[str, str]) -> dict[str, object]:
    """What the address is about: (app, object maker of the app)."""
    app, maker = kind
    if not maker:
        return {}
    assert find_spec(f"tests.{app}.url_objects"), f"tests/{app}/url_objects.py is missing"
    found: dict[str, object] = getattr(import_module(f"tests.{app}.url_objects"), maker)(world)
    return found


world = shared(make_world)
subject = shared(make_subject, on=world, per="kind")


def tables() -> list[tuple[str, dict[str, Any]]]:
    """(app, entry) of every line of every table."""
    return [
        (place.parent.name, entry)
        for place in sorted(TESTS.glob("*/urls.toml"))
        for entry in tomllib.loads(place.read_text())["url"]
    ]


def routes(patterns: list[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address of the resolver, as its patterns write it."""
    for pattern in patterns:
        here = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        else:
            yield here.removesuffix("$").removesuffix(r"\Z")


def all_routes() -> list[str]:
    return list(routes(get_resolver().url_patterns))


LINES = [
    pytest.param((app, entry.get("object", "")), entry, id=f"{entry.get('method', 'get')} {entry['route']}")
    for app, entry in tables()
]


def test_every_address_is_in_a_table() -> None:
    listed = {entry["route"] for _app, entry in tables()}
    served = set(all_routes())

    assert sorted(served - listed) == []
    assert sorted(listed - served) == []


def test_no_address_hides_another() -> None:
    assert [route for route, times in Counter(all_routes()).items() if times > 1] == []


def test_every_line_names_only_roles_there_are() -> None:
    for _app, entry in tables():
        assert set(entry.get("own", {})) | set(entry.get("other", {})) <= set(CODES), entry


@pytest.fixture
def _refusals_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of one refusal to one person is drawn once: afterwards its status answers, which is all the tables say."""
    draw = errors.error_page

    def once(request: HttpRequest, what: str, *, status: int, reason: str = "") -> HttpResponse:
        reader = getattr(request, "user", None)  # the public API knows no people
        page = (what, status, reason, reader and reader.pk)
        if page in DRAWN:
            return HttpResponse(status=status)
        DRAWN.add(page)
        return draw(request, what, status=status, reason=reason)

    monkeypatch.setattr(errors, "error_page", once)


@pytest.mark.django_db
@pytest.mark.usefixtures("_refusals_drawn_once")
@pytest.mark.parametrize(("kind", "entry"), LINES)
def test_every_reader_gets_what_the_table_says(
    client: Client, world: World, subject: dict[str, object], kind: tuple[str, str], entry: dict[str, Any]
) -> None:
    address = address_of(entry, subject)
    wrong = []

    for who, user, expected in readers(world, entry):
        with transaction.atomic():
            got, where = ask(client, world.sessions[user.pk] if user else None, entry, address)
            transaction.set_rollback(True)
        if got != expected:
            wrong.append(f"{who}: {got} instead of {expected}")
        elif who == "anonymous" and got == 302 and not entry.get("redirects"):
            assert where.startswith(settings.LOGIN_URL), address

    assert wrong == [], address


def readers(world: World, entry: dict[str, Any]) -> Iterator[tuple[str, User | None, int]]:
    yield "anonymous", None, entry["anonymous"]
    for side in ("own", "other"):
        for role in CODES:
            expected = entry.get(side, {}).get(role, entry.get(f"{side}_default", entry.get("default", 200)))
            yield f"{role} ({side})", world.people[side][role], expected


def ask(client: Client, session: str | None, entry: dict[str, Any], address: str) -> tuple[int, str]:
    client.cookies.clear()
    if session is not None:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    method = entry.get("method", "get")
    answer = getattr(client, method)(address, entry.get("data", {}))
    return answer.status_code, answer.headers.get("Location", "")


def address_of(entry: dict[str, Any], given: dict[str, object]) -> str:
    """The address to be asked: ``path`` as written, or the route with what the object maker of the app returned."""
    path = entry.get("path", entry["route"])
    address = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(given[found[1]]), path)
    assert "<" not in address, f"{entry['route']}: give a path, or an object maker"
    return address
