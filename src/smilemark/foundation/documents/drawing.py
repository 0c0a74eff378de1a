"""From words to PDF: the Typst compiler kept warm, one per thread, all with the same fonts."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst
from django.apps import apps
from django.conf import settings

from smilemark.foundation.documents import pictures

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

STANDARDS: list[Any] = ["a-2a", "ua-1"]
"""PDF/A-2a (archival, tagged) and PDF/UA-1 (accessible)."""

_NAME = re.compile(r"[a-z_]+/[a-z0-9_]+")
_NEEDS = re.compile(r'(?:#import|#include|image\(|read\()\s*"(/[^"]+)"')
_local = threading.local()


class TemplateError(Exception):
    """The template cannot be drawn with these words; the text says where."""


@cache
def fonts() -> typst.Fonts:
    """The fonts of the system and of the folders in SMILEMARK_FONTS, searched once per process."""
    folders: list[Any] = [place for place in os.environ.get("SMILEMARK_FONTS", "").split(os.pathsep) if place]
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True, font_paths=folders)


def _compiler() -> typst.Compiler:
    """This thread's compiler: one cannot serve two threads at a time."""
    compiler: typst.Compiler | None = getattr(_local, "compiler", None)
    if compiler is None:
        compiler = typst.Compiler(root=settings.PACKAGE, font_paths=fonts())
        _local.compiler = compiler
    return compiler


def template_file(template: str) -> Path:
    """The file of the template ``app/name``.

    Raises:
        TemplateError: there is no such file.
    """
    if not _NAME.fullmatch(template):
        raise TemplateError(f"{template!r} is not the name of a template")
    label, name = template.split("/")
    place = Path(apps.get_app_config(label).path) / "typst" / label / f"{name}.typ"
    if not place.is_file():
        raise TemplateError(f"there is no template {template!r}")
    return place


@cache
def template_version(template: str) -> str:
    """SHA-256 over the template, all it imports, and the compiler's version: what drew the paper."""
    digest = hashlib.sha256(version("typst").encode())
    for place in sorted(_with_needs(template_file(template), set())):
        digest.update(place.name.encode() + b"\0" + place.read_bytes() + b"\0")
    return digest.hexdigest()


def _with_needs(place: Path, seen: set[Path]) -> set[Path]:
    if place not in seen:
        seen.add(place)
        for needed in _NEEDS.findall(place.read_text()):
            _with_needs(settings.PACKAGE / needed.lstrip("/"), seen)
    return seen


def render(
    template: str, words: Mapping[str, Any], *, title: str, at: datetime, standards: list[Any] | None = None
) -> bytes:
    """Draw now; the same words and moment give the same bytes.

    Args:
        template: ``app/name``.
        words: JSON values; the template reads them as ``words``, and the pictures they name as ``pictures``.
        title: the document's title in its metadata.
        at: the paper's moment; no other time goes into the file.
        standards: PDF standards to keep; none for a plain PDF.

    Raises:
        TemplateError: the compiler refused (a character no font has refuses under the standards).
    """
    inputs = {
        "words": json.dumps(dict(words), ensure_ascii=False, sort_keys=True),
        "title": title,
        "pictures": json.dumps(_drawn_pictures(words)),
    }
    try:
        drawn = _compiler().compile(
            input=template_file(template),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=STANDARDS if standards is None else standards,
            timestamp=int(at.timestamp()),
        )
    except typst.TypstError as error:
        raise TemplateError(f"{error.message} {' '.join(error.hints)}".strip()) from error
    if not isinstance(drawn, bytes):
        raise TemplateError("the compiler gave no PDF")
    return drawn


def _drawn_pictures(words: Mapping[str, Any]) -> dict[str, str]:
    """Hash -> drawing of the pictures named; empty for one that cannot be shown: it never blocks a paper."""
    found = {sha256: pictures.small(sha256) for sha256 in dict.fromkeys(pictures.named_in(words))}
    return {sha256: picture.svg if picture is not None else "" for sha256, picture in found.items()}
