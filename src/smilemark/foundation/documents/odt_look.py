"""How the editable form of a paper looks: A4, Kai type for Chinese, ruled tables, page numbers below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import odfdo

_RULE = "0.6pt solid #333333"
_SHADE = "#f0f0f0"


def _face(name: str) -> str:
    return (
        f'<style:font-face style:name="{name}" svg:font-family="\'{name}\'" style:font-family-generic="roman" '
        'style:font-pitch="variable"/>'
    )


def _cell(name: str, more: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties '
        f'fo:padding="0.12cm" fo:border="{_RULE}" style:vertical-align="middle"{more}/></style:style>'
    )


_FACES = (
    _face("Times New Roman"),
    _face("標楷體"),
)
_FONTS = (
    'style:font-name="Times New Roman" style:font-name-asian="標楷體" '
    'fo:language="en" fo:country="US" style:language-asian="zh" style:country-asian="TW"'
)


def _paragraph_style(name: str, *, size: float = 0, bold: bool = False, parent: str = "Standard", **layout: str) -> str:
    """A style of paragraphs; ``layout``: properties of fo, ``_`` for ``-``."""
    text = f'fo:font-size="{size}pt" style:font-size-asian="{size}pt"' if size else ""
    text += ' fo:font-weight="bold" style:font-weight-asian="bold"' if bold else ""
    kept = " ".join(f'fo:{key.replace("_", "-")}="{value}"' for key, value in layout.items())
    return (
        f'<style:style style:name="{name}" style:display-name="{name.replace("_20_", " ")}" style:family="paragraph" '
        f'style:parent-style-name="{parent}"><style:paragraph-properties {kept}/>'
        f"<style:text-properties {text}/></style:style>"
    )


def _heading_style(level: int, size: float, align: str) -> str:
    return _paragraph_style(
        f"Heading_20_{level}",
        size=size,
        bold=True,
        text_align=align,
        margin_top="0.35cm",
        margin_bottom="0.2cm",
        keep_with_next="always",
    )


_STYLES = (
    _heading_style(1, 18, "center"),
    _heading_style(2, 14, "start"),
    _heading_style(3, 12, "start"),
    _heading_style(4, 12, "start"),
    _paragraph_style("Text_20_body", margin_top="0cm", margin_bottom="0.1cm", line_height="120%"),
    _paragraph_style("Large", parent="Text_20_body", size=16, bold=True, margin_top="0.2cm"),
    _paragraph_style("End", parent="Text_20_body", text_align="end"),
    _paragraph_style("Middle", parent="Text_20_body", text_align="center"),
    _paragraph_style("Caption", bold=True, margin_top="0.1cm", margin_bottom="0.1cm", keep_with_next="always"),
    _paragraph_style("CellText", size=10.5, margin_top="0cm", margin_bottom="0cm"),
    _paragraph_style("LabelText", parent="CellText", bold=True),
    _paragraph_style("PictureText", size=10, text_align="center"),
    _paragraph_style("Gap", size=6),
    _paragraph_style("NewPage", size=2, break_before="page"),
)
_RULED = (
    '<style:style style:name="Ruled" style:family="table"><style:table-properties style:rel-width="100%" '
    'table:align="margins" table:border-model="collapsing"/></style:style>'
)
_ROW = (
    '<style:style style:name="Row" style:family="table-row">'
    '<style:table-row-properties fo:keep-together="always"/></style:style>'
)
_TABLES = (_RULED, _ROW, _cell("Cell"), _cell("LabelCell", f' fo:background-color="{_SHADE}"'))
"""Styles of tables and their cells: writers look for them beside the text only."""
_DEFAULT = (
    '<style:default-style style:family="paragraph"><style:paragraph-properties style:text-autospace="ideograph-alpha" '
    'style:punctuation-wrap="hanging" style:line-break="strict" style:writing-mode="page"/>'
    f'<style:text-properties {_FONTS} fo:font-size="12pt" style:font-size-asian="12pt"/></style:default-style>'
)
_FOOTER = (
    '<style:footer><text:p text:style-name="PictureText">第 <text:page-number text:select-page="current">1'
    "</text:page-number> 頁，共 <text:page-count>1</text:page-count> 頁</text:p></style:footer>"
)
_PAGE = {
    "fo:page-width": "21cm",
    "fo:page-height": "29.7cm",
    "fo:margin-top": "2cm",
    "fo:margin-bottom": "1.5cm",
    "fo:margin-left": "2cm",
    "fo:margin-right": "2cm",
    "style:print-orientation": "portrait",
}


def column_style(share: int) -> str:
    """The name of the style of a column that takes so many thousandths of the sheet."""
    return f"Column{share}"


def dress(document: odfdo.Document, *, shares: set[int]) -> None:
    """Give the document its styles, its page and its page numbers.

    Args:
        document: a new text.
        shares: widths of columns there will be, in thousandths of the sheet.
    """
    import odfdo  # noqa: PLC0415  # slow to import, and most processes never build one

    def style(xml: str, **where: bool) -> None:
        document.insert_style(odfdo.Element.from_tag(xml), **where)  # type: ignore[arg-type]  # a style by its tag

    for face in _FACES:
        style(face)
    style(_DEFAULT, default=True)
    for xml in _STYLES:
        style(xml)
    for xml in (*_TABLES, *(_column(share) for share in sorted(shares))):
        style(xml, automatic=True)
    styles: Any = document.get_part("styles.xml")  # its template has all three
    styles.get_element("//text:outline-style").delete()
    page = styles.get_element("//style:page-layout-properties")
    for name, value in _PAGE.items():
        page.set_attribute(name, value)
    styles.get_element("//style:master-page").append(odfdo.Element.from_tag(_FOOTER))


def _column(share: int) -> str:
    return (
        f'<style:style style:name="{column_style(share)}" style:family="table-column"><style:table-column-properties '
        f'style:column-width="{17 * share / 1000:.3f}cm" style:rel-column-width="{65 * share}*"/></style:style>'
    )
