"""The case page: what every reader of a case sees, from where it stands on the chart down to its history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accounts.web.guard import signed_in
from smilemark.certification import chart, permissions, queries, states
from smilemark.certification.actions import assigning
from smilemark.certification.actions.review import (
    SECTIONS_TO_SUPPLEMENT,
    filed_on,
    open_round,
    why_not_refuse_documents,
)
from smilemark.certification.legal import intake as legal
from smilemark.certification.queries import completeness, results
from smilemark.foundation import clock, findings

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from smilemark.accounts.models import User
    from smilemark.certification.models import Assignment, Case

PAGE = "certification/case.html"
MOST_ITEMS, ITEMS_SHOWN = 40, 5


@dataclass(frozen=True, slots=True)
class Wait:
    """Who waits for whom: who is to act, what for, since when, until when."""

    who: str
    what: str
    since: date | None
    until: date | None
    cite: str


WAITS: dict[str, tuple[str, str, str]] = {
    states.State.APPLIED: ("驗證機構", "資格審查", "附件六"),
    states.State.DOC_REVIEW: ("驗證機構", "書面審查", "附件六"),
    states.State.SUPPLEMENT: ("業者", "補正文件", "附件六書面審查"),
    states.State.VERIFYING: ("驗證機構及檢驗機構", "現場評核及產品品質檢驗", "第二十六點、第二十七點"),
    states.State.REPORT: ("驗證機構", "製作驗證結果彙整報告", "第二十九點"),
    states.State.REPORT_REVIEW: ("驗證機構", "審查驗證結果彙整報告", "附件六"),
    states.State.FEE_CHECK: ("驗證機構", "確認規費繳納", "附件六（第三類）"),
    states.State.FEE_DUE: ("業者", "繳納規費", "第三十一點第一項"),
    states.State.CONTRACT: ("業者及驗證機構", "簽署授權使用契約", "第三十一點第一項"),
    states.State.NUMBERED: ("驗證機構", "核發驗證書", "第三十一點第一項"),
    states.State.UNDER_SCHEME: ("驗證機構", "依採認制度審查", "第三十三點"),
    states.State.GRANT_REVIEW: (
        "受委託之制度主管機關（無有效委託時為本署）",
        "審查授權使用標章",
        "第三十三點第二項、附件十二",
    ),
}


def visible_case(request: HttpRequest, number: str) -> Case:
    """The case if the reader may see it; a 404 otherwise."""
    return get_object_or_404(queries.visible_to(signed_in(request)), number=number)


def show(request: HttpRequest, case: Case, *, status: int = 200, **more: Any) -> HttpResponse:  # noqa: ANN401  # context
    """The case page; ``more`` holds a refusal and what was typed."""
    return render(
        request, PAGE, context_of(case, signed_in(request), clock.today(), typed=request.POST) | more, status=status
    )


def context_of(case: Case, user: User, day: date, *, typed: Any) -> dict[str, Any]:  # noqa: ANN401  # a QueryDict
    """What the page and its parts use; the second half adds ``results``."""
    case = type(case).objects.select_related("firm", "body", "industry", "certificate").get(pk=case.pk)
    case_open = permissions.open_moves(case, user, day)
    is_staff = _is_staff(user, case)
    sees_people = results.reads_all(user, case) and not user.holds(roles.APPLICANT, case.firm_id)
    return {
        "case": case,
        "day": day,
        "open": case_open,
        "typed": typed,
        "is_staff": is_staff,
        "sees_people": sees_people,
        "early": _is_early(case),
        "reads_all": results.reads_all(user, case),
        "chart": chart.drawn(case),
        "wait": waits(case),
        "findings": _findings(case),
        "assignments": _assignments(case),
        "products": case.products.select_related("item", "origin", "test", "label"),
        "factories": case.factories.select_related("factory", "assessment"),
        "papers": papers(case),
        "supplements": case.supplements.prefetch_related("items"),
        "pins": [pin.announcement for pin in case.pins.select_related("announcement")],
        "history": queries.history_of(case, inner=sees_people),
        **(_review_context(case, day, typed) if is_staff else {}),
        **results.case_parts(case, user, day),
    }


def _is_early(case: Case) -> bool:
    """Before verification there is no product result, test, report, contract or certificate to show."""
    verified = case.kind in {"new", "renewal"} and case.product_class != 2  # noqa: PLR2004  # 第二類依採認之制度
    return verified and case.state in {states.State.APPLIED, states.State.DOC_REVIEW, states.State.SUPPLEMENT}


def _is_staff(user: User, case: Case) -> bool:
    return case.body_id is not None and any(user.holds(role, case.body_id) for role in (roles.REVIEWER, roles.DECIDER))


def waits(case: Case) -> Wait | None:
    """Who is to act now; None when the case has ended or is a draft."""
    if case.state not in WAITS:
        return None
    who, what, cite = WAITS[case.state]
    asked = open_round(case) if case.state == states.State.SUPPLEMENT else None
    since = asked.requested_at if asked is not None else case.submitted_at
    return Wait(who, what, timezone.localdate(since) if since else None, asked.due_on if asked else None, cite)


def _findings(case: Case) -> list[Any]:
    """The latest answer of each rule on this case (per product where the facts name one)."""
    latest: dict[tuple[str, Any], Any] = {}
    for found in findings.about(case):
        latest.setdefault((found.rule, found.facts.get("product")), found)
    return list(latest.values())


def papers(case: Case) -> list[tuple[str, str, Any]]:
    """Papers of the case that count now: name, what about, the row."""
    rows = case.attachments.filter(replaced_at=None).select_related("file", "product", "factory__factory")
    return [(legal.PAPER_NAMES.get(row.kind, row.kind), _about(row), row) for row in rows]


def _about(row: Any) -> str:  # noqa: ANN401  # an Attachment
    if row.product is not None:
        return str(row.product)
    return str(row.factory.factory) if row.factory is not None else ""


def _assignments(case: Case) -> list[Assignment]:
    """People of the case, with the name of their role."""
    rows = list(case.assignments.select_related("user"))
    for row in rows:
        row.role_name = assigning.ROLE_NAMES.get(row.role, row.role)  # type: ignore[attr-defined]  # for the page only
    return rows


def _typed_items(typed: Any) -> list[dict[str, str]]:  # noqa: ANN401  # a QueryDict
    """The lines of the supplement form: as typed, and at least five."""
    lines = [
        {"n": str(n), **{part: typed.get(f"item-{n}-{part}", "") for part in ("text", "document", "section")}}
        for n in range(1, MOST_ITEMS + 1)
    ]
    used = max((int(line["n"]) for line in lines if line["text"] or line["document"] or line["section"]), default=0)
    return lines[: max(ITEMS_SHOWN, used)]


def _review_context(case: Case, day: date, typed: Any) -> dict[str, Any]:  # noqa: ANN401  # a QueryDict
    """What the body's people need for their moves."""
    found: dict[str, Any] = {
        "blocked": permissions.why_not_body(case, day),
        "candidates": [
            (role, assigning.ROLE_NAMES[role], assigning.candidates(case, role)) for role in assigning.ASSIGNABLE
        ],
        "paper_kinds": legal.PAPER_NAMES.items(),
        "section_kinds": [
            (code, name) for code, name in completeness.SECTION_NAMES.items() if code in SECTIONS_TO_SUPPLEMENT
        ],
        "item_rows": _typed_items(typed),
    }
    if case.state == states.State.APPLIED and case.kind in {"new", "renewal"}:
        found["checks"] = legal.eligibility(case, filed_on(case))
    if case.state in {states.State.SUPPLEMENT, states.State.DOC_REVIEW}:
        found["why_not_refuse_documents"] = why_not_refuse_documents(case, day)
        found["lacking"] = [row for row in completeness.missing(case, day) if row.section in {"documents", "factories"}]
    return found
