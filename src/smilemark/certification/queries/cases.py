"""Which cases a person may read, lists of them, their history in sentences, and what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.certification import states
from smilemark.certification.models import Assignment, Case, CaseProduct, SupplementRequest
from smilemark.companies import queries as companies
from smilemark.foundation import events
from smilemark.foundation.todo import TodoItem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from smilemark.accounts.models import User
    from smilemark.foundation.models import Event

SEES_ALL = frozenset({roles.SECRETARIAT, roles.ADMINISTRATION})
"""Who reads every submitted case: the bodies are tracked by the secretariat (R-10.2), the fee is the administration's."""


def visible_to(user: User | AnonymousUser) -> QuerySet[Case]:
    """The cases a person may read.

    The firm reads its own, drafts included. The body reads what was submitted to it; the laboratory what it tests; the
    authority of an adopted scheme the submitted cases of industries delegated to it (point 33 II); secretariat and administration all that was submitted.
    """
    if not user.is_authenticated:
        return Case.objects.none()
    rows = Case.objects.select_related("firm", "body", "industry")
    submitted = Q(submitted_at__isnull=False)
    if any(user.holds(role) for role in SEES_ALL):
        return rows.filter(submitted | Q(firm_id__in=user.organisations_as(roles.APPLICANT)))
    laboratory = user.organisations_as(roles.LABORATORY)
    tested = CaseProduct.objects.filter(case=OuterRef("pk"), test__laboratory_id__in=laboratory)
    allowed: Any = Q(firm_id__in=user.organisations_as(roles.APPLICANT))
    allowed |= submitted & Q(body_id__in=user.organisations_as(*roles.BODY_ROLES))
    if laboratory:
        allowed |= submitted & Exists(tested)
    if user.holds(roles.SCHEME_AUTHORITY):
        allowed |= submitted & Q(product_class=2, industry_id__in=accreditation.industries_delegated_to(user))
    return rows.filter(allowed)


# ---- lists -------------------------------------------------------------------------------------------------

