"""Backup and restore: database, files, and a list of hashes; consistent while the site is serving.

The database is copied first, at one moment; files are only ever added, so what it names is there when they
are copied.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, connection

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

MANIFEST, FILES = "manifest.json", "files"
_DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
_FORM = 1
_ERROR_LENGTH = 300


class BackupError(Exception):
    """It cannot be done; the sentence says why and what to do."""


def back_up(place: Path, *, at: datetime) -> dict[str, Any]:
    """Write a backup into a new or empty folder; gives its list.

    Raises:
        BackupError: the folder is in use, or the database's own tool is missing.
    """
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise BackupError(f"{place} 不是空的資料夾，請另指定一個。")
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds everything, also what is personal
        name = _DATABASE[connection.vendor]
        (_dump_sqlite if connection.vendor == "sqlite" else _dump_postgresql)(place / name)
        entries = {name: _hash(place / name)}
        for relative, source in _kept_files():
            target = place / FILES / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            entries[f"{FILES}/{relative}"] = _hash(target)
        manifest = {"form": _FORM, "engine": connection.vendor, "at": at.isoformat(), "sha256": entries}
        _write(place / MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
    except OSError as error:
        raise BackupError(f"無法寫入 {place}：{error.strerror or error}") from error
    return manifest


def restore(place: Path, *, replace: bool) -> dict[str, Any]:
    """Check every hash, then put files and database back; gives the list.

    Args:
        place: a folder ``back_up`` wrote.
        replace: also where this installation holds data.

    Raises:
        BackupError: incomplete or changed backup, other database engine, or data in the way; nothing was
        changed.
    """
    manifest = checked(place)
    if manifest["engine"] != connection.vendor:
        raise BackupError(f"備份的資料庫是 {manifest['engine']}，目前設定的是 {connection.vendor}，無法還原。")
    if _holds_data() and not replace:
        raise BackupError("目前的資料庫已有資料；確定要取代時請加 --replace（請先停止網站及背景工作）。")
    for name in manifest["sha256"]:
        if name.startswith(f"{FILES}/"):
            target = Path(settings.FILES_ROOT) / name.removeprefix(f"{FILES}/")
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f".{target.name}.restoring")
            shutil.copyfile(place / name, beside)
            beside.replace(target)
    database = place / _DATABASE[connection.vendor]
    (_load_sqlite if connection.vendor == "sqlite" else _load_postgresql)(database)
    return manifest


def checked(place: Path) -> dict[str, Any]:
    """The list of a backup, after every hash was compared.

    Raises:
        BackupError: no backup, or something is missing or changed.
    """
    try:
        manifest: dict[str, Any] = json.loads((place / MANIFEST).read_text())
        entries = dict(manifest["sha256"])
        known = manifest["form"] == _FORM and manifest["engine"] in _DATABASE
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{place} 不是完整的備份（{MANIFEST} 無法讀取）。") from error
    if not known or _DATABASE[manifest["engine"]] not in entries:
        raise BackupError(f"{place} 的備份格式無法辨識。")
    for name, sha256 in sorted(entries.items()):
        part = place / name
        if ".." in Path(name).parts or Path(name).is_absolute():
            raise BackupError(f"備份清單含有不當的路徑：{name}")
        if not part.is_file():
            raise BackupError(f"備份缺少 {name}，未還原任何資料。")
        if _hash(part) != sha256:
            raise BackupError(f"備份中的 {name} 與清單的雜湊值不符，未還原任何資料。")
    return manifest


def _kept_files() -> Iterator[tuple[str, Path]]:
    """Finished files only: what is still coming in has a name that begins with a dot."""
    root = Path(settings.FILES_ROOT)
    for source in sorted(root.glob("??/??/*")):
        if source.is_file() and not source.name.startswith("."):
            yield str(source.relative_to(root)), source


def _hash(place: Path) -> str:
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write(place: Path, text: str) -> None:
    with place.open("w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _holds_data() -> bool:
    table = "foundation_event"
    try:
        if table not in connection.introspection.table_names():
            return False
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608  # a name of our own
            return cursor.fetchone() is not None
    except DatabaseError:
        return False


def _dump_sqlite(target: Path) -> None:
    """SQLite's own online copy: one moment, writers may go on."""
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def _load_sqlite(source: Path) -> None:
    """The hash was compared: what comes back is what was copied."""
    connection.ensure_connection()
    try:
        with closing(sqlite3.connect(source)) as kept:
            kept.backup(connection.connection)
    except sqlite3.Error as error:
        raise BackupError(f"資料庫無法還原（{error}）；請先停止網站及背景工作。") from error
    connection.close()


def _dump_postgresql(target: Path) -> None:
    _run_tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def _load_postgresql(source: Path) -> None:
    connection.close()
    _run_tool(
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
        str(source),
    )  # fmt: skip


def _run_tool(tool: str, *arguments: str) -> None:
    """PostgreSQL's own tools; the password travels in the environment, never on the command line."""
    found = shutil.which(tool)
    if found is None:
        raise BackupError(
            f"找不到 {tool}；請安裝 PostgreSQL 用戶端工具（Debian：apt install postgresql-client）後再試。"
        )
    where = connection.settings_dict
    environment = {**os.environ, "PGPASSWORD": str(where["PASSWORD"] or "")}
    target = [
        f"--dbname={where['NAME']}",
        f"--host={where['HOST'] or ''}",
        f"--username={where['USER'] or ''}",
    ]
    if where["PORT"]:
        target.append(f"--port={where['PORT']}")
    done = subprocess.run(  # noqa: S603  # our own arguments, no shell
        [found, *target, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{tool} 失敗：{done.stderr.strip()[:_ERROR_LENGTH]}")
