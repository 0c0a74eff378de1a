"""Letters (函) of a certification body, in the form of official letters: 主旨, 說明, 正本, 副本 (公文程式條例; 行政程序法第九十六條)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.foundation import calendar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from smilemark.accounts.models import Organisation
    from smilemark.certification.models import Case

ADMINISTRATION = "經濟部產業發展署"
REMEDY = (
    "貴業者如不服本決定，得依臺灣製MIT微笑產品驗證制度推動及管理要點第四十九點規定，於收受本決定書之次日起三十日內，"
    f"檢具異議理由及佐證資料，以書面向{ADMINISTRATION}提出異議；逾期不予受理。"
)
APPEAL = (
    "貴業者如不服本決定，得依訴願法第十四條及第五十八條規定，於本決定書達到之次日起三十日內，繕具訴願書經由"
    f"{ADMINISTRATION}向經濟部提起訴願。"
)
REMEDY_CLASS_2 = "如不服本決定，其救濟依所採認之特定產品驗證制度主管機關之規定辦理。"


@dataclass(frozen=True, slots=True)
class LetterWords:
    """The words of a letter; every date in the form of the Republic, every list in the order printed.

    Attributes:
        sender: full name of the body (機關全銜).
        contact: how to reach it.
        addressee: whom it is for; ``addressee_details`` holds 統一編號, 代表人 and 地址.
        explanation: the items of 說明, numbered when drawn.
        remedy: how, where and until when to object; empty where nothing is decided.
        signatory: title and name of the head of the body (行政程序法第九十六條第一項第四款).
    """

    sender: str
    contact: str
    addressee: str
    addressee_details: tuple[str, ...]
    dated: str
    number: str
    speed: str
    security: str
    attachments: str
    subject: str
    explanation: tuple[str, ...]
    remedy: str
    original_to: str
    copies_to: str
    signatory: str


def letter_words(
    case: Case,
    *,
    number: str,
    dated: date,
    subject: str,
    explanation: Sequence[str],
    attachments: str = "",
    decides: bool = False,
    sender: Organisation | None = None,
) -> LetterWords:
    """The words of a letter of the case's body, or of ``sender``, to its applicant.

    Args:
        case: with firm and body.
        number: 發文字號.
        dated: 發文日期.
        subject: 主旨, one sentence.
        explanation: items of 說明.
        attachments: 附件, or nothing.
        sender: who writes where that is not the body: in class 2 the scheme's authority, or the administration.
        decides: whether it carries a decision, and so must say how to object (point 49; 行政程序法第九十六條).
    """
    firm, writer = case.firm, sender or case.body
    if writer is None:
        raise ValueError("a letter is written by a body")
    return LetterWords(
        sender=writer.name,
        contact="　".join(_lines(("電話", writer.phone), ("電子郵件", writer.email))),
        addressee=firm.name,
        addressee_details=_lines(("統一編號", firm.ubn), ("代表人", firm.responsible_person), ("地址", firm.address)),
        dated=calendar.roc(dated),
        number=number,
        speed="普通件",
        security="普通",
        attachments=attachments or "無",
        subject=subject,
        explanation=tuple(explanation),
        remedy=_remedy(case, writer) if decides else "",
        original_to=firm.name,
        copies_to=ADMINISTRATION if decides and writer.kind != "administration" else "無",
        signatory=writer.head,
    )


def _remedy(case: Case, writer: Organisation) -> str:
    """Point 49 for classes 1 and 3; the scheme's own remedies for class 2 (AMB-67); of the administration the appeal."""
    if case.product_class != 2:  # noqa: PLR2004  # class 2 (point 4)
        return REMEDY
    return APPEAL if writer.kind == "administration" else REMEDY_CLASS_2


def _lines(*pairs: tuple[str, str | None]) -> tuple[str, ...]:
    """Label and value, where there is a value."""
    return tuple(f"{label}：{value}" for label, value in pairs if value)


def grounds(reasons: Sequence[dict[str, str]]) -> list[str]:
    """Reasons with the place each rests on, as items of 說明."""
    return [
        reason["text"].rstrip("。") + (f"（{reason['citation']}）。" if reason.get("citation") else "。")
        for reason in reasons
    ]


def applied_words(case: Case, applied_on: date) -> str:
    """What was applied for, when, in one sentence."""
    names = "、".join(f"「{product}」" for product in case.products.all())
    industry = f"（{case.industry.name}）" if case.industry else ""
    what = f"，產品為{names}" if names else ""
    return f"貴業者於{calendar.roc(applied_on)}提出{case.get_product_class_display()}{industry}{_applied(case)}{what}。"


def _applied(case: Case) -> str:
    kind = case.get_kind_display()
    return kind if kind.endswith("申請") else f"{kind}申請"
