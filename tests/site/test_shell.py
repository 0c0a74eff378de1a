"""The frame of every page: landmarks, anchors, menu per role, languages, errors."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError
from django.test import Client as PlainClient
from django.test import RequestFactory, override_settings
from django.urls import reverse
from tests.factories.accounts import person

from smilemark.accounts import roles
from smilemark.site import navigation
from smilemark.site.web import failures

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/about/privacy/",
    "/about/open-data-terms/",
    "/about/accessibility/",
    "/about/contact/",
    "/site-map/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/nothing-here/",
]
OF_PEOPLE = [
    "/home/",
    "/accounts/profile/",
    "/people/",
    "/people/all/",
    "/people/new/",
    "/accounts/2fa/",
    "/dashboard/",
]
CJK = re.compile(r"[\u4e00-\u9fff]")
LARGEST_PUBLIC_PAGE = 50_000


class Page(HTMLParser):
    """Tags in their order, and the text with the language it is in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.languages: list[tuple[str, str]] = []
        self.text: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append((tag, given))
        if tag not in {"meta", "link", "input", "img", "br", "hr"}:
            here = self.languages[-1][1] if self.languages else ""
            self.languages.append((tag, given.get("lang") or here))

    def handle_endtag(self, tag: str) -> None:
        while self.languages and self.languages.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self.languages:
            self.text.append((self.languages[-1][1], data.strip()))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def opened(client: Client, address: str) -> Page:
    return Page(client.get(address).content.decode())


def check_frame(page: Page) -> None:
    assert page.all("a")[0]["href"] == "#main"
    assert [attrs["id"] for attrs in page.all("main")] == ["main"]
    assert len(page.all("h1")) == 1
    assert [len(page.all(tag)) for tag in ("header", "footer")][1] == 1
    assert {attrs["accesskey"] for attrs in page.all("a") if "accesskey" in attrs} >= {"U", "C", "B"}
    assert page.all("html")[0]["lang"] in {"zh-Hant-TW", "en"}
    assert not [name for name, attrs in page.tags if any(key == "style" or key.startswith("on") for key in attrs)]
    named = [attrs["id"] for _name, attrs in page.tags if "id" in attrs]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_have_skip_link_landmarks_and_one_heading(client: Client, address: str) -> None:
    page = opened(client, address)

    check_frame(page)
    assert page.all("script") == []


@pytest.mark.parametrize("address", OF_PEOPLE)
def test_pages_of_people_have_skip_link_landmarks_and_one_heading(client: Client, address: str) -> None:
    client.force_login(person(roles.SYSTEM_ADMIN))

    check_frame(opened(client, address))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_weigh_less_than_fifty_kilobytes_with_their_style(client: Client, address: str) -> None:
    style = finders.find("site/smilemark.css")
    assert isinstance(style, str)
    with open(style, "rb") as stream:  # noqa: PTH123  # the finder answers with a string
        weight = len(stream.read())

    assert len(client.get(address).content) + weight < LARGEST_PUBLIC_PAGE


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_are_in_english_when_english_is_chosen(client: Client, address: str) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})

    page = opened(client, address)

    assert page.all("html")[0]["lang"] == "en"
    assert [words for language, words in page.text if language == "en" and CJK.search(words)] == []


def test_a_page_is_chinese_until_the_reader_switches(client: Client) -> None:
    page = client.get("/", headers={"Accept-Language": "en-US,en;q=0.9"})

    assert (page.headers["Content-Language"], opened(client, "/").all("html")[0]["lang"]) == (
        "zh-Hant-TW",
        "zh-Hant-TW",
    )


