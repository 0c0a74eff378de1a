"""300 MB sent to the real server: refused at its field, and neither memory nor disk is filled with it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from tests.resilience.serving import Visitor, environment, run, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow
MEGABYTE = 1024 * 1024
LARGE = 300 * MEGABYTE
BOUNDARY = "----smilemark"
ROOM = 96 * MEGABYTE
"""What a server may need beside its code while it reads an upload: the limit of a file is 25 MB."""


def _form(token: str) -> tuple[bytes, bytes]:
    """What stands before and after the content of the file."""
    fields = {"csrfmiddlewaretoken": token, "kind": "other"}
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="大.pdf"\r\n'
    return "".join([*parts, head, "Content-Type: application/pdf\r\n\r\n%PDF-1.7\n"]).encode(), (
        f"\r\n--{BOUNDARY}--\r\n".encode()
    )


def _body(head: bytes, tail: bytes, seen: list[int], server: psutil.Process) -> Iterator[bytes]:
    """The form piece by piece; notes how much memory the server has while it is being sent."""
    yield head
    for piece in range(LARGE // MEGABYTE):
        yield bytes(MEGABYTE)
        if piece % 10 == 0:
            seen.append(_memory(server))
    yield tail


def _memory(server: psutil.Process) -> int:
    return sum(process.memory_info().rss for process in [server, *server.children(recursive=True)])


def _large_files() -> set[Path]:
    return {
        place
        for place in Path(tempfile.gettempdir()).glob("*.upload*")
        if place.is_file() and place.stat().st_size > 26 * MEGABYTE
    }


def test_300_megabytes_are_refused_at_the_field_with_bounded_memory(tmp_path: Path) -> None:
    surroundings = environment(tmp_path / "home")
    assert run(["smilemark", "migrate", "--verbosity", "0"], surroundings).returncode == 0
    prepared = json.loads(run(["tests.resilience.database", "prepare", "1"], surroundings).stdout)
    number = prepared["cases"][0]["number"]
    page = f"/apply/{number}/documents/"

    with serving(surroundings) as (port, started):
        server = psutil.Process(started.pid)
        visitor = Visitor(port)
        visitor.sign_in(prepared["username"], prepared["password"])
        assert visitor.get(page).status == 200
        before, large_before = _memory(server), _large_files()
        seen: list[int] = []
        head, tail = _form(visitor.cookies["csrftoken"])
        answer = visitor.upload(page, _body(head, tail, seen, server), len(head) + LARGE + len(tail), BOUNDARY)
        after = _memory(server)
        again = visitor.get(page)

    assert answer.status == 409
    assert "「大.pdf」有 300 MB，超過單一檔案上限 25 MB，未儲存。請縮小或分割後再上傳。" in answer.text
    assert max([*seen, after]) - before < ROOM
    assert _large_files() <= large_before
    assert again.status == 200
    assert "大.pdf" not in again.text
    assert [p for p in (tmp_path / "home" / "files").rglob("*") if p.is_file() and p.stat().st_size > MEGABYTE] == []
