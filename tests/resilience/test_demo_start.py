"""The demo as ``make demo`` starts it: ready, answers, stops on Ctrl-C, keeps its data; and is never served for real."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
import sqlite3
import subprocess
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from django.conf import settings
from tests.resilience.serving import GONE, PATIENCE, Visitor, environment, free_port, kill_all, run, said, start

from smilemark.site.management.commands import demo as command

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "sqlite3" not in settings.DATABASES["default"]["ENGINE"], reason="the demo is a country on SQLite"
    ),
]
FIRST_START = 240.0
"""Seconds the making of the country may take on a busy machine; about twenty on an idle one."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Surroundings in which the country stands."""
    surroundings = environment(tmp_path_factory.mktemp("prepared") / "home")
    assert run(["smilemark", "demo", "--prepare-only"], surroundings).returncode == 0
    return surroundings


@contextmanager
def demo(surroundings: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """``smilemark demo`` that said it is ready; killed at the end if it still runs."""
    before = said(surroundings).read_text() if said(surroundings).exists() else ""
    started = start(["demo", "--port", str(port)], surroundings)
    try:
        until = time.monotonic() + FIRST_START
        while f"ready http://127.0.0.1:{port}\n" not in said(surroundings).read_text()[len(before) :]:
            assert started.poll() is None, said(surroundings).read_text()
            assert time.monotonic() < until, said(surroundings).read_text()
            time.sleep(0.1)
        yield started
    finally:
        kill_all(started)


def stop(started: subprocess.Popen[bytes]) -> tuple[int, list[psutil.Process]]:
    """Ctrl-C reaches the whole group, as in a terminal; gives the exit code and who is still there."""
    family = psutil.Process(started.pid).children(recursive=True)
    os.killpg(started.pid, signal.SIGINT)
    code = started.wait(timeout=PATIENCE)
    _gone, alive = psutil.wait_procs(family, timeout=PATIENCE)
    return code, alive


def counts(home: Path) -> dict[str, int]:
    with closing(sqlite3.connect(home / "smilemark.sqlite3")) as database:
        return {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  # names of ours
            for table in ("foundation_event", "certification_case", "companies_firm", "accounts_user")
        }


def test_the_demo_is_ready_answers_stops_and_keeps_its_data(tmp_path: Path) -> None:
    home, port = tmp_path / "home", free_port()
    surroundings = environment(home)

    with demo(surroundings, port) as started:
        visitor = Visitor(port)
        assert (visitor.get("/healthz").status, visitor.get("/").status) == (200, 200)
        assert _one_click(visitor).status == 302
        assert visitor.get("/home/").status == 200
        assert stop(started) == (0, [])
    with pytest.raises(GONE):
        Visitor(port).get("/healthz")
    made = counts(home)
    assert made["companies_firm"] == 25

    with demo(surroundings, port) as started:
        assert Visitor(port).get("/").status == 200
        assert stop(started) == (0, [])
    assert {name: number for name, number in counts(home).items() if name != "foundation_event"} == {
        name: number for name, number in made.items() if name != "foundation_event"
    }
    text = said(surroundings).read_text()
    assert text.count("建立示範資料") == 1
    assert "Traceback" not in text + "".join(log.read_text() for log in (home / "logs").glob("*.log"))

    refused = run(["smilemark", "serve", "--port", str(port)], surroundings)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "smilemark serve: 此資料庫是展示資料（任何人都能登入），只能以 smilemark demo 啟動；"
        "正式使用請換一個 SMILEMARK_HOME 或 DATABASE_URL。\n"
    )


@pytest.mark.parametrize("later", [0.0, 0.05, 0.1, 0.2])
def test_who_stops_it_as_soon_as_it_answers_leaves_nobody_behind(prepared: dict[str, str], later: float) -> None:
    port = free_port()
    started = start(["demo", "--port", str(port)], prepared)
    try:
        until = time.monotonic() + PATIENCE
        while not _answers(port):
            assert started.poll() is None, said(prepared).read_text()
            assert time.monotonic() < until, said(prepared).read_text()
        time.sleep(later)
        family = psutil.Process(started.pid).children(recursive=True)
        os.killpg(started.pid, signal.SIGTERM)
        time.sleep(0.1)
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGTERM)  # make passes on what it got itself

        assert started.wait(timeout=PATIENCE) == 0
        assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []
        assert "Traceback" not in said(prepared).read_text()
    finally:
        kill_all(started)


def test_a_child_told_to_stop_before_it_has_begun_says_nothing(settings, tmp_path: Path, capfd) -> None:
    settings.HOME = tmp_path

    def stopped_at_once() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, command.STOPS)
        os.kill(os.getpid(), signal.SIGINT)
        command._run("check", {})

    child = multiprocessing.get_context("fork").Process(target=stopped_at_once)
    child.start()
    child.join(PATIENCE)

    assert child.exitcode == 0
    assert capfd.readouterr() == ("", "")
    assert (tmp_path / "logs" / "check.log").read_text() == ""


def _answers(port: int) -> bool:
    try:
        return Visitor(port).get("/healthz").status == 200
    except GONE:
        return False


def _one_click(visitor: Visitor) -> object:
    """The first button of the sign-in page of the demo."""
    page = visitor.get("/accounts/login/").text
    (form,) = re.findall(r'<form[^>]*action="([^"]*demo[^"]*)"[^>]*>(.*?)</form>', page, re.DOTALL)[:1]
    fields = dict(re.findall(r'<(?:button|input)[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form[1]))
    return visitor.post(form[0], **fields)
