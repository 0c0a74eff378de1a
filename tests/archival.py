"""What veraPDF asks of PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1), as far as a paper of ours can break it.

veraPDF itself is not run: it is published in Maven's repository and as an installer of its own, neither of which the
package registries this project installs from carry (Debian, PyPI and npm have none). Its rules are applied here with
qpdf (``pikepdf``) and ``fontTools``. ``complaints`` gives one sentence for each breach, led by the clause it breaks:
``A`` for ISO 19005-2, ``U`` for ISO 14289-1. What it leaves to the compiler: colour arithmetic inside ICC profiles, and
the programme code of fonts beyond glyphs, widths and code tables.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pikepdf
from fontTools.ttLib import TTFont
from tests import tagged

if TYPE_CHECKING:
    from collections.abc import Iterator

FILTERS = {
    "/FlateDecode", "/DCTDecode", "/RunLengthDecode", "/ASCIIHexDecode", "/ASCII85Decode", "/CCITTFaxDecode",
    "/JBIG2Decode", "/JPXDecode",
}  # fmt: skip
ACTIONS = {"/GoTo", "/GoToR", "/Thread", "/URI", "/Named", "/SubmitForm"}
ANNOTATIONS = {"/Link", "/Widget", "/Text", "/FreeText", "/Popup", "/Stamp", "/PrinterMark"}
BLENDS = {
    "/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten", "/ColorDodge", "/ColorBurn",
    "/HardLight", "/SoftLight", "/Difference", "/Exclusion", "/Hue", "/Saturation", "/Color", "/Luminosity",
}  # fmt: skip
PAINTING = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "BI", "Tj", "TJ", "'", '"', "INLINE IMAGE"}
SHOWING = {"Tj", "TJ", "'", '"'}
LONGEST_STRING = 32767
INFO = {"/Title": "dc:title", "/Author": "dc:creator", "/Creator": "xmp:CreatorTool", "/Producer": "pdf:Producer"}


def complaints(content: bytes) -> list[str]:
    """Every breach found; none for a paper that keeps both standards."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return list(dict.fromkeys((*_file(pdf, content), *_catalogue(pdf), *_metadata(pdf), *_objects(pdf),
                                   *_fonts(pdf), *tagged.complaints(pdf), *_pages(pdf))))  # fmt: skip


# ---- file ------------------------------------------------------------------------------------------------------


def _file(pdf: pikepdf.Pdf, content: bytes) -> Iterator[str]:
    if not re.match(rb"%PDF-1\.[0-7]\r?\n%[\x80-\xff]{4}", content):
        yield "A 6.1.2: the header is not %PDF-1.n followed by four bytes above 127"
    if not re.search(rb"%%EOF\r?\n?$", content):
        yield "A 6.1.3: something stands after the end of the file"
    if pdf.trailer.get("/ID") is None:
        yield "A 6.1.3: the trailer has no ID"
    if "/Encrypt" in pdf.trailer:
        yield "A 6.1.3, U 7.16: the file is encrypted"
    for problem in pdf.check_pdf_syntax():
        yield f"A 6.1: {problem}"


