"""The text of a paper in either form, without white space, so that the same words can be looked for in both."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def squeezed(text: str) -> str:
    """The text without any white space: where lines end is the form's own affair."""
    return "".join(text.split())


def pdf_text(content: bytes) -> str:
    """What a PDF says, but for its page numbers."""
    text = squeezed("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))
    return re.sub(r"第\d+頁，共\d+頁", "", text)


def odt_text(content: bytes) -> str:
    """What an OpenDocument text says."""
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return squeezed(unescape(re.sub(r"<[^>]+>", "", opened.read("content.xml").decode())))


def words_of_letter(words: Mapping[str, Any]) -> Iterator[str]:
    """Everything a letter says of its own."""
    yield from (words["sender"], words["addressee"], words["dated"], words["number"], words["subject"], words["remedy"])
    yield from words["addressee_details"]
    for part in words["sections"]:
        yield part["title"]
        yield from part["items"]
    yield from words["copies_to"]
    yield from words["signature"]
