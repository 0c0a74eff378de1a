"""Reading the register: every page, download, export and the API start here. Only labels known on the day are public."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property
from typing import TYPE_CHECKING, Any, overload

from django.db import connection
from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from smilemark.certification.queries import LABEL_KIND as LABELS
from smilemark.companies.queries import KIND as FIRMS
from smilemark.foundation import events, search
from smilemark.foundation.offers import Offer
from smilemark.registry import legal, tables
from smilemark.registry.models import PublicReport
from smilemark.registry.states import PUBLIC_STATES, TONES, LabelState
from smilemark.surveillance.queries import inquiries

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from smilemark.accounts.models import User
    from smilemark.certification.models import Label
    from smilemark.companies.models import Firm
    from smilemark.foundation.moves import Actor
    from smilemark.governance.models import Industry
    from smilemark.surveillance.models import Inquiry

NUMBER = re.compile(r"[0-9]{8}-[0-9]{5}")
LARGEST_ID = 2**63 - 1
MOST_WORDS = 8
"""Each word is looked for in labels and firms, by queries of its own."""


# ---- one label ------------------------------------------------------------------------------------------

LOOKUP = """
SELECT l.number, l.certified_on, l.first_imported_on, l.valid_until, l.renewal_filed_on, l.ended_on, l.end_kind,
       l.product_name, l.product_model, l.brand, l.note, l.last_modified,
       c.number, i.code, coalesce(l.published_industry, i.name), f.organisation_ptr_id,
       coalesce(l.published_firm, o.name), coalesce(l.published_ubn, f.ubn)
  FROM certification_label l
  JOIN certification_certificate c ON c.id = l.certificate_id
  JOIN governance_industry i ON i.id = c.industry_id
  JOIN companies_firm f ON f.organisation_ptr_id = c.firm_id
  JOIN accounts_organisation o ON o.id = c.firm_id
 WHERE l.number = %s
"""
"""One label by its number: by the unique index of the number, then by primary keys."""


@dataclass(frozen=True, slots=True)
class PublicLabel:
    """A label as the public may see it: these fields and no other."""

    number: str
    days: legal.LabelDays
    product_name: str
    product_model: str
    brand: str
    note: str
    last_modified: datetime
    certificate: str
    industry_code: str
    industry_name: str
    firm_id: int
    firm_name: str
    firm_ubn: str | None
    state: LabelState

    @property
    def is_imported(self) -> bool:
        """Whether it came from the published register."""
        return self.days.first_imported_on is not None

    @property
    def tone(self) -> str:
        """Semantic colour of its state."""
        return TONES[self.state]


def label_on(number: str, on: date) -> PublicLabel | None:
    """The label as the register knew it on the day; None: unknown. One query by the unique index of the number."""
    with connection.cursor() as cursor:
        cursor.execute(LOOKUP, (number,))
        row = cursor.fetchone()
    if row is None:
        return None
    label = _public(row, on)
    return None if label.state == LabelState.UNKNOWN else label


def _public(row: tuple[Any, ...], on: date) -> PublicLabel:
    days = legal.LabelDays(*row[1:7])
    changed: datetime = row[11]
    if changed.tzinfo is None:  # the bare cursor of SQLite gives UTC without saying so
        changed = changed.replace(tzinfo=UTC)
    state = legal.state_on(days, on)
    name, model, brand, note = row[7:11]
    certificate, code, industry, firm_id, firm, ubn = row[12:18]
    return PublicLabel(
        row[0], days, name, model, brand, note, changed, certificate, code, industry, firm_id, firm, ubn or None, state
    )


# ---- many labels ----------------------------------------------------------------------------------------


def on_register(on: date) -> QuerySet[Label]:
    """The labels the register knows on the day: certified by then or, where that is not said, imported by then."""
    return tables.label_model().objects.filter(
        Q(certified_on__lte=on) | Q(certified_on=None, first_imported_on__lte=on)
    )


def in_state(state: str, on: date) -> Q:
    """The labels in a state on the day, for filters and counts; says in SQL what ``legal.state_on`` says of one label.

    Of labels the register knows on the day; that a filing lies in its window is kept by who sets it.
    """
    running = Q(ended_on=None) | Q(ended_on__gt=on)
    filed = Q(renewal_filed_on__lte=on) & Q(renewal_filed_on__lte=F("valid_until"))
    conditions = {
        LabelState.VALID: running & Q(valid_until__gte=on),
        LabelState.RENEWAL_PENDING: running & Q(valid_until__lt=on) & filed,
        LabelState.EXPIRED: running & Q(valid_until__lt=on) & (Q(renewal_filed_on=None) | ~filed),
        LabelState.CANCELLED: Q(ended_on__lte=on, end_kind=LabelState.CANCELLED),
        LabelState.WITHDRAWN: Q(ended_on__lte=on, end_kind=LabelState.WITHDRAWN),
    }
    return conditions[LabelState(state)]


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for; empty fields do not narrow.

    Attributes:
        q: words, each to be found in product, model, brand or firm; who asks takes no more than ``MOST_WORDS``.
        industry: code or name.
        status: one of ``states.PUBLIC_STATES``.
        firm: id of the firm's page, 統一編號, or words of its name.
    """

    q: str = ""
    industry: str = ""
    status: str = ""
    firm: str = ""


