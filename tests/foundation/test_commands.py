"""The commands as a person starts them: processes of their own, on a home of their own."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connection

from smilemark.foundation import backups, numbering

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SMILEMARK_", "DATABASE_", "DJANGO_"))
    }
    return {**kept, "SMILEMARK_HOME": str(home), "PYTHONPATH": str(ROOT / "src"), **more}


def run(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "smilemark", *words],
        env=environment(home, **more), capture_output=True, text=True, timeout=120, check=False, cwd=ROOT,
    )  # fmt: skip


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def answer(port: int, path: str) -> tuple[int, str]:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as found:
                return found.status, found.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated home; copied, never changed."""
    home = tmp_path_factory.mktemp("prepared")
    done = run(home, "migrate", "--verbosity", "0")
    assert (done.returncode, done.stderr) == (0, "")
    return home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    place = tmp_path / "home"
    place.mkdir()
    with (
        closing(sqlite3.connect(prepared / "smilemark.sqlite3")) as source,
        closing(sqlite3.connect(place / "smilemark.sqlite3")) as copy,
    ):
        source.backup(copy)
    return place


def ask(home: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home / "smilemark.sqlite3")) as database, database:
        return database.execute(statement, values).fetchall()


@pytest.fixture
def serving(home: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "smilemark", "serve", "--port", str(port)],
        env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
        start_new_session=True,
    )  # fmt: skip
    try:
        answer(port, "/healthz")
        yield port, server
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)  # its workers too: they outlive a killed head
        server.wait()


def test_serve_answers_with_static_files_and_ends_cleanly(serving):
    port, server = serving

    assert answer(port, "/healthz") == (200, "ok")
    status, page = answer(port, "/")
    assert status == 200
    sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert answer(port, sheet)[0] == 200
    assert answer(port, "/no/such/page/")[0] == 404

    server.send_signal(signal.SIGTERM)
    said, _none = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0
    assert "Traceback" not in said


