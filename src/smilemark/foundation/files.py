"""Files people give: typed by content, hashed, limited, kept under their hash, never served from a path of theirs.

A file lies at ``FILES_ROOT/ab/cd/<sha256>``. It is written beside its place, flushed to the disk and renamed,
so that a place holds the whole content or nothing. The same content is kept once. The given name is only ever
words in a header.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import tempfile
import unicodedata
from contextvars import ContextVar
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, TypeVar

import filetype  # type: ignore[import-untyped]  # it ships no types
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404
from django.utils.http import content_disposition_header

from smilemark.foundation.models import StoredFile
from smilemark.foundation.moves import Actor, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from django.http.response import HttpResponseBase

Answer = TypeVar("Answer", bound="HttpResponseBase")

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
ZIP, CSV = "application/zip", "text/csv"

IMAGES = frozenset({PNG, JPEG})
PAPERS = IMAGES | {PDF, ODT, ODS}
TABLES = frozenset({ODS, CSV, ZIP})

NAMES = {PDF: "PDF", PNG: "PNG", JPEG: "JPEG", ODT: "ODT", ODS: "ODS", ZIP: "ZIP", CSV: "CSV"}
_ENDINGS = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    ODT: (".odt",),
    ODS: (".ods",),
    ZIP: (".zip",),
    CSV: (".csv",),
}
ATTACHED = "sandbox; default-src 'none'; style-src 'none'"
SHOWN = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'none'"

_HEAD = 8192
_CHUNK = 1024 * 1024
_NAME_LIMIT = 200
_ODF_PLACE = slice(30, 38)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_UNSYNCED: ContextVar[bool] = ContextVar("files_unsynced", default=False)


class TooLarge(UploadedFile):  # type: ignore[type-arg]  # takes no argument at run time
    """An upload that passed the limit on its way in: its bytes were thrown away, only name and size are left."""


class NoRoom(UploadedFile):  # type: ignore[type-arg]  # takes no argument at run time
    """An upload the disk had no room to receive: its bytes were thrown away, only its name is left."""


class DiskFullError(OSError):
    """There is no room for the file; nothing of it was kept."""


def store(
    upload: UploadedFile[bytes],
    *,
    by: Actor,
    at: datetime,
    field: str = "file",
    allowed: frozenset[str] = PAPERS,
) -> StoredFile:
    """Keep an uploaded file and its row, inside the caller's transaction.

    Args:
        upload: as Django's forms give it.
        by: who gives it.
        at: when (aware).
        field: name of the form field a refusal is about.
        allowed: content types that are taken (``PAPERS``, ``IMAGES``, ``TABLES`` or a set of one's own).

    Raises:
        Refused: empty, too large, of another type than allowed, or no room; nothing was kept.
    """
    content_type = accepted_type(upload, field=field, allowed=allowed)
    upload.seek(0)
    try:
        sha256, size = put(upload.chunks(_CHUNK))
    except DiskFullError:
        raise Refused("儲存空間不足，檔案未儲存，其他資料未變更。請稍後再試或通知系統管理者。", field=field) from None
    return StoredFile.objects.create(
        sha256=sha256,
        size=size,
        content_type=content_type,
        original_name=clean_name(upload.name or "", content_type),
        stored_at=at,
        stored_by_id=by.pk,
    )


def accepted_type(upload: UploadedFile[bytes], *, field: str, allowed: frozenset[str]) -> str:
    """The content type of an upload that may be taken.

    Raises:
        Refused: naming the field, in a sentence that says what is allowed.
    """
    limit = settings.FILE_SIZE_LIMIT
    name = clean_name(upload.name or "")
    if isinstance(upload, NoRoom):
        raise Refused(
            f"儲存空間不足，「{name}」未儲存，其他資料未變更。請稍後再試或通知系統管理者。",
            field=field,
        )
    if isinstance(upload, TooLarge) or (upload.size or 0) > limit:
        size = (upload.size or 0) / 1024 / 1024
        raise Refused(
            f"「{name}」有 {size:.0f} MB，超過單一檔案上限 {limit // 1024 // 1024} MB，未儲存。請縮小或分割後再上傳。",
            field=field,
        )
    if not upload.size:
        raise Refused(f"「{name}」是空的檔案，請確認後重新上傳。", field=field)
    upload.seek(0)
    found = content_type_of(upload.read(_HEAD))
    if found not in allowed:
        kinds = "、".join(sorted(NAMES[kind] for kind in allowed))
        raise Refused(f"「{name}」的內容不是可接受的檔案格式（可接受：{kinds}），未儲存。", field=field)
    return found


def content_type_of(head: bytes) -> str:
    """What the first 8 KiB say the content is; "" if it is none of the known kinds."""
    if head[:4] == b"PK\x03\x04":
        return _zip_kind(head)
    guess = filetype.guess(head)
    if guess is not None:
        return guess.mime if guess.mime in NAMES else ""
    return CSV if _looks_like_text(head) else ""


def _zip_kind(head: bytes) -> str:
    """An OpenDocument file says its type in its first entry, unpacked, named ``mimetype``."""
    if head[_ODF_PLACE] != b"mimetype":
        return ZIP
    said = head[_ODF_PLACE.stop :]
    return next((kind for kind in (ODT, ODS) if said.startswith(kind.encode() + b"PK")), "") or next(
        (kind for kind in (ODT, ODS) if said.startswith(kind.encode())), ""
    )


def _looks_like_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:  # a character cut by the end of the head is no fault
            return False
        text = head[: error.start].decode("utf-8-sig")
    return bool(text) and not any(unicodedata.category(c) == "Cc" and c not in "\t\r\n" for c in text)


def clean_name(name: str, content_type: str = "") -> str:
    """The name to show: last path part, no control, direction or surrogate characters, at most 200, fitting ending.

    Rare characters (Ext-B and beyond) and emoji stay, with the joiners and selectors emoji are made of.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp") and not _is_bidi(c))
    kept = " ".join(kept.split()).strip(". ") or "未命名"
    endings = _ENDINGS.get(content_type, ())
    stem, ending = _parted(kept)
    if endings and ending.lower() not in endings:
        stem, ending = kept, endings[0]
    return stem[: _NAME_LIMIT - len(ending)] + ending if len(ending) < _NAME_LIMIT else kept[:_NAME_LIMIT]


def _parted(name: str) -> tuple[str, str]:
    """Stem and ending; a name that is all ending has none."""
    stem, dot, ending = name.rpartition(".")
    return (stem, dot + ending) if stem else (name, "")


def _is_bidi(character: str) -> bool:
    """Marks that turn the reading direction, by which ``fdp.exe`` can look like ``exe.pdf``."""
    return character in "\u061c\u200e\u200f" or "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"


def place_of(sha256: str) -> Path:
    """Where the content of this hash lies."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def put(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Keep content under its hash; gives hash and size in bytes.

    Raises:
        DiskFullError: no room; nothing was kept.
    """
    root = Path(settings.FILES_ROOT)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with _beside(root) as (temporary, stream):
            digest, size = hashlib.sha256(), 0
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                stream.write(chunk)
            stream.flush()
            _sync(stream.fileno())
            _settle(temporary, place_of(digest.hexdigest()))
    except OSError as error:
        if is_full(error):
            raise DiskFullError(error.errno, "no room for the file") from error
        raise
    return digest.hexdigest(), size


def is_full(error: OSError) -> bool:
    """Whether the disk (or what this user may take of it) is full."""
    return error.errno in _FULL


@contextlib.contextmanager
def _beside(root: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """A temporary file on the same disk; gone afterwards unless it was moved to its place."""
    handle, name = tempfile.mkstemp(prefix=".incoming-", dir=root)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield Path(name), stream
    finally:
        Path(name).unlink(missing_ok=True)


def _settle(temporary: Path, place: Path) -> None:
    """Move to the final place and let the disk know of the new name."""
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        _sync(folder)
    finally:
        os.close(folder)


def _sync(handle: int) -> None:
    if not _UNSYNCED.get():
        os.fsync(handle)


@contextlib.contextmanager
def unsynced() -> Iterator[None]:
    """Leave it to the system when the disk gets what is kept: for a load that is thrown away where it is not finished."""
    token = _UNSYNCED.set(True)
    try:
        yield
    finally:
        _UNSYNCED.reset(token)


def why_broken(sha256: str) -> str | None:
    """What is wrong with the content kept under this hash; None if it is whole."""
    place = place_of(sha256)
    if not place.is_file():
        return "its content is missing"
    with place.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    return None if found == sha256 else "its content does not match its hash"


def open(stored: StoredFile) -> BinaryIO:  # noqa: A001  # read as files.open(stored)
    """The content, to be closed by the caller."""
    return place_of(stored.sha256).open("rb")


def response(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """The file for a browser: its own name by RFC 5987, never sniffed, sandboxed, as attachment.

    Args:
        stored: the row; whether the reader may have it is the caller's question.
        inline: show in the page instead; heeded for pictures only (a PDF may hold active content).
    """
    if stored.disposed_on is not None:
        raise Http404("本檔案保存期限屆滿，已依規定銷毀。")
    attach = not (inline and stored.content_type in IMAGES)
    return guarded(FileResponse(open(stored), content_type=stored.content_type), stored.original_name, attach=attach)


def guarded(answer: Answer, name: str, *, attach: bool) -> Answer:
    """The headers every download of ours carries."""
    answer["Content-Disposition"] = content_disposition_header(attach, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    # A reader of PDF built into a browser does not start in a sandbox; what is shown in the page is ours or a picture.
    answer["Content-Security-Policy"] = ATTACHED if attach or answer["Content-Type"] in IMAGES else SHOWN
    answer["Cache-Control"] = "private, no-store"
    return answer
