"""Uploads on their way in."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory, override_settings
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from smilemark.foundation import files, uploads
from smilemark.foundation.moves import Refused

PDF = b"%PDF-1.7\n" + b"x" * 1000
LIMIT = 25 * 1024 * 1024


class PaperForm(forms.Form):
    name = forms.CharField()
    paper = uploads.UploadField(label="切結書")


class ZerosAfter(io.RawIOBase):
    """A long body that never stands in memory: head, so many zero bytes, tail."""

    def __init__(self, head: bytes, zeros: int, tail: bytes) -> None:
        self.parts = [io.BytesIO(head), None, io.BytesIO(tail)]
        self.zeros = zeros
        self.length = len(head) + zeros + len(tail)

    def read(self, size: int = -1) -> bytes:
        while self.parts:
            if self.parts[0] is None:
                if self.zeros:
                    given = min(size, self.zeros)
                    self.zeros -= given
                    return bytes(given)
                self.parts.pop(0)
                continue
            found = self.parts[0].read(size)
            if found:
                return found
            self.parts.pop(0)
        return b""


def posted(body: io.RawIOBase, length: int) -> HttpRequest:
    return RequestFactory().generic(
        "POST", "/", b"",
        **{"wsgi.input": body, "CONTENT_LENGTH": str(length), "CONTENT_TYPE": MULTIPART_CONTENT},
    )  # fmt: skip


def test_300_megabytes_are_refused_at_the_field_and_leave_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    whole = encode_multipart(BOUNDARY, {"paper": SimpleUploadedFile("大.pdf", b"@@"), "name": "王小明"})
    head, tail = whole.split(b"@@")
    body = ZerosAfter(head, 300 * 1024 * 1024, tail)

    request = posted(body, body.length)
    form = PaperForm(request.POST, request.FILES)

    assert not form.is_valid()
    assert form.errors["paper"] == ["「大.pdf」有 300 MB，超過單一檔案上限 25 MB，未儲存。請縮小或分割後再上傳。"]
    assert form.cleaned_data == {"name": "王小明"}
    del request, form
    assert [place for place in Path(tmp_path).rglob("*") if place.is_file() and place.stat().st_size > LIMIT] == []


def test_a_file_within_the_limit_arrives_whole():
    body = encode_multipart(BOUNDARY, {"name": "a", "paper": SimpleUploadedFile("a.pdf", PDF)})
    request = posted(io.BytesIO(body), len(body))

    form = PaperForm(request.POST, request.FILES)

    assert form.is_valid()
    assert form.cleaned_data["paper"].read() == PDF


def test_the_form_names_what_is_wrong_with_the_content():
    form = PaperForm({"name": "a"}, {"paper": SimpleUploadedFile("a.pdf", b"MZ" + b"\0" * 90)})

    assert form.errors["paper"] == ["「a.pdf」的內容不是可接受的檔案格式（可接受：JPEG、ODS、ODT、PDF、PNG），未儲存。"]


def test_a_missing_file_is_asked_for():
    assert PaperForm({"name": "a"}).errors["paper"] == ["請選擇要上傳的檔案。"]


@override_settings(FILE_SIZE_LIMIT=1000)
def test_an_absurd_request_is_cut_off_unread():
    body = ZerosAfter(b"--x\r\n", 10**12, b"")

    request = posted(body, body.length)

    with pytest.raises(RequestDataTooBig, match="一次送出的資料過大，未儲存"):
        len(request.FILES)
    assert body.zeros > 10**11


def test_what_was_too_large_is_refused_by_the_store_too(user, noon):
    too_large = files.TooLarge(None, "大.pdf", "application/pdf", 300 * 1024 * 1024, None)

    with pytest.raises(Refused, match="超過單一檔案上限 25 MB") as refusal:
        files.store(too_large, by=user, at=noon, field="paper")

    assert refusal.value.field == "paper"
