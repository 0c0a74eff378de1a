"""A real server on a home of its own, and a browser's way of speaking to it: one connection, cookies, a token."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds a thing may take on a busy machine before the test gives up."""

GONE = (ConnectionError, http.client.HTTPException, TimeoutError, OSError)
"""What a client meets when its server was killed."""


def environment(home: Path, database: str = "") -> dict[str, str]:
    """The environment of a process on this home; ``database`` is a DATABASE_URL, else SQLite in the home."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SMILEMARK_", "DATABASE_", "DJANGO_"))
    }
    own = {"SMILEMARK_HOME": str(home), "PYTHONPATH": str(ROOT / "src")}
    return kept | own | ({"DATABASE_URL": database} if database else {})


def run(words: list[str], surroundings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """``python -m words`` to its end."""
    return subprocess.run(
        [sys.executable, "-m", *words],
        env=surroundings, capture_output=True, text=True, timeout=180, check=False, cwd=ROOT,
    )  # fmt: skip


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def start(words: list[str], surroundings: dict[str, str]) -> subprocess.Popen[bytes]:
    """``python -m smilemark words`` as the head of a process group of its own; what it says goes to ``said``."""
    with said(surroundings).open("ab") as log:
        return subprocess.Popen(
            ["env", "--default-signal=INT", sys.executable, "-m", "smilemark", *words],  # as a terminal starts it
            env=surroundings, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT, start_new_session=True,
        )  # fmt: skip


def said(surroundings: dict[str, str]) -> Path:
    """The file of what started processes said."""
    home = Path(surroundings["SMILEMARK_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    return home / "said.log"


def kill_all(server: subprocess.Popen[bytes]) -> None:
    """``kill -9`` to the whole process group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


@contextlib.contextmanager
def serving(
    surroundings: dict[str, str], *, workers: int = 1, threads: int = 4
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """``smilemark serve`` that answers; killed at the end if nobody did before."""
    port = free_port()
    server = start(["serve", "--port", str(port), "--workers", str(workers), "--threads", str(threads)], surroundings)
    try:
        until_it_answers(port, server, surroundings)
        yield port, server
    finally:
        kill_all(server)


def until_it_answers(port: int, server: subprocess.Popen[bytes], surroundings: dict[str, str]) -> None:
    """Wait for the health check."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert server.poll() is None, said(surroundings).read_text()
        try:
            if Visitor(port).get("/healthz").status == http.HTTPStatus.OK:
                return
        except GONE:
            time.sleep(0.05)
    raise AssertionError("the server does not answer")


class Answer:
    """What came back."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.text = response.read().decode()

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        return self.headers["Location"] or ""


class Visitor:
    """One browser: a connection that stays open, and its cookies."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.cookies = dict(cookies or {})
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def get(self, path: str) -> Answer:
        """Look at a page."""
        return self._send("GET", path)

    def post(self, path: str, **fields: object) -> Answer:
        """Send a form with the token of the pages seen."""
        form = urlencode({"csrfmiddlewaretoken": self.cookies.get("csrftoken", ""), **fields})
        return self._send("POST", path, form.encode(), {"Content-Type": "application/x-www-form-urlencoded"})

    def upload(self, path: str, body: Iterator[bytes], length: int, boundary: str) -> Answer:
        """Send a form with a file, piece by piece."""
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": str(length)}
        return self._send("POST", path, body, kind)

    def sign_in(self, username: str, password: str) -> None:
        """As a person does it: open the page, fill the form."""
        page = self.get("/accounts/login/")
        assert page.status == http.HTTPStatus.OK
        (token, *_more) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        answer = self.post("/accounts/login/", login=username, password=password, csrfmiddlewaretoken=token)
        assert answer.status == http.HTTPStatus.FOUND, answer.text
        assert self.cookies["sessionid"]

    def _send(
        self, method: str, path: str, body: bytes | Iterator[bytes] | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._connection.request(method, path, body, {**(headers or {}), "Cookie": cookies})
        answer = Answer(self._connection.getresponse())
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer
