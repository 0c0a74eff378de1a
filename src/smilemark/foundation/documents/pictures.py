"""Pictures on papers: made small once, the same bytes for the PDF and the editable form.

In the words of a paper a picture is a dictionary with the key ``picture`` (SHA-256 of a kept file), ``caption`` and
``alt``; ``asdict(Picture(...))`` gives one. The template draws a list of them with ``photo-grid``.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.foundation import files

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 1000
"""Pixels of the longer side: a printed width of eight centimetres at 300 dpi."""
QUALITY = 80
MOST_PIXELS = 50_000_000
"""More than this is not opened (after a JPEG was decoded at a fraction of its size)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture among the words of a paper.

    Attributes:
        picture: SHA-256 of the kept file. caption: printed below it. alt: what a reader who does not see it is told.
    """

    picture: str
    caption: str
    alt: str


@dataclass(frozen=True, slots=True)
class Small:
    """A picture as papers hold it: JPEG, RGB, upright, without what the camera noted; width and height in pixels."""

    content: bytes
    width: int
    height: int

    @property
    def svg(self) -> str:
        """The picture wrapped as a drawing: the one way to hand bytes to a template as text."""
        data = base64.b64encode(self.content).decode()
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="{self.width}" height="{self.height}" viewBox="0 0 {self.width} {self.height}">'
            f'<image width="{self.width}" height="{self.height}" xlink:href="data:image/jpeg;base64,{data}"/></svg>'
        )


def small(sha256: str) -> Small | None:
    """The kept picture made small; None where it is gone, broken or of more pixels than may be opened."""
    from PIL import Image, ImageOps  # noqa: PLC0415  # slow to load, and most papers have no picture

    try:
        with files.place_of(sha256).open("rb") as stream, Image.open(stream, formats=("JPEG", "PNG")) as opened:
            opened.draft("RGB", (2 * LONGEST, 2 * LONGEST))
            if opened.width * opened.height > MOST_PIXELS:
                return None
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    upright.thumbnail((LONGEST, LONGEST))
    flat = Image.new("RGB", upright.size, "white")
    flat.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY)
    return Small(out.getvalue(), *flat.size)


def named_in(words: Any) -> Iterator[str]:  # noqa: ANN401  # any JSON
    """The hashes of the pictures the words name."""
    if isinstance(words, dict):
        if isinstance(words.get("picture"), str):
            yield words["picture"]
        for value in words.values():
            yield from named_in(value)
    elif isinstance(words, list | tuple):
        for value in words:
            yield from named_in(value)
