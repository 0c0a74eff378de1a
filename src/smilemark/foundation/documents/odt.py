"""The editable form of a paper: an OpenDocument text built from the same words as the PDF.

The parts are said here, how they look (A4, Kai type, ruled tables, page numbers) in ``odt_look``. Text is data: what
a person typed is never read as markup, and a line break in it starts a paragraph.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from smilemark.foundation.documents import odt_look, pictures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import odfdo

_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SPACES = re.compile(r"  +")


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """A heading (level 1 to 4; none if empty) and its paragraphs; ``align``: start, ``end``, ``center``, or ``large``."""

    heading: str
    texts: Sequence[str] = ()
    level: int = 2
    align: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption (none if empty) and a head row, which every page repeats.

    Attributes:
        rows: texts; ``None`` continues the cell above it.
        widths: of the columns, in relation to each other; all the same if empty.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str | None]]
    widths: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels and values in a ruled table: each row one or more pairs side by side."""

    rows: Sequence[Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures with their captions, two in a row: dictionaries of ``documents.Picture``; words where there are none."""

    photos: Sequence[Mapping[str, str]]
    otherwise: str = "無"


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


Part = Paragraphs | Table | Fields | Pictures | NewPage


@dataclass(frozen=True, slots=True)
class Odt:
    """A whole document: title (of the file; what is printed are the parts), its moment, and parts in their order."""

    title: str
    at: datetime
    parts: Sequence[Part] = field(default_factory=tuple)

    def to_bytes(self) -> bytes:
        """The file."""
        import odfdo  # noqa: PLC0415  # slow to import, and most processes never build one

        document = odfdo.Document("text")
        document.body.clear()
        document.meta.title = self.title
        document.meta.language = "zh-TW"
        document.meta.creation_date = self.at.replace(tzinfo=None)
        document.meta.date = self.at.replace(tzinfo=None)
        elements = [
            element for number, part in enumerate(self.parts, start=1) for element in _elements(part, number, document)
        ]
        odt_look.dress(document, shares={share for part in self.parts for share in _shares(part)})
        for element in elements:
            document.body.append(odfdo.Element.from_tag(element))
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()


def _elements(part: Part, number: int, document: odfdo.Document) -> list[str]:
    """The part as elements of the body."""
    match part:
        case Paragraphs():
            heading = [_heading(part.heading, part.level)] if part.heading else []
            style = {"end": "End", "center": "Middle", "large": "Large"}.get(part.align, "Text_20_body")
            return heading + [one for text in part.texts for one in _paragraphs(text, style)]
        case Table():
            caption = _paragraphs(part.caption, "Caption") if part.caption else []
            return [*caption, _table(part, f"表{number}"), _paragraph("", "Gap")]
        case Fields():
            return [_fields(part, f"欄位{number}"), _paragraph("", "Gap")]
        case Pictures():
            return _pictures(part, f"照片{number}", document)
        case NewPage():
            return [_paragraph("", "NewPage")]


# ---- text -------------------------------------------------------------------------------------------------


def _written(text: str) -> str:
    """Text as XML: what XML cannot hold left out, runs of spaces kept."""
    safe = escape(_NO_XML.sub("", text)).replace("\t", "<text:tab/>")
    return _SPACES.sub(lambda run: f' <text:s text:c="{len(run.group()) - 1}"/>', safe)


def _paragraph(text: str, style: str) -> str:
    return f'<text:p text:style-name="{style}">{_written(text)}</text:p>'


def _paragraphs(text: str, style: str) -> list[str]:
    return [_paragraph(line, style) for line in text.splitlines() or [""]]


def _heading(text: str, level: int) -> str:
    return f'<text:h text:style-name="Heading_20_{level}" text:outline-level="{level}">{_written(text)}</text:h>'


# ---- tables -----------------------------------------------------------------------------------------------


def _cell(text: str, *, label: bool = False, rows: int = 1, columns: int = 1) -> str:
    """A ruled cell; ``label``: on grey, in bold."""
    style, inside = ("LabelCell", "LabelText") if label else ("Cell", "CellText")
    spans = f' table:number-rows-spanned="{rows}"' if rows > 1 else ""
    spans += f' table:number-columns-spanned="{columns}"' if columns > 1 else ""
    words = "".join(_paragraphs(text, inside))
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string"{spans}>{words}</table:table-cell>'
        + "<table:covered-table-cell/>" * (columns - 1)
    )


def _widths(part: Part) -> Sequence[float]:
    """The columns of a part in relation to each other; none where it is no table."""
    match part:
        case Table():
            return part.widths or [1] * len(part.head)
        case Fields():
            most = max(len(row) for row in part.rows)
            return [1, 5 / most - 1] * most
        case Pictures():
            return [1, 1] if part.photos else []
        case _:
            return []


def _shares(part: Part) -> list[int]:
    """What each column takes of the sheet, in thousandths."""
    widths = _widths(part)
    return [round(1000 * width / sum(widths)) for width in widths]


def _columns(part: Part) -> str:
    names = (odt_look.column_style(share) for share in _shares(part))
    return "".join(f'<table:table-column table:style-name="{name}"/>' for name in names)


def _table(part: Table, name: str) -> str:
    head = "".join(_cell(text, label=True) for text in part.head)
    body = []
    for y, row in enumerate(part.rows):
        cells = []
        for x, text in enumerate(row):
            if text is None:
                cells.append("<table:covered-table-cell/>")
                continue
            below = next((n for n, later in enumerate(part.rows[y + 1 :]) if later[x] is not None), None)
            height = (len(part.rows) - y) if below is None else below + 1
            cells.append(_cell(text, rows=height))
        body.append(f'<table:table-row table:style-name="Row">{"".join(cells)}</table:table-row>')
    first = f"<table:table-header-rows><table:table-row>{head}</table:table-row></table:table-header-rows>"
    return _ruled(part, name, first + "".join(body))


def _fields(part: Fields, name: str) -> str:
    most = max(len(row) for row in part.rows)
    rows = []
    for row in part.rows:
        cells = []
        for place, (label, value) in enumerate(row, start=1):
            last = 2 * (most - len(row)) + 1 if place == len(row) else 1
            cells.append(_cell(label, label=True) + _cell(value, columns=last))
        rows.append(f'<table:table-row table:style-name="Row">{"".join(cells)}</table:table-row>')
    return _ruled(part, name, "".join(rows))


def _ruled(part: Part, name: str, rows: str) -> str:
    return f'<table:table table:name={quoteattr(name)} table:style-name="Ruled">{_columns(part)}{rows}</table:table>'


# ---- pictures ---------------------------------------------------------------------------------------------

PICTURE_WIDTH = 7.8
"""Centimetres: two stand side by side."""


def _pictures(part: Pictures, name: str, document: odfdo.Document) -> list[str]:
    if not part.photos:
        return _paragraphs(part.otherwise, "Text_20_body")
    cells = [_picture_cell(photo, f"{name}之{n}", document) for n, photo in enumerate(part.photos, start=1)]
    if len(cells) % 2:
        cells.append("<table:table-cell/>")
    rows = "".join(
        f'<table:table-row table:style-name="Row">{left}{right}</table:table-row>'
        for left, right in zip(cells[::2], cells[1::2], strict=True)
    )
    return [_ruled(part, name, rows), _paragraph("", "Gap")]


def _picture_cell(photo: Mapping[str, str], name: str, document: odfdo.Document) -> str:
    drawn = pictures.small(photo["picture"])
    frame = "照片檔案無法顯示"
    if drawn is not None:
        place = document.add_file(io.BytesIO(drawn.content))
        height = PICTURE_WIDTH * drawn.height / drawn.width
        frame = (
            f'<draw:frame draw:name={quoteattr(name)} text:anchor-type="as-char" svg:width="{PICTURE_WIDTH}cm" '
            f'svg:height="{height:.2f}cm"><draw:image xlink:href={quoteattr(place)} xlink:type="simple" '
            f'xlink:show="embed" xlink:actuate="onLoad"/><svg:desc>{_plain(photo["alt"])}</svg:desc></draw:frame>'
        )
    caption = "".join(_paragraphs(photo["caption"], "PictureText"))
    return f'<table:table-cell><text:p text:style-name="PictureText">{frame}</text:p>{caption}</table:table-cell>'


def _plain(text: str) -> str:
    return escape(_NO_XML.sub("", text))


def boxes(choices: Sequence[Mapping[str, Any]], *, between: str = "　") -> str:
    """Boxes with their words, ticked or not: dictionaries with ``ticked`` and ``text``."""
    return between.join(f"{'☑' if choice['ticked'] else '☐'}{choice['text']}" for choice in choices)