def test_a_locked_database_is_said_and_nothing_is_lost(serving, home):
    """Reading goes on while another writes; the health check too."""
    port, _server = serving
    with closing(sqlite3.connect(home / "smilemark.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert answer(port, "/healthz") == (200, "ok")
        assert answer(port, "/")[0] == 200
        other.execute("ROLLBACK")


def test_a_taken_port_is_said_in_a_sentence(home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(home, "serve", "--port", str(port))

    assert done.returncode == 1
    assert done.stderr == f"smilemark serve: 位址 127.0.0.1 連接埠 {port} 無法使用（可能已有程式在用）。\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["serve", "--port", "99999"], "--port 99999 不是可用的連接埠（1 至 65535）。"),
        (["serve", "--workers", "0"], "--workers 至少為 1。"),
        (["serve", "--demo"], "展示模式請以 smilemark demo 啟動。"),
        (["worker", "--demo"], "展示模式請以 smilemark demo 啟動。"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(home, words, said):
    done = run(home, *words)

    assert (done.returncode, done.stderr) == (1, f"smilemark {words[0]}: {said}\n")


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_database_not_prepared_is_refused(tmp_path, command):
    done = run(tmp_path, command)

    assert done.returncode == 1
    assert "請先執行 smilemark migrate" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["serve", "worker", "migrate"])
def test_a_demo_is_only_started_by_demo(home, command):
    ask(home, "UPDATE foundation_installation SET is_demo = 1")

    done = run(home, command)

    assert done.returncode == 1
    assert "只能以 smilemark demo 啟動" in done.stderr


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_an_installation_is_never_opened_as_a_demo(home, command):
    done = run(home, command, SMILEMARK_DEMO="1")

    assert done.returncode == 1
    assert "此資料庫是正式資料，不能以展示模式啟動" in done.stderr


def test_a_database_that_does_not_answer_is_said(home):
    done = run(home, "serve", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")

    assert done.returncode == 1
    assert (
        done.stderr.strip().splitlines()[-1]
        == "smilemark serve: 資料庫沒有回應，請檢查 DATABASE_URL 或 SMILEMARK_HOME。"
    )
    assert "Traceback" not in done.stderr


def test_the_worker_draws_what_waits_and_stops_when_told(home):
    words = json.dumps({"letter": {"agency": "甲", "to": "乙", "date": "d", "number": "n", "subject": "s"}})
    ask(
        home,
        "INSERT INTO foundation_storeddocument (template, template_version, words, title, dated_at, state, sha256, size,"
        " error, is_signed) VALUES ('foundation/specimen', '', ?, '樣張', '2026-06-01 04:00:00', 'waiting', '', 0, '', 0)",
        words,
    )
    made = run(
        home, "shell", "--verbosity", "0", "-c",
        "from smilemark.foundation import jobs; jobs.start('foundation.draw', document_id=1)",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    worker = subprocess.Popen(
        [sys.executable, "-m", "smilemark", "worker", "--interval", "0.1"],
        env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
    )  # fmt: skip
    until = time.monotonic() + PATIENCE
    while ask(home, "SELECT state FROM foundation_storeddocument") == [("waiting",)] and time.monotonic() < until:
        time.sleep(0.1)

    worker.send_signal(signal.SIGTERM)
    said, _none = worker.communicate(timeout=PATIENCE)

    # The words lack most of the specimen: the paper fails, is said to have failed, and the worker goes on.
    assert ask(home, "SELECT state FROM foundation_storeddocument") == [("failed",)]
    assert worker.returncode == 0
    assert "Traceback" not in said
    assert ask(home, "SELECT count(*) FROM foundation_workerbeat") == [(0,)]


def test_a_backup_is_consistent_while_serving_and_comes_back(serving, home, tmp_path):
    ask(home, "INSERT INTO foundation_counter (name, value) VALUES ('certificate', 41)")
    kept = run(
        home, "shell", "--verbosity", "0", "-c",
        "from smilemark.foundation import files; print(files.put([b'one']))",
    )  # fmt: skip
    assert kept.returncode == 0, kept.stderr
    place = tmp_path / "backup"

    done = run(home, "backup", str(place))

    assert (done.returncode, done.stdout) == (0, f"已備份資料庫及 1 個檔案至 {place}。\n")
    fresh = tmp_path / "fresh"
    back = run(fresh, "restore", str(place))
    assert back.returncode == 0, back.stderr
    assert "資料庫及 1 個檔案。" in back.stdout
    assert ask(fresh, "SELECT value FROM foundation_counter") == [(41,)]
    (restored,) = [p for p in (fresh / "files").rglob("*") if p.is_file()]
    assert restored.read_bytes() == b"one"
    assert run(fresh, "verify-events", "--files").returncode == 0


def test_a_backup_does_not_write_over_anything(home, tmp_path):
    (tmp_path / "mine.txt").write_text("mine")

    done = run(home, "backup", str(tmp_path))

    assert (done.returncode, done.stderr) == (1, f"smilemark backup: {tmp_path} 不是空的資料夾，請另指定一個。\n")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda place: (place / "database.sqlite3").write_bytes(b"x"), "與清單的雜湊值不符，未還原任何資料"),
        (lambda place: (place / "database.sqlite3").unlink(), "備份缺少 database.sqlite3，未還原任何資料"),
        (lambda place: (place / "manifest.json").write_text("{"), "不是完整的備份"),
        (
            lambda place: (place / "manifest.json").write_text(
                '{"form": 1, "engine": "sqlite", "sha256": {"database.sqlite3": "x", "files/../../etc/x": "y"}}'
            ),
            "雜湊值不符",
        ),
    ],
)
def test_a_damaged_backup_is_refused_and_nothing_changed(home, tmp_path, harm, said):
    place, fresh = tmp_path / "backup", tmp_path / "fresh"
    assert run(home, "backup", str(place)).returncode == 0
    harm(place)

    done = run(fresh, "restore", str(place))

    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (fresh / "files").exists()


def test_a_restore_does_not_replace_data_unasked(home, tmp_path):
    place = tmp_path / "backup"
    assert run(home, "backup", str(place)).returncode == 0
    ask(
        home,
        "INSERT INTO foundation_event (stream, sequence, kind, at, data, text_hash, previous_hash, hash)"
        " VALUES ('a', 1, 'k', '2026-06-01', '{}', '', '', '')",
    )

    done = run(home, "restore", str(place))
    forced = run(home, "restore", str(place), "--replace")

    assert (done.returncode, "請加 --replace" in done.stderr) == (1, True)
    assert forced.returncode == 0, forced.stderr
    assert ask(home, "SELECT count(*) FROM foundation_event") == [(0,)]


@pytest.mark.skipif(
    "postgresql" not in settings.DATABASES["default"]["ENGINE"], reason="the way of PostgreSQL needs one that answers"
)
def test_postgresql_is_dumped_and_restored(tmp_path, db_with_flush, noon):
    numbering.raise_to("certificate", 41)
    backups.back_up(tmp_path / "backup", at=noon)
    numbering.raise_to("certificate", 99)

    manifest = backups.restore(tmp_path / "backup", replace=True)

    assert manifest["engine"] == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM foundation_counter WHERE name = 'certificate'")
        assert cursor.fetchone() == (41,)
