"""The app's only door to the law: grounds, bans, deadlines, service, hearings, objections."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from smilemark.foundation import calendar, findings
from smilemark.foundation.moves import Refused
from smilemark.law.facts import FactsError
from smilemark.law.in_force import REGULATION_VERSION
from smilemark.law.mit_smile.point_41_mark_right_withdrawal import (
    Act,
    MarkRightWithdrawal,
    NamedPoint,
    Order,
    SevereFindingCancellation,
    WithdrawalGround,
    mark_right_withdrawal,
    severe_finding_cancellation,
)
from smilemark.law.mit_smile.point_49_objections import (
    Filing,
    ObjectionAdmissibility,
    ObjectionReview,
    Party,
    Remedy,
    ReviewedRemedy,
    Stage,
    objection_admissibility,
    objection_deadline,
    objection_review,
    objection_route,
)
from smilemark.law.periods import Effect, Unit, period_end
from smilemark.law.service_of_documents import (
    EXCEPTION_PLACE,
    EXCEPTION_WORDS,
    Ending,
    EndingLimit,
    HearingException,
    ServedOn,
    ServiceMethod,
    ending_limit,
    served_on,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from django.db.models import Model

    from smilemark.foundation.models import StoredFinding
    from smilemark.law.finding import Finding
    from smilemark.remedies.models import EndingCase, Objection

R_co = TypeVar("R_co", covariant=True)

WITHDRAW, CANCEL = Act.WITHDRAW.value, Act.CANCEL.value
NOT_ORDERED = Order.NOT_ORDERED
SEVERE = "severe_finding"
OWN_REQUEST = WithdrawalGround.REQUESTED_BY_OPERATOR.value
SERIOUS = WithdrawalGround.ORIGIN_OR_QUALITY_BREACH.value
CLASS_2_ONLY = WithdrawalGround.SCHEME_QUALIFICATION_LOST.value

_STATUTE_WORDS: dict[WithdrawalGround, str] = {
    WithdrawalGround.FALSE_DOCUMENTS: "申請文件有虛偽不實或提供不實文件",
    WithdrawalGround.IMPROPER_MEANS: "以詐欺、脅迫或其他不正當之方法，取得MIT微笑標章",
    WithdrawalGround.REQUESTED_BY_OPERATOR: "申請終止使用",
    WithdrawalGround.DISSOLVED_OR_CLOSED: "解散或歇業",
    WithdrawalGround.REGISTRATION_CANCELLED: "公司登記或商業登記經主管機關依法撤銷或廢止",
    WithdrawalGround.SCHEME_QUALIFICATION_LOST: (
        "第二類產品之業者遭採認之特定產品驗證制度主管機關撤銷、廢止其驗證資格或其他原因而喪失其驗證資格"
    ),
    WithdrawalGround.RIGHT_TRANSFERRED_OR_SOLD: "違反第三十六點規定轉讓或買賣MIT微笑標章使用權",
    WithdrawalGround.ORIGIN_OR_QUALITY_BREACH: "違反臺灣製原產地認定條件或其他有關產品品質驗證基準相關規定且情節重大",
    WithdrawalGround.MARK_ON_UNLICENSED_PRODUCT: "違反第三十七點規定將MIT微笑標章用於未獲授權使用產品或作為他用",
    WithdrawalGround.SELF_PRINT_WITHOUT_APPLICATION: "未依第三十八點第二項規定申請自行印製而自行印製",
    WithdrawalGround.IRREGULAR_AUDIT_REFUSED: (
        "違反第三十九點規定無故規避、妨礙或拒絕相關單位所進行之不定期現場評核及產品抽驗"
    ),
    WithdrawalGround.PRODUCT_OR_PROCESS_MISMATCH: (
        "經現場評核及產品抽驗，其產品不符合產品品質驗證基準，或生產製程、使用材料及使用配方與申請文件所載資訊不符"
    ),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of points 41 to 43, or the severe finding of annex 15 point 6(2).

    Attributes:
        code: as stored. words: the statute's own. cite: point, paragraph and item.
        act: ``withdraw`` (撤銷) or ``cancel`` (廢止). mandatory: 應, else 得.
        ban_years: years without re-application; 0 for none. ban_point: as the ledger of bans names it.
        order_first: whether improvement must have been ordered, and not made, before.
    """

    code: str
    words: str
    cite: str
    act: str
    mandatory: bool
    ban_years: int
    ban_point: str
    order_first: bool

    @property
    def act_name(self) -> str:
        """撤銷 or 廢止."""
        return "撤銷" if self.act == WITHDRAW else "廢止"

    @property
    def title(self) -> str:
        """Point and words in one line, for lists."""
        return f"{self.cite.removeprefix('推動及管理要點')}　{self.words}"


