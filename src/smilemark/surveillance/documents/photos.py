"""The pictures of a check on its report (查核照片)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.foundation import calendar
from smilemark.foundation.documents import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smilemark.surveillance.models import InquiryPhoto, Photo

MOST = 40
"""Pictures printed on one sheet; more would make a paper of tens of megabytes."""


def printed(photos: Sequence[Photo | InquiryPhoto], *, of: str) -> list[Picture]:
    """The pictures to print, numbered, each with its caption and its day.

    Args:
        photos: with their files.
        of: what they show, for who does not see them.
    """
    pictures = []
    for number, photo in enumerate(photos[:MOST], start=1):
        caption = f"{number}　{photo.caption or '查核照片'}（{calendar.roc(photo.added_at)}）"
        pictures.append(Picture(photo.file.sha256, caption, f"{of}查核照片：{photo.caption or '未附說明'}"))
    return pictures


def left_out(photos: Sequence[Photo | InquiryPhoto]) -> str:
    """The sentence on the pictures that are not printed; empty where all are."""
    return f"其餘{len(photos) - MOST}張照片存於查核案卷。" if len(photos) > MOST else ""
