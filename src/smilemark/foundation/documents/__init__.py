"""Papers: words first, drawn by Typst into tagged archival PDF, reproducibly.

``draw`` keeps the words and lets a job make the PDF, outside the write lock; ``pdf`` gives the bytes and
draws at once where the job has not. The template ``certification/certificate`` is the file
``certification/typst/certification/certificate.typ``; it reads the words as data, so that nothing a person
typed is ever read as markup. The same words give the editable form (ODT), where the app lays one out with ``editable``.
See README.md for how to write one.
"""

from __future__ import annotations

from smilemark.foundation.documents.drawing import TemplateError, render, template_version
from smilemark.foundation.documents.editable import draft, editable, odt_of, odt_response
from smilemark.foundation.documents.odt import Fields, NewPage, Odt, Paragraphs, Part, Pictures, Table, boxes
from smilemark.foundation.documents.pictures import Picture
from smilemark.foundation.documents.qr import qr_svg
from smilemark.foundation.documents.store import draw, pdf, redraw, response

__all__ = [
    "Fields",
    "NewPage",
    "Odt",
    "Paragraphs",
    "Part",
    "Picture",
    "Pictures",
    "Table",
    "TemplateError",
    "boxes",
    "draft",
    "draw",
    "editable",
    "odt_of",
    "odt_response",
    "pdf",
    "qr_svg",
    "redraw",
    "render",
    "response",
    "template_version",
]