@cache
def grounds() -> dict[str, Ground]:
    """All grounds by code, in the order of the regulation; what each means is asked of the law."""
    found = {ground.value: _ground(ground) for ground in WithdrawalGround}
    severe = severe_finding_cancellation(named_point=NamedPoint.NONE, on=REGULATION_VERSION)
    found[SEVERE] = Ground(
        SEVERE,
        "追蹤管理查核結果屬重大缺失，經陳述意見及查證後維持",
        severe.because[0].citation.zh,
        CANCEL,
        mandatory=False,
        ban_years=severe.result.ban_years,
        ban_point="",
        order_first=False,
    )
    return found


def _ground(ground: WithdrawalGround) -> Ground:
    serious = True if ground.value == SERIOUS else None
    found = mark_right_withdrawal(
        ground=ground, serious=serious, improvement=Order.NOT_IMPROVED, on=REGULATION_VERSION
    ).result
    point = found.point
    return Ground(
        ground.value,
        _STATUTE_WORDS[ground],
        point.citation.zh,
        found.act.value,
        found.mandatory,
        found.ban_years,
        point.ended_under.value,
        order_first=point.value.startswith("43"),
    )


def ground(code: str) -> Ground:
    """One ground.

    Raises:
        Refused: there is no such ground.
    """
    found = grounds().get(code)
    if found is None:
        raise Refused("請選擇事由（第四十一點至第四十三點）。", field="ground")
    return found


def order_grounds() -> list[Ground]:
    """The grounds on which improvement is ordered first (point 43 I)."""
    return [found for found in grounds().values() if found.order_first]


# ---- asking -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer(Generic[R_co]):
    """What the law said, with the facts it was asked about, so that it can be kept and replayed."""

    facts: Mapping[str, Any]
    finding: Finding[R_co]
    on: date | None = None
    """The day whose law was asked, where the rule asks one."""

    @property
    def result(self) -> R_co:
        """The rule's result."""
        return self.finding.result

    @property
    def because(self) -> list[dict[str, str]]:
        """Reasons as a decision prints them."""
        return [{"text": why.text, "citation": why.citation.zh} for why in self.finding.because]

    @property
    def sentence(self) -> str:
        """All reasons in one sentence, each with its place."""
        return "".join(f"{why.text.rstrip('。')}（{why.citation.zh}）。" for why in self.finding.because)

    def store(self, subject: Model, at: datetime) -> StoredFinding:
        """Keep the answer about ``subject``, inside the caller's transaction."""
        return findings.store(subject, self.finding.rule, dict(self.facts), self.finding, at, on=self.on)


def _ask(
    facts: dict[str, Any],
    rule: Callable[..., Finding[R_co]],
    field: str = "",
    **more: Any,  # noqa: ANN401  # every rule has parameters of its own
) -> Answer[R_co]:  # every rule has parameters of its own
    try:
        return Answer(findings.as_json(facts), rule(**facts, **more), more.get("on"))
    except FactsError as error:
        said = _FACT_WORDS.get((error.field, error.message), error.message)
        raise Refused(f"資料無法依規定判斷：{said}。", field=field or error.field) from error


_FACT_WORDS = {
    ("decided_on", "before the cause"): "知悉或原因發生日在處分日之後",
    ("postmark_date", "needed for mail, not allowed otherwise"): "郵寄者應填郵戳日，其他方式不填",
    ("postmark_date", "before the notice"): "郵戳日在送達日之前",
    ("arrival_date", "before the notice or the postmark"): "到達日在送達日或郵戳日之前",
}


# ---- what follows from a ground ---------------------------------------------------------------------------


def what_follows(case: EndingCase, on: date) -> Answer[MarkRightWithdrawal] | Answer[SevereFindingCancellation]:
    """The act, whether 應 or 得, and the ban, on the facts of the case (points 41 to 43; annex 15 point 6(2))."""
    if case.ground == SEVERE:
        return _ask({"named_point": NamedPoint.NONE}, severe_finding_cancellation, on=on)
    return follows(case.ground, serious=case.serious, improvement=improvement_of(case), on=on)


def follows(code: str, *, serious: bool | None, improvement: Order, on: date) -> Answer[MarkRightWithdrawal]:
    """As ``what_follows``, for a ground by itself."""
    facts = {
        "ground": WithdrawalGround(code),
        "serious": serious if code == SERIOUS else None,
        "improvement": improvement,
    }
    return _ask(facts, mark_right_withdrawal, "serious", on=on)


def improvement_of(case: EndingCase) -> Order:
    """What became of the order to improve the case rests on."""
    order = case.order
    if order is None or order.state in {"draft", "sent", "dropped", "revoked"}:
        return Order.NOT_ORDERED
    return {"met": Order.IMPROVED, "not_met": Order.NOT_IMPROVED}.get(order.state, Order.PENDING)


