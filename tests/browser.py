"""A real Chromium on a real server: what every browser test may ask for.

``live`` is the address of the server, ``browser`` the Chromium of the whole run, ``browser_page`` a fresh page in it,
``shot`` keeps a screenshot, ``axe`` fails on anything WCAG 2.1 AA forbids, ``barrier_free`` looks at a page as a whole:
every fold open, by day and by night. Tests that only look are marked ``on_one_database``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django import DjangoDbBlocker
from tests import worlds

from smilemark.accounts.models import User

SHOTS = Path(__file__).resolve().parents[1] / "build" / "screenshots"
CHROMIUM = (
    os.environ.get("SMILEMARK_CHROMIUM") or which("chromium") or which("chromium-browser") or which("google-chrome")
)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]

PATIENCE_MS = 30_000  # a busy machine is slow, not wrong
OPEN_EVERY_FOLD = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"
# Only what is wrong is named and sent back: naming every node that is right takes three times as long.
RUN = "options => axe.run(document, {...options, resultTypes: ['violations']}).then(found => found.violations)"

Shot = Callable[[Page, str], Path]
AxeCheck = Callable[[Page], None]
Look = Callable[[Page, str], None]

on_one_database = pytest.mark.skipif(
    django_settings.DATABASES["default"]["ENGINE"].endswith("postgresql"),
    reason="only looks at pages, whose markup and colours do not depend on the database: looked at once, on SQLite",
)

walked_once = pytest.mark.skipif(
    django_settings.DATABASES["default"]["ENGINE"].endswith("postgresql"),
    reason="walks by clicks what the tests of the actions assert on both databases; the towel's walk is made on both",
)


@pytest.fixture(scope="session")
def browser(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Browser]:
    """Chromium, once per run; skipped with one clear sentence where there is none.

    Its loop has a database connection of its own, which is closed before the database goes; what shared worlds still
    hold open on it (the run ends with a test that has one) is rolled back before.
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium: install the package chromium, or name one in SMILEMARK_CHROMIUM")
    # Playwright's loop runs in this thread, which makes Django take every query for an asynchronous one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()
        with django_db_blocker.unblock():
            worlds.close([])
        connections.close_all()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def live(live_server: Any, settings: Any) -> str:
    """Address of the server (its database is the test's)."""
    settings.MFA_REQUIRED_FOR_STAFF = False
    return str(live_server.url)


@pytest.fixture
def browser_page(browser: Browser, live: str) -> Iterator[Page]:
    """A page of its own, with nothing remembered; a script error fails the test."""
    context = browser.new_context(
        base_url=live, locale="zh-TW", viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


@pytest.fixture
def shot() -> Shot:
    """Keep a screenshot of the whole page under build/screenshots/, where SMILEMARK_SHOTS asks for them.

    Journeys keep theirs always; those of single pages are for who looks at them, and take as long as the look of axe.
    """

    def take(page: Page, name: str) -> Path:
        place = SHOTS / f"{re.sub(r'[^0-9A-Za-z_-]+', '-', name)}.png"
        if not os.environ.get("SMILEMARK_SHOTS"):
            return place
        place.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=place, full_page=True)
        return place

    return take


@pytest.fixture
def axe() -> AxeCheck:
    """Fail with rule, place and reason for everything axe finds on the page."""

    def check(page: Page) -> None:
        assert barriers(page) == []

    return check


@pytest.fixture
def barrier_free(shot: Shot) -> Look:
    """Fail on any barrier of the page, every fold open, by day and by night; keeps a screenshot of both."""

    def look(page: Page, name: str) -> None:
        page.evaluate(OPEN_EVERY_FOLD)
        shot(page, f"{name}-light")
        by_day = barriers(page)
        with night(page):
            shot(page, f"{name}-dark")
            assert by_day + barriers(page, colours_only=True) == []

    return look


def barriers(page: Page, *, colours_only: bool = False) -> list[str]:
    """What axe finds on the page as it is shown now; ``colours_only`` where the same page was looked at by day."""
    chosen = {"type": "rule", "values": COLOURS} if colours_only else {"type": "tag", "values": RULES}
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    return [
        f"{page.url} {rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in page.evaluate(RUN, {"runOnly": chosen})
        for node in rule["nodes"]
    ]


@contextmanager
def night(page: Page) -> Iterator[None]:
    """The page in its dark colours: nothing but colours differs, a test of the style sheet sees to that."""
    page.emulate_media(color_scheme="dark")
    try:
        yield
    finally:
        page.emulate_media(color_scheme="light")


def sign_in(page: Page, user: User) -> None:
    """Let this browser be signed in as ``user``, without the sign-in page."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    base = str(page.context._impl_obj._options["baseURL"])
    page.context.add_cookies([{"name": "sessionid", "value": str(session.session_key), "url": base}])
