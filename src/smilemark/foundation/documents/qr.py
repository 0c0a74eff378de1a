"""QR codes as drawings."""

from __future__ import annotations

import io

import segno


def qr_svg(text: str) -> str:
    """The text as a QR code (error correction M) in SVG, to be put into a paper's words and drawn by ``qr``."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, svgns=True)
    return out.getvalue().decode()
