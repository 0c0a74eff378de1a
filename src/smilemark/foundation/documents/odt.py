"""The editable form of a paper: an OpenDocument text built from its words."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import odfdo


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """A heading (level 1 to 4; none if empty) and its paragraphs."""

    heading: str
    texts: Sequence[str] = ()
    level: int = 2


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption and a head row."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Odt:
    """A whole document: title and parts in their order."""

    title: str
    at: datetime
    parts: Sequence[Paragraphs | Table] = field(default_factory=tuple)

    def to_bytes(self) -> bytes:
        """The file."""
        import odfdo  # noqa: PLC0415  # slow to import, and most processes never build one

        document = odfdo.Document("text")
        body = document.body
        body.clear()
        document.meta.title = self.title
        document.meta.language = "zh-TW"
        document.meta.creation_date = self.at.replace(tzinfo=None)
        document.meta.date = self.at.replace(tzinfo=None)
        body.append(odfdo.Header(1, self.title))
        for number, part in enumerate(self.parts, start=1):
            if isinstance(part, Table):
                body.append(odfdo.Paragraph(part.caption))
                body.append(_table(part, f"表{number}"))
            else:
                if part.heading:
                    body.append(odfdo.Header(part.level, part.heading))
                for text in part.texts:
                    body.append(odfdo.Paragraph(text))
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def _table(part: Table, name: str) -> odfdo.Table:
    import odfdo  # noqa: PLC0415  # see above

    table = odfdo.Table(name, width=len(part.head), height=len(part.rows) + 1)
    for y, row in enumerate((part.head, *part.rows)):
        for x, text in enumerate(row):
            table.set_value((x, y), text)
    return table
