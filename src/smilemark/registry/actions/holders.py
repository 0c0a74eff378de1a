"""Who holds the certificate of a row: industry, firm and certificate, found or made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.certification.actions import issue
from smilemark.companies import actions as companies
from smilemark.foundation import numbering
from smilemark.registry import legal, tables
from smilemark.registry.open_form.row import clean_name

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from smilemark.foundation.moves import Actor
    from smilemark.registry.actions.importing import Accepted
    from smilemark.registry.actions.outcome import ImportOutcome
    from smilemark.registry.open_form import Row

CODE = 3
PREFIX = 8


@dataclass(frozen=True, slots=True)
class Holder:
    """A certificate with the words of its firm and industry as the register has them."""

    certificate_id: int
    firm: str
    ubn: str
    industry: str
    is_imported: bool = True


@dataclass(frozen=True, slots=True)
class _Firm:
    id: int
    name: str
    ubn: str


class Holders:
    """All certificates of the register by number, growing as rows bring new ones."""

    def __init__(self, *, at: datetime, by: Actor) -> None:
        self._at, self._by = at, by
        self._day = timezone.localdate(at)
        self._industries: dict[str, tuple[int, str]] = {
            row.code: (row.pk, row.name) for row in tables.industry_model().objects.all()
        }
        self._holders: dict[str, Holder] = {
            number: Holder(pk, firm, ubn or "", industry, is_imported)
            for number, pk, firm, ubn, industry, is_imported in tables.certificate_model().objects.values_list(
                "number", "pk", "firm__name", "firm__ubn", "industry__name", "is_imported"
            )
        }
        self._firms: dict[tuple[str, str], _Firm] = {
            (ubn or "", name): _Firm(pk, name, ubn or "")
            for pk, name, ubn in tables.firm_model()
            .objects.exclude(ubn=None)
            .exclude(ubn="")
            .order_by("pk")
            .values_list("pk", "name", "ubn")
        }

    def of(self, rows: Sequence[Accepted], outcome: ImportOutcome) -> dict[str, Holder]:
        """Holders by 8-digit prefix for these rows; makes what is new and warns of doubtful 統一編號."""
        new: dict[str, Row] = {}
        for accepted in rows:
            prefix = accepted.row.number[:PREFIX]
            if prefix not in self._holders and prefix not in new:
                new[prefix] = accepted.row
                self._warn(accepted, outcome)
        if new:
            self._make(new)
        return self._holders

    def _warn(self, accepted: Accepted, outcome: ImportOutcome) -> None:
        ubn = accepted.row.ubn
        if not ubn:
            outcome.warnings.append(accepted.refused(f"「{accepted.row.firm}」未載統一編號，照登"))
        elif not legal.is_business_number(ubn, self._day):
            outcome.warnings.append(accepted.refused(f"統一編號「{ubn}」不符現行檢查規則，照登"))

    def _make(self, new: dict[str, Row]) -> None:
        self._make_industries(new)
        firms = self._make_firms(new)
        certificate = tables.certificate_model()
        made = certificate.objects.bulk_create(
            [
                certificate(
                    number=prefix,
                    firm_id=firms[prefix].id,
                    industry_id=self._industries[prefix[:CODE]][0],
                    is_imported=True,
                )
                for prefix in new
            ]
        )
        for row in made:
            firm = firms[row.number]
            self._holders[row.number] = Holder(row.pk, firm.name, firm.ubn, self._industries[row.number[:CODE]][1])

    def _make_industries(self, new: dict[str, Row]) -> None:
        """An industry the register did not know by its code takes the name of its first row: a public record shows it."""
        industry = tables.industry_model()
        for prefix, row in new.items():
            code = prefix[:CODE]
            if code not in self._industries:
                made = industry.objects.create(
                    code=code,
                    code_status=industry.CodeStatus.KNOWN,
                    name=row.industry,
                    product_class=legal.product_class_of_code(code),
                )
                self._industries[code] = (made.pk, made.name)

    def _make_firms(self, new: dict[str, Row]) -> dict[str, _Firm]:
        """Firm by prefix. The same valid 統一編號 and the same name are one firm; everything else stays apart."""
        found: dict[str, _Firm] = {}
        waiting: dict[object, list[str]] = {}
        for prefix, row in new.items():
            key = (row.ubn, clean_name(row.firm))
            if not row.ubn or not legal.is_business_number(row.ubn, self._day):
                waiting[prefix] = [prefix]
            elif key in self._firms:
                found[prefix] = self._firms[key]
            else:
                waiting.setdefault(key, []).append(prefix)
        order = list(waiting.values())
        made = companies.import_firms(
            firms=[companies.ImportedFirm(name=new[prefixes[0]].firm, ubn=new[prefixes[0]].ubn) for prefixes in order],
            by=self._by,
            at=self._at,
        )
        for prefixes, kept in zip(order, made, strict=True):
            firm = _Firm(kept.pk, kept.name, kept.ubn or "")
            for prefix in prefixes:
                found[prefix] = firm
            if firm.ubn and legal.is_business_number(firm.ubn, self._day):
                self._firms[firm.ubn, firm.name] = firm
        return found


def raise_counters(serials: dict[str, int]) -> None:
    """Let our own numbers start above what was imported.

    Args:
        serials: certificate number -> highest product serial imported under it.
    """
    highest: dict[str, int] = {}
    for prefix, serial in serials.items():
        highest[issue.label_counter(prefix)] = serial
        counter = issue.certificate_counter(prefix[:CODE])
        highest[counter] = max(int(prefix[CODE:]), highest.get(counter, 0))
    numbering.raise_all(highest)
