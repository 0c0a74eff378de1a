"""Papers: words first, drawn by Typst into tagged archival PDF, reproducibly.

``draw`` keeps the words and lets a job make the PDF, outside the write lock; ``pdf`` gives the bytes and
draws at once where the job has not. The template ``certification/certificate`` is the file
``certification/typst/certification/certificate.typ``; it reads the words as data, so that nothing a person
typed is ever read as markup. See README.md for how to write one.
"""

from __future__ import annotations

from smilemark.foundation.documents.drawing import TemplateError, render, template_version
from smilemark.foundation.documents.odt import Odt, Paragraphs, Table
from smilemark.foundation.documents.qr import qr_svg
from smilemark.foundation.documents.store import draw, pdf, redraw, response

__all__ = [
    "Odt",
    "Paragraphs",
    "Table",
    "TemplateError",
    "draw",
    "pdf",
    "qr_svg",
    "redraw",
    "render",
    "response",
    "template_version",
]