def found(wanted: Search, on: date) -> QuerySet[Label]:
    """The labels that fit, in the order of their numbers (a total order: pages never overlap)."""
    labels = on_register(on)
    words = words_of(wanted.q)[:MOST_WORDS]
    for word in words:
        labels = labels.filter(_holds(word, apart=len(words) > 1))
    if wanted.q.strip() and not words:
        labels = labels.none()
    if wanted.industry:
        labels = labels.filter(certificate__industry_id__in=_industries(wanted.industry))
    if wanted.status:
        labels = labels.filter(in_state(wanted.status, on))
    if wanted.firm:
        labels = labels.filter(certificate__firm_id__in=_firms(wanted.firm))
    return labels.order_by("number")


def words_of(q: str) -> list[str]:
    """The words of a search as they are compared, each once."""
    return list(dict.fromkeys(search.fold(q).split()))


def _holds(word: str, *, apart: bool) -> Q:
    """Labels whose own words hold it, and all labels of the firms whose name holds it.

    Of few firms the labels are fetched by index; a word of many firms (公司) finds most of the register anyway, and one
    walk over the labels is the shortest way. Of several words each is planned apart (that is what DISTINCT does to
    PostgreSQL): the joins of all of them planned together take a minute.
    """
    own = search.matching_ids(LABELS, word)
    if apart:
        own = own.distinct()
    firms = list(search.matching_ids(FIRMS, word).distinct().order_by()[: _MANY_FIRMS + 1])
    if not firms:
        return Q(pk__in=own)
    if len(firms) > _MANY_FIRMS:
        held = tables.certificate_model().objects.filter(firm_id__in=search.matching_ids(FIRMS, word))
        return Q(pk__in=own) | Q(certificate_id__in=held.order_by().values("pk"))
    certificates = tables.certificate_model().objects.filter(firm_id__in=firms).values_list("pk", flat=True)
    of_firms = tables.label_model().objects.filter(certificate_id__in=list(certificates)).order_by()
    return Q(pk__in=own.union(of_firms.values_list("pk", flat=True)))


_MANY_FIRMS = 100


def _industries(wanted: str) -> list[int]:
    """Ids by code or by name."""
    rows = tables.industry_model().objects.filter(Q(code=wanted) | Q(name=wanted))
    return list(rows.values_list("pk", flat=True))


def _firms(wanted: str) -> list[int] | QuerySet[Any, Any]:
    """Ids by 統一編號 or page, else by words of the name."""
    firm = tables.firm_model().objects
    if wanted.isascii() and wanted.isdigit():
        by_ubn = list(firm.filter(ubn=wanted).values_list("pk", flat=True))
        return by_ubn or [int(wanted)] if len(wanted) < 10 else by_ubn  # noqa: PLR2004  # ids are shorter
    return search.matching_ids(FIRMS, wanted)


_FIELDS = (
    "number",
    "certified_on",
    "first_imported_on",
    "valid_until",
    "renewal_filed_on",
    "ended_on",
    "end_kind",
    "product_name",
    "product_model",
    "brand",
    "note",
    "last_modified",
    "certificate__number",
    "certificate__industry__code",
    "industry_name",
    "certificate__firm_id",
    "firm_name",
    "firm_ubn",
)


