"""Letters in the form of official papers (公文程式條例), shared by every subject."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.foundation import calendar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from smilemark.accounts.models import Organisation

ADMINISTRATION = "經濟部產業發展署"
SECRETARIAT = "臺灣製產品MIT微笑標章秘書處"


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a letter: 說明, 應改善事項 ...; its items are numbered when drawn."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The words of a letter; every date in the form of the Republic, every list in the order printed.

    Attributes:
        sender: full name of who writes. addressee: whom it is for, with ``addressee_details`` (統一編號, 代表人, 地址).
        subject: 主旨. sections: parts in their order. signature: name, and title and name of the head.
    """

    sender: str
    form: str
    contact: tuple[str, ...]
    addressee: str
    addressee_details: tuple[str, ...]
    dated: str
    number: str
    subject: str
    sections: tuple[Section, ...]
    remedy: str
    attachments: str
    original_to: str
    copies_to: tuple[str, ...]
    signature: tuple[str, ...]


def letter_words(  # noqa: PLR0913  # a letter has this many parts, all by name
    *,
    sender: Organisation,
    addressee: Organisation,
    number: str,
    dated: date,
    subject: str,
    sections: Sequence[Section],
    remedy: str = "",
    copies_to: Sequence[str] = (),
    attachments: str = "無",
) -> LetterWords:
    """The words of a letter.

    Args:
        sender: who writes.
        addressee: whom it is for; a firm is named with 統一編號, 代表人 and 地址.
        number: 發文字號.
        dated: 發文日期.
        subject: 主旨, one sentence.
        sections: parts in their order; empty ones are left out.
        remedy: how to object; empty where nothing is decided against the addressee.
        copies_to: 副本.
        attachments: 附件.
    """
    firm = getattr(addressee, "firm", None)
    details = (("統一編號", firm.ubn), ("代表人", firm.responsible_person), ("地址", firm.address)) if firm else ()
    contact = (("電話", sender.phone), ("電子郵件", sender.email))
    return LetterWords(
        sender=sender.name,
        form="函",
        contact=tuple(f"{label}：{value}" for label, value in contact if value),
        addressee=addressee.name,
        addressee_details=tuple(f"{label}：{value}" for label, value in details if value),
        dated=calendar.roc(dated),
        number=number,
        subject=subject,
        sections=tuple(section for section in sections if section.items),
        remedy=remedy,
        attachments=attachments,
        original_to=addressee.name,
        copies_to=tuple(copies_to),
        signature=tuple(line for line in (sender.name, sender.head) if line),
    )


def lines(text: str) -> tuple[str, ...]:
    """What was typed as items: one a line, empty ones left out."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
