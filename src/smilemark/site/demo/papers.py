"""Small papers and pictures the demo's firms hand in: real files, drawn here, marked as samples."""

from __future__ import annotations

import functools
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

_PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj
4 0 obj<</Length 48>>stream
BT /F1 24 Tf 72 760 Td (Sample document) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


@functools.cache
def _picture(seed: int) -> bytes:
    colour = ((seed * 67) % 156 + 80, (seed * 131) % 156 + 80, (seed * 197) % 156 + 80)
    image = Image.new("RGB", (320, 240), colour)
    ImageDraw.Draw(image).arc((90, 60, 230, 180), 20, 160, fill="white", width=10)
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


def photo(name: str, seed: int = 1) -> SimpleUploadedFile:
    """A photograph: a coloured ground with a smile."""
    return SimpleUploadedFile(f"{name}.png", _picture(seed % 40), content_type="image/png")


def paper(name: str) -> SimpleUploadedFile:
    """A one-page PDF."""
    return SimpleUploadedFile(f"{name}.pdf", _PDF, content_type="application/pdf")
