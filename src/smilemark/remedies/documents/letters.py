"""Letters and written decisions in the form of official papers (公文程式條例; 行政程序法第九十六條、第一百零四條)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smilemark.foundation import calendar, documents
from smilemark.foundation.documents import Paragraphs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from smilemark.accounts.models import Organisation
    from smilemark.companies.models import Firm
    from smilemark.foundation.documents import Part

ADMINISTRATION = "經濟部產業發展署"
MINISTRY = "經濟部"
OBJECTION = (
    "貴業者如不服本決定，得依臺灣製MIT微笑產品驗證制度推動及管理要點第四十九點規定，於收受本決定書之次日起三十日內，"
    f"檢具異議理由及佐證資料，以書面向{ADMINISTRATION}提出異議；逾期不予受理。異議不停止本決定之執行。"
)
APPEAL = (
    "貴業者如不服本決定，得依訴願法第十四條及第五十八條規定，於本決定書達到之次日起三十日內，繕具訴願書經由"
    f"{ADMINISTRATION}向{MINISTRY}提起訴願；以{ADMINISTRATION}或{MINISTRY}收受訴願書之日期為準。"
    f"不在{MINISTRY}所在地住居者，依訴願扣除在途期間辦法扣除在途期間。訴願不停止原處分之執行（訴願法第九十三條）。"
)
CLASS_2 = "如不服本決定，其救濟依所採認之特定產品驗證制度主管機關之規定辦理。"


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a paper: 事實, 理由及法令依據, 說明; its items are numbered when drawn."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The words of a letter; every date in the form of the Republic, every list in the order printed.

    Attributes:
        sender: full name of the authority. form: 函, 處分書, 通知書, 決定書.
        addressee: whom it is for; ``addressee_details`` holds 統一編號, 代表人 and 地址 (第九十六條第一項第一款).
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
    authority: Organisation,
    head: str,
    firm: Firm,
    form: str,
    number: str,
    dated: date,
    subject: str,
    sections: Sequence[Section],
    remedy: str = "",
    copies_to: Sequence[str] = (),
    attachments: str = "無",
) -> LetterWords:
    """The words of a letter of an authority to a firm.

    Args:
        authority: who writes.
        head: title and name of its head; empty where none is known.
        firm: whom it is for.
        form: 函, 處分書 ...
        number: 發文字號.
        dated: 發文日期.
        subject: 主旨, one sentence.
        sections: parts in their order.
        remedy: empty where nothing is decided.
        copies_to: 副本.
        attachments: 附件.
    """
    return LetterWords(
        sender=authority.name,
        form=form,
        contact=_labelled(("電話", authority.phone), ("電子郵件", authority.email)),
        addressee=firm.name,
        addressee_details=_labelled(
            ("統一編號", firm.ubn), ("代表人", firm.responsible_person), ("地址", firm.address)
        ),
        dated=calendar.roc(dated),
        number=number,
        subject=subject,
        sections=tuple(section for section in sections if section.items),
        remedy=remedy,
        attachments=attachments,
        original_to=firm.name,
        copies_to=tuple(copies_to),
        signature=tuple(line for line in (authority.name, head) if line),
    )


def _labelled(*pairs: tuple[str, str | None]) -> tuple[str, ...]:
    """Lines of what is known."""
    return tuple(f"{label}：{value}" for label, value in pairs if value)


def grounds(reasons: Sequence[dict[str, str]]) -> tuple[str, ...]:
    """Reasons with the place each rests on."""
    return tuple(
        reason["text"].rstrip("。") + (f"（{reason['citation']}）。" if reason.get("citation") else "。")
        for reason in reasons
        if reason["text"].strip()
    )


def lines(text: str) -> tuple[str, ...]:
    """What was typed as items: one a line, empty ones left out."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@documents.editable("remedies/letter")
def letter_layout(words: Mapping[str, Any]) -> list[Part]:
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


_NUMERALS = "一二三四五六七八九十"


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
