"""Letters in the form of official papers (公文程式條例; 文書處理手冊): their words, and how they are laid out to be edited.

An app draws such a letter with a template of its own (``letter`` of ``paper.typ``) and lays it out with
``editable("app/letter")(official.layout)``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.foundation import calendar
from smilemark.foundation.documents.odt import Paragraphs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from smilemark.foundation.documents.odt import Part

LETTER = "函"
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a paper: 事實, 理由及法令依據, 說明 ...; its items are numbered when drawn."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """Who writes a letter, or whom it is for.

    Attributes:
        name: in full. details: label and value of each line below it; what is not known is left out.
        head: title and name of who signs for it; empty where none is known.
    """

    name: str
    details: tuple[tuple[str, str | None], ...] = ()
    head: str = ""

    def lines(self) -> tuple[str, ...]:
        """The details that are known, a line each."""
        return tuple(f"{label}：{value}" for label, value in self.details if value)


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The words of a letter; every date in the form of the Republic, every list in the order printed.

    Attributes:
        sender: full name of the authority. form: 函, 處分書, 通知書, 決定書.
        addressee: whom it is for; ``addressee_details`` holds 統一編號, 代表人 and 地址 (行政程序法第九十六條第一項第一款).
        subject: 主旨. sections: 事實, 理由及法令依據, 說明.
        remedy: how, where and until when; empty where nothing is decided.
        signature: authority, and title and name of its head (第九十六條第一項第四款).
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
    sender: Party,
    addressee: Party,
    number: str,
    dated: date,
    subject: str,
    sections: Sequence[Section],
    form: str = LETTER,
    remedy: str = "",
    copies_to: Sequence[str] = (),
    attachments: str = "無",
) -> LetterWords:
    """The words of a letter.

    Args:
        sender: who writes; its details are how to reach it.
        addressee: whom it is for.
        number: 發文字號.
        dated: 發文日期.
        subject: 主旨, one sentence.
        sections: parts in their order; empty ones are left out.
        form: 函, 處分書 ...
        remedy: how to object; empty where nothing is decided against the addressee.
        copies_to: 副本.
        attachments: 附件.
    """
    return LetterWords(
        sender=sender.name,
        form=form,
        contact=sender.lines(),
        addressee=addressee.name,
        addressee_details=addressee.lines(),
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


def layout(words: Mapping[str, Any]) -> list[Part]:
    """The letter as an editable text, in the order of official papers (文書處理手冊)."""
    copies = "、".join(words["copies_to"])
    return [
        Paragraphs("", ["檔　　號：", "保存年限："], align="end"),
        Paragraphs(f"{words['sender']}　{words['form']}", level=1),
        Paragraphs("", words["contact"], align="end"),
        Paragraphs("", words["addressee_details"]),
        Paragraphs("", [f"受文者：{words['addressee']}"], align="large"),
        Paragraphs(
            "",
            [
                f"發文日期：{words['dated']}",
                f"發文字號：{words['number']}",
                "速別：普通件",
                "密等及解密條件或保密期限：",
                f"附件：{words['attachments']}",
            ],
        ),
        Paragraphs("", [f"主旨：{words['subject']}"]),
        *(Paragraphs(f"{part['title']}：", _numbered(part["items"])) for part in words["sections"]),
        *([Paragraphs("救濟教示：", [words["remedy"]])] if words["remedy"] else []),
        Paragraphs("", [f"正本：{words['original_to']}", *([f"副本：{copies}"] if copies else [])]),
        Paragraphs("", words["signature"], align="large"),
    ]


def _numbered(items: Sequence[str]) -> list[str]:
    """一、二、三 … as official papers number their items (a single one stands without a number)."""
    if len(items) == 1:
        return list(items)
    return [f"{_numeral(place)}、{item}" for place, item in enumerate(items, start=1)]


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _NUMERALS[ones - 1]
    return ("" if tens == 1 else _NUMERALS[tens - 1]) + "十" + (_NUMERALS[ones - 1] if ones else "")