def _catalogue(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    marks = root.get("/MarkInfo", {})
    if not marks.get("/Marked", False) or marks.get("/Suspects", False):
        yield "A 6.7.2, U 7.1: the file is not marked as tagged, or its tags are suspect"
    if not str(root.get("/Lang", "")):
        yield "A 6.7.4, U 7.2: the language is not named"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "U 7.1: a reader is not told to show the title"
    for key, clause in (("/AA", "A 6.5.2"), ("/Requirements", "A 6.11"), ("/OCProperties", "A 6.9 (none is used)")):
        if key in root:
            yield f"{clause}: the catalogue has {key}"
    names = root.get("/Names", {})
    for key, clause in (("/JavaScript", "A 6.5.1"), ("/EmbeddedFiles", "A 6.8"), ("/AlternatePresentations", "A 6.10")):
        if key in names:
            yield f"{clause}: the names hold {key}"
    form = root.get("/AcroForm", {})
    if form.get("/NeedAppearances", False) or "/XFA" in form:
        yield "A 6.4: the form needs appearances or is of XFA"
    yield from _output(root)


def _output(root: pikepdf.Object) -> Iterator[str]:
    intents = [one for one in root.get("/OutputIntents", []) if one.get("/S") == "/GTS_PDFA1"]
    if len(intents) != 1:
        yield "A 6.2.3: there is not exactly one output intent"
        return
    profile = intents[0].get("/DestOutputProfile")
    if profile is None or profile.get("/N") not in (1, 3, 4) or bytes(profile.read_bytes())[36:40] != b"acsp":
        yield "A 6.2.3: the output intent has no colour profile"


# ---- metadata --------------------------------------------------------------------------------------------------


def _metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    stream = pdf.Root.get("/Metadata")
    if stream is None:
        yield "A 6.6.2: there is no metadata"
        return
    if "/Filter" in stream:
        yield "A 6.6.2: the metadata are compressed"
    text = stream.read_bytes().decode()
    if re.search(r"<\?xpacket begin=[^>]*(bytes|encoding)=", text):
        yield "A 6.6.2: the metadata's packet names its bytes or encoding"
    kept = pdf.open_metadata()
    wanted = {"pdfaid:part": "2", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
    yield from (f"A 6.6.4, U 5: {key} is not {value}" for key, value in wanted.items() if kept.get(key) != value)
    if not kept.get("dc:title"):
        yield "U 7.1: there is no title"
    if "pdfuaid" in text and "http://www.aiim.org/pdfa/ns/schema#" not in text:
        yield "A 6.6.2.3: the schema of PDF/UA is not described"
    for name, key in INFO.items():
        said = kept.get(key)
        said = " ".join(said) if isinstance(said, list) else said
        if name in pdf.docinfo and str(pdf.docinfo[name]) != said:
            yield f"A 6.6.2.3.1: {name} differs from {key}"


# ---- every object ----------------------------------------------------------------------------------------------


def _objects(pdf: pikepdf.Pdf) -> Iterator[str]:
    for root in pdf.objects:
        for one in _with_direct(root):
            yield from _limits(one)
            if isinstance(one, pikepdf.Stream):
                yield from _stream(one)
            if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                yield from _dictionary(one)


def _with_direct(one: Any) -> Iterator[Any]:
    """The object, and the dictionaries and lists written inside it."""
    yield one
    values = one if isinstance(one, pikepdf.Array) else dict(one).values() if hasattr(one, "keys") else ()
    for value in values:
        if isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
            yield from _with_direct(value)


def _limits(one: Any) -> Iterator[str]:
    values = one.values() if isinstance(one, pikepdf.Dictionary) else one if isinstance(one, pikepdf.Array) else [one]
    if any(isinstance(value, pikepdf.String) and len(bytes(value)) > LONGEST_STRING for value in values):
        yield "A 6.1.13: a string is too long"


def _stream(one: pikepdf.Stream) -> Iterator[str]:
    if {"/F", "/FFilter", "/FDecodeParms"} & set(one.keys()):
        yield "A 6.1.7.1: a stream lies in another file"
    used = one.get("/Filter", [])
    for name in [used] if isinstance(used, pikepdf.Name) else list(used):
        if str(name) not in FILTERS:
            yield f"A 6.1.7.2: the filter {name}"
    if one.get("/Subtype") == "/Image" and (
        one.get("/Interpolate", False) or {"/Alternates", "/OPI"} & set(one.keys())
    ):
        yield "A 6.2.8: an image is interpolated, or has alternates or OPI"
    if one.get("/Subtype") == "/PS" or {"/PS", "/OPI", "/Ref"} & set(one.keys()):
        yield "A 6.2.9: a form of PostScript, OPI or reference"


def _dictionary(one: Any) -> Iterator[str]:
    action = one.get("/S")
    is_action = one.get("/Type") == "/Action" or "/JS" in one
    if is_action and str(action) not in ACTIONS:
        yield f"A 6.5.1: the action {action}"
    if one.get("/Type") == "/ExtGState":
        if "/TR" in one or "/HTP" in one or one.get("/TR2", pikepdf.Name("/Default")) != "/Default":
            yield "A 6.2.5: a graphics state changes transfer or halftone"
        if str(one.get("/BM", "/Normal")) not in BLENDS:
            yield "A 6.2.10: a blend mode that is none"


# ---- fonts -----------------------------------------------------------------------------------------------------


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font" and "/CIDSystemInfo" not in one:
            yield from _font(one)


def _font(font: pikepdf.Dictionary) -> Iterator[str]:
    name = str(font.get("/BaseFont", font.get("/Name", "?")))
    if "/ToUnicode" not in font:
        yield f"A 6.2.11.7.2, U 7.21.7: {name} does not say which characters its glyphs are"
    elif _bad_characters(font.ToUnicode.read_bytes()):
        yield f"A 6.2.11.7.2, U 7.21.7: {name} names no character for a glyph"
    if font.Subtype == "/Type3":
        return
    if font.Subtype != "/Type0":
        yield f"this check knows composite fonts only, and {name} is {font.Subtype}"
        return
    (inner,) = list(font.DescendantFonts)
    if font.get("/Encoding") not in ("/Identity-H", "/Identity-V"):
        yield f"A 6.2.11.3.3: {name} has a code table of its own"
    if inner.Subtype == "/CIDFontType2" and inner.get("/CIDToGIDMap") is None:
        yield f"A 6.2.11.3.2: {name} does not say which glyph a number is"
    files = [key for key in ("/FontFile", "/FontFile2", "/FontFile3") if key in inner.FontDescriptor]
    if len(files) != 1:
        yield f"A 6.2.11.4.1, U 7.21.4: {name} is not embedded"
        return
    yield from _widths(name, inner, bytes(inner.FontDescriptor[files[0]].read_bytes()))


def _bad_characters(table: bytes) -> bool:
    """Whether a table of characters maps to nothing, to 0, or to a mark of byte order."""
    values = re.findall(rb"<[0-9A-Fa-f]+>\s*<([0-9A-Fa-f]*)>", table)
    return any(value.upper() in (b"", b"0000", b"FEFF", b"FFFE") for value in values)


def _widths(name: str, inner: pikepdf.Dictionary, program: bytes) -> Iterator[str]:
    """The widths said must be the widths of the glyphs (A 6.2.11.5), where the font's programme is a font file."""
    if program[:4] not in (b"\x00\x01\x00\x00", b"OTTO", b"true"):
        return
    font = TTFont(io.BytesIO(program))
    if "hmtx" not in font:
        return
    order, scale = font.getGlyphOrder(), 1000 / font["head"].unitsPerEm
    for number, width in _said_widths(inner):
        if number < len(order) and abs(font["hmtx"][order[number]][0] * scale - width) > 1:
            yield f"A 6.2.11.5, U 7.21.5: {name} says a width that is not the glyph's"
            return


def _said_widths(inner: pikepdf.Dictionary) -> Iterator[tuple[int, float]]:
    if inner.Subtype != "/CIDFontType2" or inner.get("/CIDToGIDMap") != "/Identity":
        return
    said = list(inner.get("/W", []))
    while said:
        first, second = int(said[0]), said[1]
        if isinstance(second, pikepdf.Array):
            yield from ((first + place, float(width)) for place, width in enumerate(second))
            del said[:2]
        else:
            yield from ((number, float(said[2])) for number in range(first, int(second) + 1))
            del said[:3]


# ---- pages -----------------------------------------------------------------------------------------------------


def _pages(pdf: pikepdf.Pdf) -> Iterator[str]:
    numbers = _number_tree(pdf.Root.get("/StructTreeRoot", pikepdf.Dictionary()).get("/ParentTree"))
    for page in pdf.pages:
        if "/AA" in page:
            yield "A 6.5.2: a page has actions of its own"
        for note in page.get("/Annots", []):
            yield from _annotation(note, numbers)
        if page.get("/Annots") and page.get("/Tabs") != "/S":
            yield "U 7.18.3: the order of the tab key is not that of the structure"
        marked: set[int] = set()
        yield from _content(page, marked)
        known = numbers.get(int(page.get("/StructParents", -1)))
        if marked and (known is None or any(number >= len(known) or known[number] is None for number in marked)):
            yield "U 7.1: marked content that the structure does not know"


def _number_tree(tree: Any) -> dict[int, Any]:
    if tree is None:
        return {}
    found: dict[int, Any] = {}
    numbers = list(tree.get("/Nums", []))
    found.update({int(numbers[n]): numbers[n + 1] for n in range(0, len(numbers), 2)})
    for kid in tree.get("/Kids", []):
        found.update(_number_tree(kid))
    return found


def _annotation(note: pikepdf.Dictionary, numbers: dict[int, Any]) -> Iterator[str]:
    kind, flags = str(note.Subtype), int(note.get("/F", 0))
    if kind not in ANNOTATIONS:
        yield f"A 6.3.1: the annotation {kind}"
    if kind != "/Popup" and (not flags & 4 or flags & (1 | 2 | 32 | 256)):
        yield f"A 6.3.2: the annotation {kind} is not printed, or hidden"
    if kind == "/Link" and not str(note.get("/Contents", "")):
        yield "U 7.18.5: a link has no words of its own"
    parent = numbers.get(int(note.get("/StructParent", -1)))
    wanted = {"/Link": "/Link", "/Widget": "/Form"}.get(kind, "/Annot")
    if kind != "/Popup" and (parent is None or str(parent.get("/S")) != wanted):
        yield f"U 7.18.1: the annotation {kind} does not stand in {wanted} of the structure"


def _content(page: pikepdf.Page, marked: set[int]) -> Iterator[str]:
    """What is painted is marked as content or as an artifact; no glyph is shown that is none (A 6.2.11.8)."""
    depth: list[bool] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            properties = operands[1] if name == "BDC" else None
            number = properties.get("/MCID") if isinstance(properties, pikepdf.Dictionary) else None
            if number is not None:
                marked.add(int(number))
            if number is not None and any(depth):
                yield "U 7.1: content is marked within content or within an artifact"
            depth.append(number is not None or operands[0] == "/Artifact")
        elif name == "EMC":
            depth.pop()
        elif name in PAINTING and not any(depth):
            yield f"U 7.1: {name} paints what is neither content nor artifact"
        if name in SHOWING and _shows_no_glyph(operands):
            yield "A 6.2.11.8, U 7.21.8: a character is shown that the font has no glyph for"


def _shows_no_glyph(operands: Any) -> bool:
    texts = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[-1]]
    codes = [bytes(text) for text in texts if isinstance(text, pikepdf.String)]
    return any(code[place : place + 2] == b"\0\0" for code in codes for place in range(0, len(code), 2))