class Matches(Sequence[int]):
    """The ids of the labels a search found, in their order, to be counted and cut into pages.

    What found a few of them is asked once; their number and every page are in the answer.
    """

    def __init__(self, labels: QuerySet[Label], wanted: Search) -> None:
        """``labels`` as ``found`` gives them for what was wanted."""
        self._ids = labels.values_list("pk", flat=True)
        self._first = list(self._ids[: _FEW_MATCHES + 1]) if wanted.q.strip() else []
        self._are_all = bool(wanted.q.strip()) and len(self._first) <= _FEW_MATCHES

    @cached_property
    def _count(self) -> int:
        return len(self._first) if self._are_all else self._ids.count()

    def __len__(self) -> int:
        """How many fit."""
        return self._count

    @overload
    def __getitem__(self, part: int) -> int: ...

    @overload
    def __getitem__(self, part: slice) -> Sequence[int]: ...

    def __getitem__(self, part: int | slice) -> int | Sequence[int]:
        """The ids of a page, or the one at a place."""
        last = part.stop if isinstance(part, slice) else part + 1
        if self._are_all or (last is not None and last <= len(self._first)):
            return self._first[part]
        return list(self._ids[part]) if isinstance(part, slice) else self._ids[part]


_FEW_MATCHES = 5000


def public_rows(labels: Iterable[int], on: date) -> list[PublicLabel]:
    """The labels of a page, given by their ids, as the public may see them, in the order of their numbers.

    Which labels is asked of the label table alone, and then their words. Asked as one, PostgreSQL joins firm and
    industry to every label that fits before it sorts and cuts.
    """
    page = list(labels)
    rows = (
        tables.label_model()
        .objects.filter(pk__in=page)
        .annotate(
            industry_name=Coalesce("published_industry", "certificate__industry__name"),
            firm_name=Coalesce("published_firm", "certificate__firm__name"),
            firm_ubn=Coalesce("published_ubn", "certificate__firm__ubn"),
        )
        .order_by("number")
        .values_list(*_FIELDS)
    )
    return [_public(row, on) for row in rows]


def last_change() -> datetime | None:
    """When any label was last changed; by its index."""
    changed: datetime | None = tables.label_model().objects.aggregate(last=Max("last_modified"))["last"]
    return changed


# ---- industries and firms -------------------------------------------------------------------------------


def industries() -> QuerySet[Industry]:
    """All industries, by code."""
    return tables.industry_model().objects.order_by("code")


def firms_on_register(on: date) -> QuerySet[Firm]:
    """The firms with a label the register knows on the day; a firm that only applied is not public."""
    held = on_register(on).values("certificate__firm_id")
    return tables.firm_model().objects.filter(pk__in=held)


def industry_named(name: str) -> Industry | None:
    """The industry whose name is exactly what was typed, so that the page can offer its filter."""
    return tables.industry_model().objects.filter(name=name.strip()).first() if name.strip() else None


def counts_by_state(labels: QuerySet[Label], on: date) -> list[tuple[LabelState, int]]:
    """How many of the labels are in each state, in one query; states without any are left out."""
    counts = labels.order_by().aggregate(
        **{state.value: Count("pk", filter=in_state(state, on)) for state in PUBLIC_STATES}
    )
    return [(state, counts[state.value]) for state in PUBLIC_STATES if counts[state.value]]


def has_certificate(number: str, on: date) -> bool:
    """Whether the register holds, on the day, any label under the certificate number."""
    return on_register(on).filter(certificate__number=number).exists()


def settle() -> None:
    """After a bulk load, outside a transaction: let PostgreSQL know the new sizes (SQLite needs no telling)."""
    if connection.vendor != "postgresql":
        return
    models = (tables.label_model(), tables.certificate_model(), tables.firm_model(), tables.industry_model())
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"VACUUM (ANALYZE) {model._meta.db_table}")  # noqa: SLF001  # Django's documented API
        cursor.execute("ANALYZE accounts_organisation")


# ---- reports from the public ----------------------------------------------------------------------------


def report_of(stream: str) -> PublicReport | None:
    """The report whose chain of events has this name; None: there is none. Its contact is confidential."""
    label, _, pk = stream.partition(":")
    if label != "registry.publicreport" or not pk.isdigit():
        return None
    return PublicReport.objects.filter(pk=int(pk)).first()


def report_for(user: User, number: str) -> PublicReport | None:
    """The report with all that was given, contact and photos too, for who may see its check; None for everybody else.

    A firm sees no check (``surveillance.queries.inquiries``), so never who reported it.
    """
    found = PublicReport.objects.filter(number=number).first()
    if found is None or not inquiries.visible_to(user).filter(source_stream=events.stream_of(found)).exists():
        return None
    return found


def offers_on_a_check(check: Inquiry, reader: Actor) -> list[Offer]:  # noqa: ARG001  # who sees the check sees these
    """The links on a check to the reports it was opened by: its own, and those of the checks merged into it."""
    return [
        Offer(f"民眾通報 {number}", reverse("registry:report_given", args=[number]))
        for number in inquiries.reports_of(check)
    ]
