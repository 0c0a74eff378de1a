"""Service of documents (行政程序法第六十七條至第九十一條): on which day a written decision is served, and so takes effect.

Not rules of the contract: the general act, asked beside them wherever a period runs from the receipt of a paper.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from smilemark.law.citation import PROCEDURE_ACT, Citation, article
from smilemark.law.facts import require
from smilemark.law.finding import Finding, Reason
from smilemark.law.periods import ONE_DAY, Unit, days_after, months_from

TAKES_EFFECT = article(PROCEDURE_ACT, 110, 1)
PUBLIC_DAYS, PUBLIC_DAYS_ABROAD = 20, 60
"""Days from the notice or the last gazette, that day not counted (第八十一條: 最後刊登之日起, counted with 第四十八條第二項)."""


class ServiceMethod(StrEnum):
    """How a document is served."""

    ELECTRONIC = auto()
    IN_PERSON = auto()
    SUBSTITUTED = auto()
    LEFT = auto()
    REGISTERED_POST = auto()
    DEPOSIT = auto()
    PUBLIC = auto()
    PUBLIC_ABROAD = auto()
    PUBLIC_AGAIN = auto()


PLACE: dict[ServiceMethod, Citation] = {
    ServiceMethod.ELECTRONIC: article(PROCEDURE_ACT, 68, 2),
    ServiceMethod.IN_PERSON: article(PROCEDURE_ACT, 72, 1),
    ServiceMethod.SUBSTITUTED: article(PROCEDURE_ACT, 73, 1),
    ServiceMethod.LEFT: article(PROCEDURE_ACT, 73, 3),
    ServiceMethod.REGISTERED_POST: article(PROCEDURE_ACT, 68, 1),
    ServiceMethod.DEPOSIT: article(PROCEDURE_ACT, 74, 1),
    ServiceMethod.PUBLIC: article(PROCEDURE_ACT, 81),
    ServiceMethod.PUBLIC_ABROAD: article(PROCEDURE_ACT, 81),
    ServiceMethod.PUBLIC_AGAIN: article(PROCEDURE_ACT, 81),
}
BY_HAND = frozenset({ServiceMethod.IN_PERSON, ServiceMethod.SUBSTITUTED, ServiceMethod.LEFT})
"""Not on a rest day unless the addressee takes it all the same (第八十四條); post and electronic forms may."""

_PUBLIC_WAIT = {
    ServiceMethod.PUBLIC: PUBLIC_DAYS,
    ServiceMethod.PUBLIC_ABROAD: PUBLIC_DAYS_ABROAD,
    ServiceMethod.PUBLIC_AGAIN: 1,
}
_WORDS = {
    ServiceMethod.ELECTRONIC: "電子文件經應受送達人開啟，視為自行送達",
    ServiceMethod.IN_PERSON: "交付應受送達人",
    ServiceMethod.SUBSTITUTED: "補充送達於有辨別事理能力之同居人、受雇人或接收郵件人員",
    ServiceMethod.LEFT: "應受送達人無正當理由拒絕收領，留置送達",
    ServiceMethod.REGISTERED_POST: "掛號郵寄，依回執所載收受日",
    ServiceMethod.DEPOSIT: "寄存送達，於寄存完畢之日發生效力（行政程序法未另加十日）",
    ServiceMethod.PUBLIC: f"公示送達，自公告之日或最後刊登之日起經{PUBLIC_DAYS}日發生效力",
    ServiceMethod.PUBLIC_ABROAD: f"於外國或境外為公示送達，經{PUBLIC_DAYS_ABROAD}日發生效力",
    ServiceMethod.PUBLIC_AGAIN: "對同一當事人依職權再為公示送達，自公告之翌日起發生效力",
}


@dataclass(frozen=True, slots=True)
class ServedOn:
    """Result of ``served_on``: the day of service, from which every period runs."""

    served_on: date


def served_on(
    *, method: ServiceMethod, done_on: date, is_working_day: bool, taken_all_the_same: bool
) -> Finding[ServedOn]:
    """The day on which service by the method takes effect.

    Source: 行政程序法第六十八條、第七十二條至第七十四條、第八十一條、第八十四條. Units: days.
    Reading: Q21 (deposit: no ten days, which belong to 訴願 documents). Errors: `done_on` on a rest day for service by
    hand that the addressee did not take all the same.

    Args:
        method: how it was served.
        done_on: day it was opened, handed over, received, deposited, posted up or last printed in the gazette.
        is_working_day: whether offices work on ``done_on``.
        taken_all_the_same: on a rest day, whether the addressee did not refuse to take it.
    """
    allowed = method not in BY_HAND or is_working_day or taken_all_the_same
    require(allowed, "done_on", "星期日及其他休息日不得送達，應受送達人不拒絕收領者不在此限（行政程序法第八十四條）")
    day = days_after(done_on, _PUBLIC_WAIT[method]) if method in _PUBLIC_WAIT else done_on
    words = f"{_WORDS[method]}：{day.isoformat()}。"
    reasons = (
        Reason(words, f"Served on {day.isoformat()} ({method.value}).", PLACE[method]),
        Reason("書面之行政處分自送達相對人起發生效力。", "A written decision takes effect on service.", TAKES_EFFECT),
    )
    return Finding("served-on", ServedOn(day), reasons)


class Ending(StrEnum):
    """撤銷、廢止."""

    WITHDRAW = auto()
    CANCEL = auto()


@dataclass(frozen=True, slots=True)
class EndingLimit:
    """Result of ``ending_limit``: the last day on which the decision may still be made."""

    last_day: date


ENDING_YEARS = 2
_LIMIT_PLACE = {Ending.WITHDRAW: article(PROCEDURE_ACT, 121, 1), Ending.CANCEL: article(PROCEDURE_ACT, 124)}


def ending_limit(*, ending: Ending, since: date, decided_on: date | None) -> Finding[EndingLimit]:
    """Until when a favourable decision may be withdrawn (撤銷) or cancelled (廢止): within two years.

    Source: 行政程序法第一百二十一條第一項 (from knowing the cause of withdrawal), 第一百二十四條 (from the cause of
    cancellation). Units: days; the first day not counted, the last not moved, for nobody has to act by it who could
    be helped by a later one. Errors: `decided_on` before `since`.
    """
    require(decided_on is None or decided_on >= since, "decided_on", "before the cause")
    last = months_from(since + ONE_DAY, ENDING_YEARS * 12)
    what = "知有撤銷原因時起" if ending == Ending.WITHDRAW else "廢止原因發生後"
    zh = f"應自{what}{ENDING_YEARS}年內為之，至{last.isoformat()}止。"
    reason = Reason(zh, f"Within {ENDING_YEARS} {Unit.YEARS.value}: to {last.isoformat()}.", _LIMIT_PLACE[ending])
    passed = None if decided_on is None else decided_on <= last
    return Finding("ending-limit", EndingLimit(last), (reason,), passed=passed)


class HearingException(StrEnum):
    """When no opportunity to state one's case need be given (行政程序法第一百零三條), as far as they can occur here."""

    MASS_DECISIONS = auto()
    URGENT = auto()
    LEGAL_PERIOD = auto()
    FACTS_PLAIN = auto()
    SLIGHT = auto()


EXCEPTION_PLACE: dict[HearingException, Citation] = {
    HearingException.MASS_DECISIONS: article(PROCEDURE_ACT, 103, item=1),
    HearingException.URGENT: article(PROCEDURE_ACT, 103, item=2),
    HearingException.LEGAL_PERIOD: article(PROCEDURE_ACT, 103, item=3),
    HearingException.FACTS_PLAIN: article(PROCEDURE_ACT, 103, item=5),
    HearingException.SLIGHT: article(PROCEDURE_ACT, 103, item=6),
}
EXCEPTION_WORDS: dict[HearingException, str] = {
    HearingException.MASS_DECISIONS: "大量作成同種類之處分",
    HearingException.URGENT: "情況急迫，如予陳述意見之機會，顯然違背公益",
    HearingException.LEGAL_PERIOD: "受法定期間之限制，如予陳述意見之機會，顯然不能遵行",
    HearingException.FACTS_PLAIN: "行政處分所根據之事實，客觀上明白足以確認",
    HearingException.SLIGHT: "限制自由或權利之內容及程度，顯屬輕微，而無事先聽取相對人意見之必要",
}
