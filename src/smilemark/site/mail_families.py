"""Families of mails: which a person may have gathered or left away, and which the law has sent at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from smilemark.accounts import queries as accounts
from smilemark.accounts import roles
from smilemark.foundation.outbox import How

if TYPE_CHECKING:
    from collections.abc import Iterable

FIRMS: Final = frozenset({roles.APPLICANT})
EVERYBODY: Final = frozenset({"*"})


@dataclass(frozen=True, slots=True)
class Family:
    """Mails about one kind of matter.

    Attributes:
        prefix: what the kinds of its notices begin with; the longest that fits counts. words: its name.
        bound: roles whose holders are told at once in any case (``*``: everybody). why: the reason, said on the page.
        is_digest: it is one mail a day by itself, sent or not.
    """

    prefix: str
    words: str
    bound: frozenset[str] = frozenset()
    why: str = ""
    is_digest: bool = False


SERVICE = "通知函件為文書之送達（行政程序法第六十八條），一律即時寄送。"
FAMILIES: Final = (
    Family("certification.letter", "驗證機構之函件（補件、領回樣品、審查結果）", EVERYBODY, SERVICE),
    Family("certification.", "申請案件"),
    Family("assessment.", "現場評核及矯正計畫"),
    Family(
        "surveillance.inquiry",
        "不定期追蹤查核",
        EVERYBODY,
        "查核時限自接獲或知悉時起算，最短二十四小時（附件十五第三點第二款），一律即時寄送。",
    ),
    Family("surveillance.", "定期追蹤管理", FIRMS, "查核通知及限期改善通知應送達業者（附件十五），一律即時寄送。"),
    Family("remedies.", "限期改善、撤銷、廢止與異議", FIRMS, SERVICE),
    Family("mark.", "標章使用、印製及授權", FIRMS, SERVICE),
    Family("retention.", "保存及銷毀"),
    Family("site.deadlines", "期限提醒（到期前三日、到期日、逾期；每日一封）", is_digest=True),
)


def family_of(kind: str) -> Family | None:
    """The family a notice belongs to; None: none of these, sent at once."""
    fitting = [family for family in FAMILIES if kind.startswith(family.prefix)]
    return max(fitting, key=lambda family: len(family.prefix), default=None)


def is_bound(family: Family, held: Iterable[str]) -> bool:
    """Whether the law has the mails of the family sent at once to a holder of these roles."""
    return bool(family.bound & {"*", *held})


def how(users: list[int], kind: str) -> dict[int, How]:
    """How each of the people wants a mail of the kind; what the law has sent at once is sent at once."""
    family = family_of(kind)
    if family is None or "*" in family.bound:
        return {}
    chosen = {user: How(how) for user, how in accounts.mail_choices_of(users, family.prefix).items()}
    if chosen and family.bound:
        for user in accounts.holders_among(list(chosen), *family.bound):
            chosen.pop(user)
    return chosen
