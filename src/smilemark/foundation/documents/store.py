"""The row of a paper, the job that draws it, and how it is handed out."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import structlog
from django.conf import settings
from django.http import FileResponse, Http404

from smilemark.foundation import files, jobs, statements
from smilemark.foundation.documents import fonts
from smilemark.foundation.documents.drawing import TemplateError, render, template_file, template_version
from smilemark.foundation.models import StoredDocument

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_log = structlog.get_logger("smilemark.documents")
_DRAWN = (StoredDocument.State.READY, StoredDocument.State.PLAIN)


def draw(template: str, words: Mapping[str, Any], *, title: str, at: datetime) -> StoredDocument:
    """Keep the words of a paper and let a job draw it after the commit.

    Args:
        template: ``app/name`` of the Typst template.
        words: what stands on the paper, as JSON (``dataclasses.asdict`` of the frozen dataclass of
            ``documents.py``).
        title: the document's title, also the name of the file.
        at: the date of the paper (aware).

    Raises:
        TemplateError: no such template.
        TypeError: words that are not JSON.
    """
    template_file(template)
    kept = json.loads(json.dumps(dict(words), ensure_ascii=False))
    stored = statements.create(StoredDocument(template=template, words=kept, title=title, dated_at=at))
    jobs.start("foundation.draw", document_id=stored.pk)
    return stored


@jobs.job("foundation.draw", queue="papers")
def draw_waiting(*, document_id: int) -> None:
    """Draw a paper that waits; drawn papers stay as they are."""
    stored = StoredDocument.objects.get(pk=document_id)
    if stored.state not in _DRAWN:
        redraw(stored)


def redraw(stored: StoredDocument) -> bytes:
    """Draw the paper now and keep what came out; gives the bytes.

    Raises:
        TemplateError: it cannot be drawn, not even as plain PDF; the row says why.
    """
    moment = stored.dated_at
    error = ""
    state = StoredDocument.State.READY
    try:
        drawn = render(stored.template, stored.words, title=stored.title, at=moment)
    except TemplateError as refused:
        # The standards forbid a character without a glyph; a plain PDF may show a box in its place.
        error, state = fonts.explain([stored.words, stored.title]), StoredDocument.State.PLAIN
        try:
            drawn = render(stored.template, stored.words, title=stored.title, at=moment, standards=[])
        except TemplateError as failed:
            _keep(stored, state=StoredDocument.State.FAILED, error=str(failed))
            _log.error("paper cannot be drawn", document=stored.pk, template=stored.template)  # raised
            raise
        error = error or str(refused)
        _log.warning("paper drawn as plain PDF", document=stored.pk, template=stored.template)
    signed = _signed(drawn, reason=stored.title)
    final = signed if signed is not None else drawn
    sha256, size = files.put([final])
    _keep(
        stored,
        state=state,
        error=error,
        sha256=sha256,
        size=size,
        is_signed=signed is not None,
        template_version=template_version(stored.template),
    )
    return final


def _signed(pdf: bytes, *, reason: str) -> bytes | None:
    """The signed paper; None where no key is configured."""
    if not settings.SIGNING_KEY:
        return None
    from smilemark.foundation.documents import signing  # noqa: PLC0415  # loaded only where a key is configured

    return signing.sign(pdf, reason=reason)


def _keep(stored: StoredDocument, **values: Any) -> None:  # noqa: ANN401  # fields of the row
    StoredDocument.objects.filter(pk=stored.pk).update(**values)
    for name, value in values.items():
        setattr(stored, name, value)


def pdf(stored: StoredDocument) -> bytes:
    """The paper's bytes; drawn at once where the job has not done so yet."""
    if stored.state not in _DRAWN:
        stored.refresh_from_db()
    if stored.disposed_on is not None:
        raise Http404("本文件保存期限屆滿，已依規定銷毀。")
    if stored.state not in _DRAWN:
        return redraw(stored)
    return files.place_of(stored.sha256).read_bytes()


def response(stored: StoredDocument, *, inline: bool = False) -> FileResponse:
    """The paper for a browser, named by its title; ``inline`` to show it instead of keeping it."""
    answer = FileResponse(io.BytesIO(pdf(stored)), content_type=files.PDF)
    return files.guarded(answer, files.clean_name(stored.title, files.PDF), attach=not inline)