def ended_under(case: EndingCase, on: date) -> tuple[str, str, int]:
    """(``withdraw`` or ``cancel``, the point as the ledger of bans names it, years) of the decision; refuses the rest.

    Raises:
        Refused: the law lets nothing be withdrawn or cancelled on these facts; the text says why.
    """
    answer = what_follows(case, on)
    result = answer.result
    if isinstance(result, SevereFindingCancellation):
        return CANCEL, "", result.ban_years
    if result.act not in (Act.WITHDRAW, Act.CANCEL):
        raise Refused(f"依所認定之事實，尚不得撤銷或廢止：{answer.sentence}")
    return result.act.value, result.point.ended_under.value, result.ban_years


def point_named(case: EndingCase, on: date) -> str:
    """The point and item the decision names."""
    if case.ground == SEVERE:
        return grounds()[SEVERE].cite
    result = what_follows(case, on).result
    return result.point.citation.zh if isinstance(result, MarkRightWithdrawal) else ""


def limit(act: str, *, since: date, decided_on: date | None) -> Answer[EndingLimit]:
    """Until when the decision may be made (行政程序法第一百二十一條、第一百二十四條)."""
    kind = Ending.WITHDRAW if act == WITHDRAW else Ending.CANCEL
    return _ask({"ending": kind, "since": since, "decided_on": decided_on}, ending_limit, "since")


# ---- periods and service ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day, and whether it rests on an estimated calendar."""

    last_day: date
    is_estimated: bool


def days_from(start: date, days: int) -> Deadline:
    """The end of a period of days that somebody must act in (行政程序法第四十八條第二項、第四項)."""
    office = calendar.office()
    facts = {"start_date": start, "length": days, "unit": Unit.DAYS, "effect": Effect.ORDINARY}
    found = _ask(facts, period_end, "days", calendar=office).result
    estimated = office.is_estimated(found.nominal_end) or office.is_estimated(found.effective_end)
    return Deadline(found.effective_end, estimated)


def service(method: str, done_on: date, *, taken_all_the_same: bool) -> Answer[ServedOn]:
    """The day on which service by the method takes effect (行政程序法第六十八條至第八十四條).

    Raises:
        Refused: by hand on a rest day, not taken.
    """
    facts = {
        "method": ServiceMethod(method),
        "done_on": done_on,
        "is_working_day": calendar.office().is_working_day(done_on),
        "taken_all_the_same": taken_all_the_same,
    }
    return _ask(facts, served_on, "done_on")


PUBLIC_METHODS = frozenset(
    {ServiceMethod.PUBLIC.value, ServiceMethod.PUBLIC_ABROAD.value, ServiceMethod.PUBLIC_AGAIN.value}
)


def hearing_exceptions() -> dict[str, tuple[str, str]]:
    """Code -> (words, place) of the exceptions to stating one's case (行政程序法第一百零三條)."""
    return {kind.value: (EXCEPTION_WORDS[kind], EXCEPTION_PLACE[kind].zh) for kind in HearingException}


# ---- objections -------------------------------------------------------------------------------------------


def objection_until(served: date) -> Deadline:
    """The last day of an operator's objection (point 49)."""
    office = calendar.office()
    found = _ask(
        {"remedy": Remedy.OPERATOR_OBJECTION, "notice_date": served}, objection_deadline, calendar=office, on=served
    ).result
    return Deadline(found.deadline, office.is_estimated(found.nominal_end) or office.is_estimated(found.deadline))


def appeal_until(served: date) -> Deadline:
    """The last day of the administrative appeal against a review, without travel days (point 49 I(2); 訴願法第十四條)."""
    facts = {"party": Party.CERTIFIED_OPERATOR, "stage": Stage.AFTER_REVIEW}
    return days_from(served, _ask(facts, objection_route, on=served).result.days)


def admissibility(objection: Objection, *, served: date, on: date) -> Answer[ObjectionAdmissibility]:
    """Whether the objection came in time and in writing (point 49 I(1); AMB-31)."""
    facts = {
        "remedy": Remedy.OPERATOR_OBJECTION,
        "notice_date": served,
        "filing_method": Filing(objection.filing),
        "postmark_date": objection.postmark_on,
        "arrival_date": objection.arrived_on,
        "in_writing": objection.in_writing,
    }
    return _ask(facts, objection_admissibility, "arrived_on", calendar=calendar.office(), on=on)


def review(*, well_founded: bool) -> Answer[ObjectionReview]:
    """What the administration must do after its review (point 49 I(1))."""
    return _ask({"remedy": ReviewedRemedy.OPERATOR_OBJECTION, "well_founded": well_founded}, objection_review)
