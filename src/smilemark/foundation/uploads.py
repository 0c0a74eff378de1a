"""Uploads on their way in: a stream that passes the limit is not kept, and the form says so at its field."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

from smilemark.foundation import files
from smilemark.foundation.moves import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest

_PATIENCE = 40
"""A request of more than this many times the limit is not even read to its end."""


class LimitedUploadHandler(FileUploadHandler):
    """First in line of the upload handlers: beyond the limit it swallows the bytes, so that nothing is written.

    The rest of the form is still read, so that nothing the person typed is lost.
    """

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ANN401  # Django's own signature
        META: dict[str, Any],  # noqa: N803  # Django's own signature
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Cut off what no person sends by mistake."""
        del input_data, META, boundary, encoding
        if content_length > _PATIENCE * settings.FILE_SIZE_LIMIT:
            raise RequestDataTooBig("一次送出的資料過大，未儲存。請分次上傳較小的檔案。")

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's own signature
        """Start counting."""
        super().new_file(*args, **kwargs)
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass on what is within the limit, swallow what is beyond."""
        del start
        self.seen += len(raw_data)
        return raw_data if self.seen <= settings.FILE_SIZE_LIMIT else None

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """A marker in place of a file that was too large; else the next handler's file."""
        del file_size
        if self.seen <= settings.FILE_SIZE_LIMIT:
            return None
        return files.TooLarge(None, self.file_name, self.content_type, self.seen, self.charset)


class ReceivedOnDisk(TemporaryFileUploadHandler):
    """Last in line: receives what is too large for memory into a temporary file, as Django's own does.

    Where the disk has no room for it the form still arrives, with a marker in place of the file.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # Django's own signature
        """Open the temporary file; no part of the given name stands in its name, which has a limit of its own."""
        self.no_room = False
        FileUploadHandler.new_file(self, *args, **kwargs)
        try:
            self.file = TemporaryUploadedFile("upload", self.content_type, 0, self.charset, self.content_type_extra)
        except OSError as error:
            self._give_up(error)
        else:
            self.file.name = self.file_name

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write, or swallow once there is no room."""
        if self.no_room:
            return None
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError as error:
            self._give_up(error)
        return None

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        """The file, or the marker."""
        if not self.no_room:
            try:
                return super().file_complete(file_size)
            except OSError as error:
                self._give_up(error)
        return files.NoRoom(None, self.file_name, self.content_type, file_size, self.charset)

    def _give_up(self, error: OSError) -> None:
        """Throw away what was received; any other error than a full disk is raised again."""
        if not files.is_full(error):
            raise error
        self.no_room = True
        received: UploadedFile[bytes] | None = getattr(self, "file", None)
        if received is not None:
            with contextlib.suppress(OSError):  # closing writes what still waits in its buffer
                received.close()


class UploadField(forms.FileField):
    """A form's file field that says at the field what is wrong with the file: size, emptiness, kind of content."""

    def __init__(self, *, allowed: frozenset[str] = files.PAPERS, **kwargs: Any) -> None:  # noqa: ANN401  # a field's own arguments
        super().__init__(**kwargs)
        self.allowed = allowed
        self.error_messages["required"] = "請選擇要上傳的檔案。"

    def to_python(self, data: Any) -> UploadedFile[bytes] | None:  # noqa: ANN401  # whatever the request held
        """The upload, checked by content."""
        if not isinstance(data, UploadedFile):
            return None
        try:
            files.accepted_type(data, field="", allowed=self.allowed)
        except Refused as refusal:
            raise ValidationError(refusal.reason, code="refused") from refusal
        data.seek(0)
        return data


def received(request: HttpRequest, field: str) -> UploadedFile[bytes] | None:
    """The upload of a field of a request, or None."""
    upload = request.FILES.get(field)
    return upload if isinstance(upload, UploadedFile) else None
