"""What PDF/A-2a and PDF/UA-1 ask of the structure of a paper: types, headings, tables, lists, words for pictures.

Part of ``tests/archival.py``; clauses as there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator

STRUCTURES = {
    "/Document", "/Part", "/Art", "/Sect", "/Div", "/BlockQuote", "/Caption", "/TOC", "/TOCI", "/Index", "/NonStruct",
    "/Private", "/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/P", "/L", "/LI", "/Lbl", "/LBody", "/Table", "/TR",
    "/TH", "/TD", "/THead", "/TBody", "/TFoot", "/Span", "/Quote", "/Note", "/Reference", "/BibEntry", "/Code", "/Link",
    "/Annot", "/Ruby", "/RB", "/RT", "/RP", "/Warichu", "/WT", "/WP", "/Figure", "/Formula", "/Form",
}  # fmt: skip
CHILDREN = {
    "/Table": {"/TR", "/THead", "/TBody", "/TFoot", "/Caption"}, "/THead": {"/TR"}, "/TBody": {"/TR"},
    "/TFoot": {"/TR"}, "/TR": {"/TH", "/TD"}, "/L": {"/L", "/LI", "/Caption"}, "/LI": {"/Lbl", "/LBody"},
}  # fmt: skip
"""What may stand directly in tables and lists (U 7.5, 7.6)."""


def complaints(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Every breach of the structure of a paper, led by its clause."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        yield "A 6.7.3, U 7.1: there is no structure"
        return
    if "/ParentTree" not in root:
        yield "U 7.1: the structure has no way back from the pages"
    roles = {str(key): str(value) for key, value in root.get("/RoleMap", {}).items()}
    elements = list(_elements(root, roles))
    for kind, element in elements:
        yield from _element(kind, element, roles)
    yield from _headings([kind for kind, _element in elements if re.fullmatch(r"/H\d", kind)])


def _elements(parent: pikepdf.Object, roles: dict[str, str]) -> Iterator[tuple[str, pikepdf.Dictionary]]:
    """Every element below, in reading order, with its standard type."""
    for child in _kids(parent):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield _role(str(child.S), roles), child
            yield from _elements(child, roles)


def _kids(parent: pikepdf.Object) -> list[Any]:
    kids = parent.get("/K", [])
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _role(kind: str, roles: dict[str, str]) -> str:
    seen = set()
    while kind in roles and kind not in seen:
        seen.add(kind)
        kind = roles[kind]
    return kind


def _element(kind: str, element: pikepdf.Dictionary, roles: dict[str, str]) -> Iterator[str]:
    if kind not in STRUCTURES:
        yield f"A 6.7.3.4, U 7.1: {kind} is no type of structure"
    below = [_role(str(kid.S), roles) for kid in _kids(element) if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    if kind in CHILDREN and (wrong := set(below) - CHILDREN[kind]):
        yield f"U 7.5, 7.6: {sorted(wrong)} stand directly in {kind}"
    if kind in ("/Figure", "/Formula") and not (str(element.get("/Alt", "")) or str(element.get("/ActualText", ""))):
        yield f"U 7.3, 7.7: a {kind[1:].lower()} has no words for who does not see it"
    if kind == "/TH" and not _attribute(element, "/Scope") and not str(element.get("/ID", "")):
        yield "U 7.5: a head cell does not say for which row or column it is"
    if kind == "/Table":
        yield from _table(element, roles)


def _attribute(element: pikepdf.Dictionary, name: str) -> Any:
    given = element.get("/A", [])
    for one in given if isinstance(given, pikepdf.Array) else [given]:
        if isinstance(one, pikepdf.Dictionary) and name in one:
            return one[name]
    return None


def _table(table: pikepdf.Dictionary, roles: dict[str, str]) -> Iterator[str]:
    """Every row of a table is as wide as the others, cells over several rows or columns counted (U 7.2)."""
    rows = [element for kind, element in _elements(table, roles) if kind == "/TR"]
    taken: dict[tuple[int, int], bool] = {}
    heads = 0
    for y, row in enumerate(rows):
        x = 0
        for cell in _kids(row):
            heads += _role(str(cell.S), roles) == "/TH"
            while (y, x) in taken:
                x += 1
            high, wide = int(_attribute(cell, "/RowSpan") or 1), int(_attribute(cell, "/ColSpan") or 1)
            for below in range(high):
                for beside in range(wide):
                    if taken.setdefault((y + below, x + beside), True) is None:
                        yield "U 7.2: cells of a table overlap"
            x += wide
    widths = {max(x for line, x in taken if line == y) + 1 for y in {line for line, _x in taken}}
    if len(widths) > 1 or {line for line, _x in taken} != set(range(len(rows))):
        yield "U 7.2: the rows of a table are not equally wide"
    if not heads:
        yield "U 7.5: a table has no head cell"


def _headings(kinds: list[str]) -> Iterator[str]:
    before = 0
    for kind in kinds:
        level = int(kind[2:])
        if level > before + 1:
            yield f"U 7.4.2: a heading of level {level} follows one of level {before}"
        before = level
