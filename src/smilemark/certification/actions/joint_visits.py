"""會同現場查核: the authority looks at a doubted origin on site together with the administration (annex 12 point 2 III)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.certification.actions import notices
from smilemark.certification.actions.grant_sheets import cleaned_facts, open_product
from smilemark.certification.actions.review import filed_on
from smilemark.certification.models import Case, GrantSheet, JointVisit
from smilemark.certification.permissions import must_be_able
from smilemark.certification.permissions.grant import why_recused
from smilemark.certification.queries import grant as queries
from smilemark.foundation import calendar, moves
from smilemark.foundation.moves import Refused
from smilemark.foundation.names import cleaned, within

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from smilemark.accounts.models import User
    from smilemark.certification.models import CaseProduct


@dataclass(frozen=True, slots=True)
class VisitWords:
    """What a joint visit was: whose products, when, where, who took part from both sides, what was found."""

    product_ids: Sequence[int]
    visited_on: date
    place: str
    authority_ids: Sequence[int]
    administration_ids: Sequence[int]
    findings: str
    result: str
    attended_by: str = ""


def record(*, case_id: int, words: VisitWords, by: User, at: datetime) -> JointVisit:
    """登錄會同現場查核: its result settles the doubt on the origin of the products.

    Args:
        case_id: the case.
        words: at least one product whose origin is in doubt, and at least one person of the administration.
        by: a person of the authority delegated (or of the administration, where none is).
        at: now.

    Raises:
        Refused: not competent, no doubt to settle, nobody of the administration, a participant is recused or not of the
            office named, or a field is missing (named).
    """
    on = timezone.localdate(at)
    with moves.moving(Case, case_id, "visit_jointly", by=by, at=at) as case:
        must_be_able(case, by, "visit_jointly", on)
        products = [open_product(case, pk) for pk in words.product_ids]
        _must_be_in_doubt(products)
        if not filed_on(case) <= words.visited_on <= on:
            raise Refused("查核日期應在申請日至今日之間。", field="visited_on")
        if words.result not in JointVisit.Result.values:
            raise Refused("請選擇認定結果。", field="result")
        own, officers = _participants(case, words, on)
        visit = JointVisit.objects.create(
            case=case,
            visited_on=words.visited_on,
            place=cleaned(words.place, field="place", label="查核地點", limit=200),
            attended_by=within(words.attended_by, field="attended_by", label="業者在場人員", limit=200),
            findings=cleaned_facts(words.findings, field="findings", label="查核情形"),
            result=words.result,
            recorded_at=at,
            recorded_by=by,
        )
        visit.products.set(products)
        visit.authority_people.set(own)
        visit.administration_people.set(officers)
        _settle(visit, products, by=by)
        moves.note(
            case,
            visit=visit.pk,
            visited_on=words.visited_on.isoformat(),
            products=[product.pk for product in products],
            authority=[person.pk for person in own],
            administration=[person.pk for person in officers],
            result=words.result,
            text={"findings": visit.findings},
        )
        said = f"您已列為{calendar.roc(visit.visited_on)}會同現場查核{case.firm.name}之人員；如有出入，請洽登錄機關。"
        notices.tell_administration(case, "會同現場查核", said, to=[person.pk for person in officers], at=at)
    return visit


def _must_be_in_doubt(products: Sequence[CaseProduct]) -> None:
    if not products:
        raise Refused("請選擇會同查核之產品。", field="products")
    doubted = set(
        GrantSheet.objects.filter(product__in=products, origin=GrantSheet.Origin.DOUBT).values_list(
            "product_id", flat=True
        )
    )
    for product in products:
        if product.pk not in doubted:
            raise Refused(
                f"產品「{product}」之原產地未經審查為有疑義，無須會同現場查核（附件十二第二點第三項）。",
                field="products",
            )


def _participants(case: Case, words: VisitWords, on: date) -> tuple[list[User], list[User]]:
    candidates = queries.authority_people(case, on)
    own = _named(candidates, words.authority_ids, "authority_people")
    officers = _named(queries.administration_people(), words.administration_ids, "administration_people")
    if candidates and not own:
        raise Refused("請選擇主管機關之查核人員。", field="authority_people")
    if not officers:
        raise Refused("會同現場查核應有本署人員至少一人參與（附件十二第二點第三項）。", field="administration_people")
    for person in [*own, *officers]:
        if (reason := why_recused(case, person, on)) is not None:
            raise Refused(f"{person.display_name}：{reason}", field="authority_people")
    return own, officers


def _named(candidates: Sequence[User], ids: Sequence[int], field: str) -> list[User]:
    found = [person for person in candidates if person.pk in set(ids)]
    if len(found) != len(set(ids)):
        raise Refused("所選人員不屬該機關。", field=field)
    return found


def _settle(visit: JointVisit, products: Sequence[CaseProduct], *, by: User) -> None:
    """The result of the visit becomes the finding on origin."""
    facts = f"依{calendar.roc(visit.visited_on)}會同本署現場查核（{visit.place}）：{visit.findings}"
    for sheet in GrantSheet.objects.filter(product__in=products):
        sheet.origin, sheet.origin_facts = visit.result, facts
        sheet.save(update_fields=["origin", "origin_facts"])
        sheet.reviewers.add(by)
