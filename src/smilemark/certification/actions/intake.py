"""Submitting, withdrawing, and closing what hangs on a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from smilemark.accounts import roles
from smilemark.assessment import actions as assessment
from smilemark.assessment import states as assessment_states
from smilemark.certification import states
from smilemark.certification.actions import notices, renewal
from smilemark.certification.legal import intake as legal
from smilemark.certification.legal import results
from smilemark.certification.models import Case, CaseProduct, PinnedAnnouncement, ProductTest
from smilemark.certification.queries import completeness, fees
from smilemark.foundation import events, moves
from smilemark.governance import queries as governance

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from smilemark.accounts.models import User
    from smilemark.foundation.moves import Actor

THIRD_CLASS = 3
VERIFIED_KINDS = frozenset({Case.Kind.NEW, Case.Kind.RENEWAL})


class IncompleteError(moves.Refused):
    """The application lacks something; nothing was submitted.

    Attributes:
        missing: everything that is lacking, in the order of the sections.
    """

    def __init__(self, missing: Sequence[completeness.Missing]) -> None:
        super().__init__("申請書尚未填妥：" + " ".join(item.text for item in missing), field=missing[0].section)
        self.missing = tuple(missing)


class ReviewedStaleError(moves.Refused):
    """The draft was changed in another window after "check your answers" was opened; nothing was submitted.

    Attributes:
        fields: (section, field) pairs saved since.
        revision: the revision that stands now.
    """

    def __init__(self, fields: Sequence[tuple[str, str]], revision: int) -> None:
        names = "、".join(dict.fromkeys(_name_of(section, field) for section, field in fields))
        super().__init__(f"您檢視之後，另一視窗又更新了：{names}。內容都已保存，請再檢視一次後送件。")
        self.fields = tuple(fields)
        self.revision = revision


def _name_of(section: str, field: str) -> str:
    base = section.split("-", maxsplit=1)[0]
    model: type[Any] = CaseProduct if base == "products" else Case
    known = {column.name: str(getattr(column, "verbose_name", "")) for column in model._meta.get_fields()}  # noqa: SLF001  # Django's documented API
    return (
        f"{completeness.SECTION_NAMES[base]}／{known[field]}" if known.get(field) else completeness.SECTION_NAMES[base]
    )


def submit(*, case_id: int, revision: int, submission_key: str, by: User, at: datetime) -> Case:
    """Submit the application; sent again with the same key it answers the same case and does nothing.

    Pins the announcements in force on the day, freezes the facts of eligibility, and leaves a receipt (the event).

    Args:
        case_id: the draft.
        revision: the one "check your answers" was opened with.
        submission_key: key of that page.
        by: a person of the firm.
        at: now.

    Raises:
        IncompleteError: something is lacking (``missing``).
        ReviewedStaleError: another window saved since (``fields``).
        Refused: submitted already by another page, or not the firm's person.
    """
    if (done := _already(case_id, submission_key, by)) is not None:
        return done
    try:
        with moves.moving(Case, case_id, "submit", by=by, at=at) as case:
            _must_be_as_reviewed(case, revision)
            _submit(case, submission_key, at)
    except moves.Refused:
        # The same key may have been submitted while this call waited for the lock.
        if (done := _already(case_id, submission_key, by)) is not None:
            return done
        raise
    return case


def _already(case_id: int, submission_key: str, by: User) -> Case | None:
    same = Case.objects.filter(pk=case_id, submission_key=submission_key).first() if submission_key else None
    if same is None or not by.holds(roles.APPLICANT, same.firm_id):
        return None
    return same


def _must_be_as_reviewed(case: Case, revision: int) -> None:
    if revision == case.revision:
        return
    saved = [
        (event.data["section"], field)
        for event in events.history(case)
        if event.data.get("revision", 0) > revision and "section" in event.data
        for field in event.data["fields"]
    ]
    raise ReviewedStaleError(saved, case.revision)


def _submit(case: Case, submission_key: str, at: datetime) -> None:
    on = timezone.localdate(at)
    if lacking := completeness.missing(case, on):
        raise IncompleteError(lacking)
    if case.kind == Case.Kind.RENEWAL:
        renewal.must_be_same_product(case)
    case.submitted_at = at
    if submission_key and Case.objects.filter(submission_key=submission_key).exists():
        raise moves.Refused("這一頁已送出另一件申請，請重新開啟「檢查並送件」後再送出。")
    case.submission_key = submission_key or None
    case.fee_kind = fees.kind_of_application(case, on)
    pins = _pin(case, on, at)
    stored = legal.store(case, legal.eligibility(case, on), at)
    moves.note(
        case,
        product_class=case.product_class,
        pinned=[pin.announcement_id for pin in pins],
        findings=[finding.pk for finding in stored],
        products=[product.pk for product in case.products.all()],
    )
    if case.kind == Case.Kind.RENEWAL:
        _mark_renewal(case, on, at)
    notices.tell_body(case, "新申請案", f"{case.firm.name} 送件（{case.get_kind_display()}），請辦理資格審查。", at=at)


def _pin(case: Case, on: date, at: datetime) -> list[PinnedAnnouncement]:
    """The versions this case is judged by (R-16.1, R-25.1; the fee in class 3)."""
    if case.kind not in VERIFIED_KINDS and case.product_class != THIRD_CLASS:
        return []
    general = ["qms", "limits"] + (["fees"] if case.product_class == THIRD_CLASS else [])
    found = [governance.in_force(subject, on, case.industry) for subject in ("criteria", "style")]
    found += [governance.in_force(subject, on) for subject in general]
    return PinnedAnnouncement.objects.bulk_create(
        PinnedAnnouncement(case=case, announcement=announcement, pinned_at=at)
        for announcement in found
        if announcement is not None
    )


def _mark_renewal(case: Case, on: date, at: datetime) -> None:
    """While a renewal filed in time is undecided, use may go on (AMB-06): the label says since when it waits."""
    for product in case.products.exclude(label=None).select_related("label"):
        label = product.label
        if label is not None:
            if not results.is_of_a_scheme(label):
                results.window(label.valid_until, on).store(product, at)
            label.renewal_filed_on, label.last_modified = on, at
            label.save(update_fields=["renewal_filed_on", "last_modified"])


def drop(*, case_id: int, reason: str = "", by: User, at: datetime) -> Case:
    """The applicant withdraws the application (point 2); what hangs on it is closed with it."""
    with moves.moving(Case, case_id, "drop", by=by, at=at) as case:
        case.closed_at = at
        moves.note(case, text={"reason": reason} if reason else None)
        close_children(case, by=by, at=at)
        for product in case.products.filter(state__in=["open", "passed"]):
            with moves.moving(CaseProduct, product.pk, "drop", by=by, at=at):
                pass
        _unmark_renewal(case, at)
        notices.tell_body(case, "業者撤回申請", f"{case.firm.name} 撤回申請案 {case.number}。", at=at)
    return case


def _unmark_renewal(case: Case, at: datetime) -> None:
    for product in case.products.exclude(label=None).select_related("label"):
        label = product.label
        if label is not None and label.renewal_filed_on is not None:
            label.renewal_filed_on, label.last_modified = None, at
            label.save(update_fields=["renewal_filed_on", "last_modified"])


def close_children(case: Case, *, by: Actor, at: datetime) -> None:
    """Close what is still open beside the case: origin determinations, factory assessments, product tests.

    Called inside the move that ends the case, so that all ends together or not at all. The products themselves are
    ended by that move (dropped here, refused by ``refusal``).
    """
    for product in case.products.exclude(origin=None).select_related("origin"):
        origin = product.origin
        if origin is not None and origin.state in assessment_states.ORIGIN_MOVES["close"].sources:
            assessment.close_origin(determination_id=origin.pk, by=by, at=at)
    for row in case.factories.exclude(assessment=None).select_related("assessment"):
        assessed = row.assessment
        if assessed is not None and assessed.state in assessment_states.FACTORY_MOVES["close"].sources:
            assessment.close_factory(assessment_id=assessed.pk, by=by, at=at)
    for test in ProductTest.objects.filter(product__case=case):
        if test.state in states.TEST_MOVES["close"].sources:
            with moves.moving(ProductTest, test.pk, "close", by=by, at=at):
                pass
