"""Drafts: begun with a number of their own, filled section by section, discarded or submitted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.certification.actions import edits, prefill
from smilemark.certification.models import Case
from smilemark.foundation import moves, numbering, statements

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from smilemark.accounts.models import User

ROC_YEAR_ZERO = 1911

SECTION_FIELDS: dict[str, tuple[str, ...]] = {
    "contact": ("contact_name", "contact_phone", "contact_email"),
    "role": ("maker_role", "is_manufactured"),
    "scope": ("industry", "body"),
    "scheme": ("scheme_name", "scheme_certificate", "scheme_valid_until"),
    "change": ("change_request",),
    "declaration": ("declared_true",),
}


def start_draft(
    *, firm_id: int, kind: str, by: User, at: datetime, certificate_id: int | None = None, draft_key: str = ""
) -> Case:
    """Begin an application of the firm; its number is reserved now (R-02.1: nobody is enrolled without one).

    Args:
        firm_id: the applicant; ``by`` must hold the applicant's role in it.
        kind: one of ``Case.Kind``; all but NEW need the certificate they are about.
        by: the person of the firm.
        at: now.
        certificate_id: of the same firm.
        draft_key: key of the page that asked; the same key answers the same draft, so that a repeated click makes one.

    Raises:
        Refused: not the firm's person, unknown kind, no certificate of this firm, outside the renewal window, or the key
            began a draft of another firm.
    """
    if not by.holds(roles.APPLICANT, firm_id):
        raise moves.Refused("您不是該業者之申請人員，不能以其名義申請（第二點、第二十二點）。")
    if kind not in Case.Kind.values:
        raise moves.Refused("沒有這種案別。", field="kind")
    if (same := _begun_with(draft_key, firm_id)) is not None:
        return same
    try:
        with transaction.atomic():
            return _begin(firm_id, kind, certificate_id, draft_key, by=by, at=at)
    except IntegrityError:
        # The same click came twice at once: the other one made the draft.
        if (same := _begun_with(draft_key, firm_id)) is not None:
            return same
        if draft_key and Case.objects.filter(draft_key=draft_key).exists():
            raise moves.Refused("這一頁已為另一業者建立申請，請重新開啟本頁後再建立。") from None
        raise


def _begun_with(draft_key: str, firm_id: int) -> Case | None:
    return Case.objects.filter(draft_key=draft_key, firm_id=firm_id).first() if draft_key else None


def _begin(firm_id: int, kind: str, certificate_id: int | None, draft_key: str, *, by: User, at: datetime) -> Case:
    on = timezone.localdate(at)
    case = Case(
        number=next_case_number(on),
        kind=kind,
        firm_id=firm_id,
        created_at=at,
        created_by=by,
        draft_key=draft_key or None,
    )
    prefill.from_firm(case)
    if kind != Case.Kind.NEW:
        prefill.from_certificate(case, certificate_id, on=on)
    moves.begin(case, "start", by=by, at=at, kind=kind)
    prefill.products_of_certificate(case, by=by, at=at)
    return case


def begin_for(case: Case, *, draft_key: str, by: User, at: datetime) -> Case:
    """Begin a draft like a case that is closed, for what of it goes on by itself; gives the draft."""
    again = Case(
        number=next_case_number(timezone.localdate(at)),
        kind=case.kind,
        firm=case.firm,
        body=case.body,
        industry=case.industry,
        product_class=case.product_class,
        maker_role=case.maker_role,
        is_manufactured=case.is_manufactured,
        certificate=case.certificate,
        created_at=at,
        created_by=by,
        draft_key=draft_key,
    )
    prefill.from_firm(again)
    return moves.begin(again, "start", by=by, at=at, kind=case.kind)


def next_case_number(on: date) -> str:
    """民國年 and a serial of the year: ``M115-000123``."""
    year = on.year - ROC_YEAR_ZERO
    return f"M{year}-{numbering.next_value(f'case-{year}'):06d}"


def save_section(
    *, case_id: int, section: str, values: Mapping[str, Any], revision: int, by: User, at: datetime
) -> Case:
    """Save a section of the application's own fields (not products, factories or papers).

    Args:
        case_id: the case.
        section: a key of ``SECTION_FIELDS``.
        values: by field name; fields not given stay. ``industry`` and ``body`` are ids.
        revision: the one the page was opened with.
        by: a person of the firm.
        at: now.

    Raises:
        Refused: a value not taken (``field`` names it), or the body may not take this industry in.
        ChangedElsewhereError: another window saved the same fields.
    """
    case = statements.by_key(Case, case_id)
    wanted = edits.clean(case, {name: values[name] for name in SECTION_FIELDS[section] if name in values})
    if not edits.changed(case, wanted):
        return must_be_editable(case, section, by)
    with edits.editing(case_id, section, edits.changed(case, wanted), by=by, at=at) as case:
        edits.must_not_overwrite(case, section, case, wanted, revision)
        edits.put(case, wanted)
        if section == "scope":
            _follow_industry(case, on=timezone.localdate(at))
    return case


def must_be_editable(case: Case, section: str, by: User) -> Case:
    """The case as it is, after the same questions a save would meet (nothing changed, so nothing is written)."""
    reason = moves.why_not(case, edits.editing_move(case.state), by)
    if reason is not None:
        raise moves.Refused(reason)
    edits.must_be_open(case, section)
    return case


def _follow_industry(case: Case, *, on: date) -> None:
    """The class is the industry's (point 4); items of another industry no longer fit; the body must have the scope."""
    industry = case.industry
    if case.certificate is not None and industry != case.certificate.industry:
        raise moves.Refused("本案之產業以原驗證書為準，不得變更。", field="industry")
    case.product_class = industry.product_class if industry is not None else None
    for product in case.products.exclude(item=None).exclude(item__announcement__industry=industry):
        product.item = None
        product.save(update_fields=["item"])
    if industry is not None and case.body is not None:
        reason = accreditation.why_not_in_scope(case.body, industry.product_class, industry, on)
        if reason is not None:
            raise moves.Refused(reason, field="body")


def discard(*, case_id: int, by: User, at: datetime) -> Case:
    """Throw a draft away; its number stays used (point 2: taking part is voluntary)."""
    with moves.moving(Case, case_id, "discard", by=by, at=at) as case:
        case.closed_at = at
    return case