SORTS: dict[str, tuple[str, str]] = {
    "number": ("案件編號", "number"),
    "firm": ("業者", "firm__name"),
    "state": ("狀態", "state"),
    "submitted": ("送件日", "submitted_at"),
    "industry": ("產業", "industry__code"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of cases is narrowed by; exactly this is shown and exactly this is exported."""

    q: str = ""
    state: str = ""
    kind: str = ""
    product_class: str = ""
    mine: bool = False
    sort: str = "-submitted"


def listed(user: User, wanted: Filter) -> QuerySet[Case]:
    """The cases of a list, filtered and sorted; starts from what the person may read."""
    rows = visible_to(user)
    if wanted.q.strip():
        rows = rows.filter(_matching(user, wanted.q))
    if wanted.state in states.State.values:
        rows = rows.filter(state=wanted.state)
    if wanted.kind in Case.Kind.values:
        rows = rows.filter(kind=wanted.kind)
    if wanted.product_class in {"1", "2", "3"}:
        rows = rows.filter(product_class=int(wanted.product_class))
    if wanted.mine:
        mine = Assignment.objects.filter(case=OuterRef("pk"), user_id=user.pk, ended_at=None)
        rows = rows.filter(Exists(mine))
    descending = wanted.sort.startswith("-")
    _label, column = SORTS.get(wanted.sort.lstrip("-"), SORTS["submitted"])
    return rows.order_by(f"-{column}" if descending else column, "-pk" if descending else "pk")


def _matching(user: User, q: str) -> Any:  # noqa: ANN401  # django-stubs types | of Q and Exists as Combinable
    """By number, 統一編號, product name, or the firm's name as the text search folds it (台/臺, full width)."""
    products = CaseProduct.objects.filter(case=OuterRef("pk"), name__icontains=q.strip())
    firms = companies.matching(companies.visible_to(user), q).order_by().values("pk")
    found = Q(number__icontains=q.strip()) | Q(firm__name__icontains=q.strip()) | Q(firm__ubn=q.strip())
    return found | Q(firm__in=firms) | Q(Exists(products))


COLUMNS = ("案件編號", "案別", "業者", "統一編號", "類別", "產業", "驗證機構", "狀態", "送件日")


def exported(rows: Iterable[Case]) -> list[dict[str, Any]]:
    """The rows of a list as they are shown, for CSV, ODS and JSON; columns as in ``COLUMNS``."""
    return [dict(zip(COLUMNS, _row(case), strict=True)) for case in rows]


def _row(case: Case) -> tuple[Any, ...]:
    return (
        case.number,
        case.get_kind_display(),
        case.firm.name,
        case.firm.ubn or "",
        case.get_product_class_display() if case.product_class else "",
        str(case.industry) if case.industry else "",
        case.body.name if case.body else "",
        case.get_state_display(),
        timezone.localdate(case.submitted_at).isoformat() if case.submitted_at else "",
    )


# ---- history -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of the history: when, who, what, and what the person said."""

    at: Any
    actor: str
    text: str
    said: str = ""


_ENTRIES = {"start": "建立草稿", "add": "列入產品", "open": "開始", "write": "發文", "begin": "開始"}
_NOT_SHOWN = frozenset({"save_draft", "save_supplement"})
_INNER = frozenset({"assign", "end_assignment", "save_report", "return_report", "review_grant", "visit_jointly"})


def history_of(case: Case, *, inner: bool = True) -> list[Sentence]:
    """What happened on the case, from its own events, oldest first (single saves are left out).

    Args:
        case: the case.
        inner: whether inner steps (who is assigned, why a report was sent back, what a reviewer found on a condition
            of annex 12) are told too; not to the firm.
    """
    left_out = _NOT_SHOWN if inner else _NOT_SHOWN | _INNER
    return [_sentence(event) for event in events.history(case) if event.move not in left_out]


def _sentence(event: Event) -> Sentence:
    words = event.eventtext.text if hasattr(event, "eventtext") else {}
    move = states.MOVES.get(event.move)
    label = move.label if move is not None else _ENTRIES.get(event.move, event.move)
    cite = f"（{move.cite}）" if move is not None and move.cite else ""
    said = "；".join(str(value) for key, value in words.items() if key != "actor" and value)
    return Sentence(event.at, words.get("actor", "（已依規定刪除）"), f"{label}{cite}{_more(event)}", said)


def _more(event: Event) -> str:
    data = event.data
    if event.move == "request_supplement":
        return f"：第{data.get('round')}次，共{data.get('items')}項，期限{data.get('due_on')}"
    if event.move == "resubmit" and data.get("late"):
        return "：逾期送出"
    if event.move in {"assign", "end_assignment"} and data.get("user"):
        person = get_user_model().objects.filter(pk=data["user"]).first()
        return f"：{person}" if person is not None else ""
    return ""


# ---- what waits for whom -----------------------------------------------------------------------------------

S = states.State
APPLICANT_TODO = {
    S.DRAFT: "繼續填寫並送件",
    S.SUPPLEMENT: "補正文件",
    S.FEE_DUE: "繳納規費",
    S.CONTRACT: "簽署授權使用契約",
}
REVIEWER_TODO = {
    S.APPLIED: "資格審查",
    S.DOC_REVIEW: "書面審查",
    S.VERIFYING: "辦理評核及檢驗",
    S.REPORT: "製作彙整報告",
    S.FEE_CHECK: "確認規費繳納",
}
DECIDER_TODO = {
    S.REPORT_REVIEW: "審查彙整報告",
    S.CONTRACT: "簽約及編號",
    S.NUMBERED: "核發驗證書",
    S.UNDER_SCHEME: "第二類登錄",
}
NEXT_STEP = {
    S.DRAFT: "送件後由驗證機構資格審查",
    S.APPLIED: "符合後進入書面審查",
    S.SUPPLEMENT: "補正後繼續書面審查",
    S.DOC_REVIEW: "文件齊備後現場評核及檢驗",
    S.VERIFYING: "全部產品有結果後製作彙整報告",
    S.REPORT: "送審彙整報告",
    S.REPORT_REVIEW: "通過後簽約（第三類先確認規費）",
    S.FEE_CHECK: "已繳後簽約",
    S.FEE_DUE: "收取後確認",
    S.CONTRACT: "雙方簽署後編號",
    S.NUMBERED: "核發驗證書",
    S.GRANT_REVIEW: "授予後登錄，或不同意授權",
}


def todo_for(user: User, today: date) -> list[TodoItem]:
    """Cases that wait for this person."""
    del today
    firms = user.organisations_as(roles.APPLICANT)
    found = _items(Case.objects.filter(firm_id__in=firms, state__in=APPLICANT_TODO), APPLICANT_TODO) if firms else []
    for role, words in ((roles.REVIEWER, REVIEWER_TODO), (roles.DECIDER, DECIDER_TODO)):
        if bodies := user.organisations_as(role):
            found += _items(_mine_or_nobodys(user, role, bodies, words), words)
    return found


def _mine_or_nobodys(user: User, role: str, bodies: list[int], words: Iterable[str]) -> QuerySet[Case]:
    held = Assignment.objects.filter(case=OuterRef("pk"), role=role, ended_at=None)
    rows = Case.objects.filter(body_id__in=bodies, state__in=list(words))
    return rows.filter(Exists(held.filter(user_id=user.pk)) | ~Exists(held))


def waiting_for(user: User, today: date) -> list[TodoItem]:
    """Cases of this person in which somebody else is to act."""
    del today
    found: list[TodoItem] = []
    if firms := user.organisations_as(roles.APPLICANT):
        others = {state: states.PUBLIC_NAMES[state] for state in S if state not in APPLICANT_TODO}
        running = [state for state in others if state not in states.ENDED_STATES]
        found += _items(Case.objects.filter(firm_id__in=firms, state__in=running), others)
    if bodies := user.organisations_as(roles.REVIEWER, roles.DECIDER):
        words = {S.SUPPLEMENT: "待業者補件", S.FEE_DUE: "待業者繳納規費"}
        found += _items(Case.objects.filter(body_id__in=bodies, state__in=words), words)
    return found


def _items(rows: QuerySet[Case], words: dict[S, str]) -> list[TodoItem]:
    cases = list(rows.select_related("firm").order_by("pk"))
    due = {
        row.case_id: row.due_on
        for row in SupplementRequest.objects.filter(case__in=[case.pk for case in cases], answered_at=None)
    }
    return [_item(case, words[S(case.state)], due.get(case.pk)) for case in cases]


def _item(case: Case, word: str, due: date | None) -> TodoItem:
    since = case.submitted_at or case.created_at
    return TodoItem(
        title=f"{word}：{case.firm.name} {case.number}",
        url=reverse("certification:draft" if case.state == S.DRAFT else "certification:case", args=[case.number]),
        since=timezone.localdate(since),
        until=due,
        cite="附件六書面審查" if due is not None else "",
        next_step=NEXT_STEP.get(S(case.state), ""),
    )


def workload_for(user: User, today: date) -> list[tuple[str, int, str]]:
    """Running cases by state, in the order of the chart: label, number, tone."""
    del today
    counts: dict[str, int] = {}
    for state in visible_to(user).exclude(state__in=states.ENDED_STATES).order_by().values_list("state", flat=True):
        counts[state] = counts.get(state, 0) + 1
    return [(str(state.label), counts[state], "info") for state in S if state in counts]


AGES = ((30, "30日內", "ok"), (90, "31至90日", "info"), (180, "91至180日", "warn"))


def ages_for(user: User, today: date) -> list[tuple[str, int, str]]:
    """Running cases by days since submission: label, number, tone."""
    rows = visible_to(user).filter(submitted_at__isnull=False).exclude(state__in=states.ENDED_STATES)
    ages = [(today - timezone.localdate(at)).days for at in rows.order_by().values_list("submitted_at", flat=True)]
    found, below = [], -1
    for most, label, tone in AGES:
        found.append((label, sum(below < age <= most for age in ages), tone))
        below = most
    return [*found, ("逾180日", sum(age > below for age in ages), "bad")]