def test_the_language_can_be_switched_back(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    answer = client.post("/i18n/setlang/", {"language": "zh-hant", "next": "/about/contact/"})

    assert answer.headers["Location"] == "/about/contact/"
    assert "聯絡我們" in client.get("/about/contact/").content.decode()


def test_every_menu_item_leads_somewhere() -> None:
    assert [reverse(item.view) for item in navigation.ITEMS]


@pytest.mark.parametrize("role", [None, *(role.code for role in roles.BUILT_IN)])
def test_the_menu_shows_nothing_that_answers_no(client: Client, role: str | None) -> None:
    client.force_login(person(role))
    request = client.get("/home/").wsgi_request  # type: ignore[attr-defined]  # the test client adds it

    items = navigation.shown(request)

    assert [item.url for item in items if client.get(item.url).status_code != 200] == []
    assert len([item for item in items if item.is_current]) == 1


def test_a_person_without_a_role_is_told_what_to_do(client: Client) -> None:
    client.force_login(person())

    page = client.get("/home/").content.decode()

    assert "您的帳號還沒有角色" in page
    assert "登錄公司資料" in page


def test_nothing_is_loaded_from_elsewhere(client: Client) -> None:
    client.force_login(person(roles.APPLICANT))

    answer = client.get("/home/")

    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; ")
    assert "unsafe" not in policy
    page = Page(answer.content.decode())
    assert all((attrs["src"] or "").startswith("/static/") for attrs in page.all("script"))


def test_errors_say_what_happened_and_what_to_do(client: Client) -> None:
    missing = client.get("/nothing-here/")
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    english = client.get("/nothing-here/")

    assert (missing.status_code, english.status_code) == (404, 404)
    assert "找不到這一頁" in missing.content.decode()
    assert "Page not found" in english.content.decode()


def test_a_form_without_its_token_is_refused_in_words() -> None:
    answer = PlainClient(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x"})

    assert answer.status_code == 403
    assert "這一頁開得太久了" in answer.content.decode()


def test_a_crash_is_answered_without_a_traceback(client: Client, monkeypatch: Any) -> None:
    client.raise_request_exception = False
    client.force_login(person(roles.APPLICANT))
    with override_settings(STAFF_IDLE_MINUTES="not a number"):
        answer = client.get("/home/")
        again = client.get("/home/")

    assert {answer.status_code, again.status_code} <= {200, 500}
    assert "Traceback" not in again.content.decode()
    assert "系統發生錯誤" in again.content.decode()


@pytest.mark.parametrize(
    ("exception", "status"),
    [
        (OperationalError("database is locked"), 503),
        (OSError(28, "No space left on device"), 503),
        (ValueError("x"), None),
    ],
)
def test_a_locked_database_and_a_full_disk_are_said_in_a_sentence(exception: Exception, status: int | None) -> None:
    request = RequestFactory().post("/")

    answer = failures.BusyOrFull(lambda _request: None).process_exception(request, exception)  # type: ignore[arg-type, return-value]  # never called

    assert (answer.status_code if answer else None) == status
    if answer:
        assert "這次沒有存入任何資料" in answer.content.decode()
        assert answer.headers["Retry-After"] == "30"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/check/ubn/?ubn=04595257", "統一編號格式正確。"),
        ("/check/ubn/?form-0-ubn=04595258", "統一編號檢查碼不符"),
        ("/check/ubn/?ubn=123", "統一編號應為八位數字。"),
        ("/check/factory-number/?number=T1234567", "格式正確：臨時工廠。"),
        ("/check/factory-number/?number=X1234567", "工廠登記編號應為八碼"),
        ("/check/hs-code/?hs_code=6302.60", "格式正確：第 63 章，目別 6302.60。"),
        ("/check/hs-code/?hs_code=63026", "稅則號別應為 6、8、10 或 11 位數字。"),
        ("/check/hs-code/?hs_code=770000", "不是現有的章別"),
        ("/check/ubn/?ubn=", ""),
    ],
)
def test_numbers_are_checked_while_they_are_typed(client: Client, address: str, said: str) -> None:
    client.force_login(person(roles.APPLICANT))

    answer = client.get(address)

    assert answer.status_code == 200
    assert said in answer.content.decode()
