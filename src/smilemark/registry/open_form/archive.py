"""Reading the zip: refused whole, with one sentence, when it is not what the form says."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Self

from smilemark.registry.open_form.row import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

MANIFEST = "manifest.csv"
_MOST_FILES = 500
_MOST_BYTES = 1024 * 1024 * 1024
_MOST_RATIO = 200
"""A member that unpacks to more than this many times its packed size, and is large, is taken for a zip bomb."""
_LARGE = 16 * 1024 * 1024
_DRIVE = re.compile(r"[A-Za-z]:")


class Unreadable(Exception):  # noqa: N818  # an answer about a file, not a defect of ours
    """The archive is refused whole; the text is one sentence for the person who gave it."""


class Archive:
    """An open zip of the official form. Every data file is streamed; nothing is written to disk."""

    def __init__(self, place: Path) -> None:
        """Open the zip and check its names, sizes and manifest.

        Raises:
            Unreadable: no zip, paths outside, too large, or no usable manifest.
        """
        self.place = place
        try:
            self._zip = zipfile.ZipFile(place)
        except FileNotFoundError:
            raise Unreadable(f"找不到檔案「{place}」。") from None
        except IsADirectoryError:
            raise Unreadable(f"「{place}」是資料夾，不是 zip 檔。") from None
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise Unreadable(f"「{place.name}」不是可讀取的 zip 檔。") from None
        try:
            self._check_members()
            self.files = self._manifest()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        """The archive itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the zip."""
        self._zip.close()

    @property
    def size(self) -> int:
        """Bytes of all data files once unpacked."""
        return sum(self._zip.getinfo(name).file_size for name in self.files)

    def _check_members(self) -> None:
        members = self._zip.infolist()
        if len(members) > _MOST_FILES:
            raise Unreadable(f"zip 內有 {len(members)} 個檔案，超過上限 {_MOST_FILES} 個。")
        seen: set[str] = set()
        for member in members:
            name = member.orig_filename
            if (
                "\\" in name
                or "\0" in name
                or _DRIVE.match(name)
                or PurePosixPath(name).is_absolute()
                or (".." in PurePosixPath(name).parts)
            ):
                raise Unreadable(f"zip 內的檔名「{name[:80]!a}」指向資料夾之外，整批不予匯入。")
            if name in seen:
                raise Unreadable(f"zip 內有兩個同名檔案「{name}」，整批不予匯入。")
            seen.add(name)
            if member.flag_bits & 1:
                raise Unreadable(f"zip 內的「{name}」設有密碼，無法讀取。")
            if member.file_size > _LARGE and member.file_size > _MOST_RATIO * max(member.compress_size, 1):
                raise Unreadable(f"zip 內的「{name}」壓縮比異常，整批不予匯入。")
        if sum(member.file_size for member in members) > _MOST_BYTES:
            raise Unreadable(f"zip 解開後超過 {_MOST_BYTES // 1024 // 1024} MB 之上限，整批不予匯入。")

    def _manifest(self) -> list[str]:
        if MANIFEST not in self._zip.namelist():
            raise Unreadable(f"zip 內沒有 {MANIFEST}。")
        lines = self._lines(MANIFEST)
        _, header = next(lines, (0, []))
        if "name" not in header:
            raise Unreadable(f"{MANIFEST} 應有 name 欄。")
        place = header.index("name")
        listed = [cells[place] for _, cells in lines if len(cells) > place]
        names = [name for name in listed if name and name != MANIFEST and not name.startswith("schema-")]
        known = set(self._zip.namelist())
        for name in names:
            if name not in known:
                raise Unreadable(f"{MANIFEST} 所列的「{name}」不在 zip 內。")
        return list(dict.fromkeys(names))

    def rows(self, name: str) -> Iterator[tuple[int, list[str]]]:
        """(line, cells) of every row of a data file after the header; empty lines are left out.

        Raises:
            Unreadable: the header differs, or the text is not UTF-8 or not CSV.
        """
        lines = self._lines(name)
        header = next(lines, None)
        if header is None or tuple(header[1]) != COLUMNS:
            raise Unreadable(f"「{name}」的表頭與官方格式不符，應為：{','.join(COLUMNS)}。")
        for line, cells in lines:
            if cells:
                yield line, cells

    def _lines(self, name: str) -> Iterator[tuple[int, list[str]]]:
        read = 0
        try:
            with self._zip.open(name) as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
                reader = csv.reader(text, strict=True)
                for cells in reader:
                    read = reader.line_num
                    yield read, cells
        except UnicodeDecodeError:
            raise Unreadable(f"「{name}」第 {read + 1} 列之後不是有效的 UTF-8 文字，整批不予匯入。") from None
        except csv.Error:
            raise Unreadable(f"「{name}」第 {read + 1} 列不是有效的 CSV，整批不予匯入。") from None
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
            raise Unreadable(f"「{name}」在 zip 內已損壞，整批不予匯入（{type(error).__name__}）。") from None
        except Exception as error:
            # zlib.error and its kin derive from Exception only; anything of ours passes.
            if type(error).__module__ not in {"zlib", "_lzma", "bz2"} and type(error).__name__ != "error":
                raise
            raise Unreadable(f"「{name}」在 zip 內已損壞，整批不予匯入。") from None
