"""Files people give: typed by content, hashed, limited, never under a path of theirs."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from smilemark.foundation import files
from smilemark.foundation.models import StoredFile
from smilemark.foundation.moves import Refused

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\0" * 40
EXE = b"MZ\x90\x00\x03" + b"\0" * 300
ODT = b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.textPK\x03\x04"
ODS = b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK\x03\x04"


@pytest.fixture(autouse=True)
def root(settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def all_files(root: Path) -> list[Path]:
    return [place for place in root.rglob("*") if place.is_file()]


def test_a_file_is_kept_once_under_its_hash(root, user, noon):
    first = files.store(SimpleUploadedFile("切結書.pdf", PDF), by=user, at=noon)
    second = files.store(SimpleUploadedFile("別名.pdf", PDF), by=user, at=noon)

    sha256 = hashlib.sha256(PDF).hexdigest()
    assert all_files(root) == [root / sha256[:2] / sha256[2:4] / sha256]
    assert (first.sha256, first.size, first.content_type, first.original_name, first.stored_by_id) == (
        sha256, len(PDF), "application/pdf", "切結書.pdf", user.pk,
    )  # fmt: skip
    assert second.sha256 == sha256
    with files.open(first) as stream:
        assert stream.read() == PDF


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (PDF, files.PDF), (PNG, files.PNG), (JPEG, files.JPEG), (ODT, files.ODT), (ODS, files.ODS),
        (EXE, ""), (b"PK\x03\x04" + b"\0" * 40, files.ZIP), ("證書編號,品名\n".encode(), files.CSV),
        (b"\x7fELF\x02\x01" + b"\0" * 40, ""), (b"GIF89a" + b"\0" * 20, ""), (b"", ""),
    ],
)  # fmt: skip
def test_the_type_comes_from_the_content(head, found):
    assert files.content_type_of(head) == found


def test_a_program_called_pdf_is_refused_and_the_field_named(root, user, noon):
    with pytest.raises(Refused) as refusal:
        files.store(SimpleUploadedFile("切結書.pdf", EXE), by=user, at=noon, field="affidavit")

    assert refusal.value.field == "affidavit"
    assert (
        refusal.value.reason == "「切結書.pdf」的內容不是可接受的檔案格式（可接受：JPEG、ODS、ODT、PDF、PNG），未儲存。"
    )
    assert not StoredFile.objects.exists()
    assert all_files(root) == [] if root.exists() else True


def test_an_empty_and_a_too_large_file_are_refused(root, user, noon, settings):
    settings.FILE_SIZE_LIMIT = 1024 * 1024

    with pytest.raises(Refused, match=r"「a\.pdf」是空的檔案"):
        files.store(SimpleUploadedFile("a.pdf", b""), by=user, at=noon)
    with pytest.raises(Refused, match=r"「b\.pdf」有 2 MB，超過單一檔案上限 1 MB，未儲存"):
        files.store(SimpleUploadedFile("b.pdf", PDF + b"\0" * 2 * 1024 * 1024), by=user, at=noon)

    assert not root.exists()


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\桌面\\切結書.pdf", "切結書.pdf"),
        ("a\x00b\r\n\x1b[31mc.pdf", "ab[31mc.pdf"),
        ("報告\u202efdp.exe", "報告fdp.exe.pdf"),
        ("𠮷野家👨‍👩‍👧‍👦.pdf", "𠮷野家👨‍👩‍👧‍👦.pdf"),
        ("   . ", "未命名.pdf"),
        ("照片.PDF", "照片.PDF"),
        ("甲" * 300 + ".pdf", "甲" * 196 + ".pdf"),
    ],
)
def test_a_name_loses_paths_and_control_characters_and_keeps_rare_ones(given_name, kept):
    assert files.clean_name(given_name, files.PDF) == kept


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=400))
def test_any_name_becomes_a_safe_one(name):
    kept = files.clean_name(name, files.PDF)

    assert 1 <= len(kept) <= 200
    assert not set(kept) & set("/\\\x00\r\n\u202e")
    kept.encode()


def test_a_full_disk_is_said_in_a_sentence_and_leaves_nothing(root, user, noon, monkeypatch):
    def no_room(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)

    with pytest.raises(Refused, match="儲存空間不足，檔案未儲存") as refusal:
        files.store(SimpleUploadedFile("a.pdf", PDF), by=user, at=noon, field="photo")

    assert refusal.value.field == "photo"
    assert all_files(root) == []
    assert not StoredFile.objects.exists()


def test_many_writers_of_the_same_content_leave_one_whole_file(root):
    content = os.urandom(300_000)
    threads = [threading.Thread(target=files.put, args=([content],)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [place.read_bytes() for place in all_files(root)] == [content]


def test_a_download_is_an_attachment_in_a_sandbox_with_its_own_name(user, noon):
    stored = files.store(SimpleUploadedFile('切"結書\u202e.pdf', PDF), by=user, at=noon)

    answer = files.response(stored, inline=True)

    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E5%88%87%22%E7%B5%90%E6%9B%B8.pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content) == PDF


def test_a_picture_may_be_shown_in_the_page(user, noon):
    stored = files.store(SimpleUploadedFile("photo.png", PNG), by=user, at=noon, allowed=files.IMAGES)

    assert files.response(stored, inline=True)["Content-Disposition"] == 'inline; filename="photo.png"'
    assert files.response(stored)["Content-Disposition"] == 'attachment; filename="photo.png"'
