"""The applicant's part of a demo case: time passing, the draft filled section by section, and handed in."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.utils import timezone

from smilemark.certification import actions, queries
from smilemark.governance import queries as governance
from smilemark.site.demo import papers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.core.files.uploadedfile import SimpleUploadedFile

    from smilemark.accounts.models import User
    from smilemark.certification.models import Case, CaseFactory, CaseProduct
    from smilemark.companies.models import Factory
    from smilemark.site.demo.country import BodyTeam, Country, FirmTeam

PRICED = Decimal(100)


@dataclasses.dataclass(slots=True)
class Applying:
    """The applicant's part of a case. ``ago`` is how many days before today the next step happens."""

    country: Country
    team: FirmTeam
    ago: int
    case: Case = dataclasses.field(init=False)
    _revision: int = 0  # what the applicant's page says of the last save
    _minutes: int = 0

    # ---- time -------------------------------------------------------------------------------------------

    def at(self) -> datetime:
        """The moment of the next step: the walk's day, a few minutes after the last step; never after now."""
        self._minutes += 3
        there = self.country.moment(self.ago, hour=9) + timedelta(minutes=self._minutes)
        return min(there, self.country.now)

    def wait(self, days: int) -> Self:
        """Let days pass."""
        self.ago, self._minutes = max(self.ago - days, 0), 0
        return self

    # ---- the people -------------------------------------------------------------------------------------

    @property
    def applicant(self) -> User:
        """Who applies for the firm."""
        return self.team.applicant

    @property
    def _body(self) -> BodyTeam:
        return self.country.body_for(self.team.industry.code)

    def _read(self) -> None:
        self.case = queries.visible_to(self.applicant).get(number=self.case.number)
        self._revision = self.case.revision

    # ---- application ------------------------------------------------------------------------------------

    def draft(self, kind: str = "new", certificate_id: int | None = None) -> Self:
        """Begin the application."""
        self.case = actions.start_draft(
            firm_id=self.team.firm.pk, kind=kind, by=self.applicant, at=self.at(), certificate_id=certificate_id
        )
        self._revision = self.case.revision
        return self

    def _save(self, section: str, **values: Any) -> None:  # noqa: ANN401  # fields of the section
        saved = actions.save_section(
            case_id=self.case.pk,
            section=section,
            values=values,
            revision=self._revision,
            by=self.applicant,
            at=self.at(),
        )
        self._revision = saved.revision

    def fill(self, *, products: Sequence[int] = (0,), makers: dict[int, Sequence[int]] | None = None) -> Self:
        """Fill every section; ``makers`` says which factories (by place) make which product (by place)."""
        self._save("contact", contact_name=self.applicant.full_name, contact_phone=self.team.firm.phone)
        self._save("role", maker_role="maker", is_manufactured=True)
        self._save("scope", industry=self.team.industry.pk, body=self._body.body.pk)
        rows = [self._add_factory(factory) for factory in self.team.factories]
        for place in products:
            chosen = makers.get(place, range(len(rows))) if makers else range(len(rows))
            self._product(self.team.products[place], [rows[number] for number in chosen], place)
        self._save("declaration", declared_true=True)
        return self

    def _product(self, words: dict[str, Any], makers: Iterable[CaseFactory], place: int) -> None:
        facts = self.team.facts
        row = self._add_product(words)
        self._fill_product(row, words, facts, [maker.pk for maker in makers])
        self._attach(
            "product_photo", papers.photo(words["model"].split()[0], self.team.firm.pk + place), product_id=row.pk
        )

    def _fill_product(self, row: CaseProduct, words: dict[str, Any], facts: dict[str, Any], makers: list[int]) -> None:
        item = next(
            item
            for item in governance.open_items(self.team.industry, timezone.localdate(self.at()))
            if item.code == facts["item"]
        )
        price = Decimal(words["price"])
        values = {
            **{name: words[name] for name in ("name", "model", "brand", "hs_code")},
            "item": item.pk,
            "function_spec": facts["function_spec"],
            "process_text": facts["process"],
            "materials_text": facts["materials"],
            "labelling_text": facts["labelling"],
            "declared_price": price,
            "bill_of_materials": [
                {
                    "name": name,
                    "hs_code": code,
                    "origin": origin,
                    "is_key_material": key,
                    "cif_price": str((price * share / PRICED).quantize(Decimal("0.01"))),
                }
                for name, code, origin, share, key in words.get("bom", facts["bom"])
            ],
        }
        self._save_product(row, values, makers)

    def _save_product(self, row: CaseProduct, values: dict[str, Any], makers: list[int]) -> None:
        actions.save_product(
            case_id=self.case.pk,
            product_id=row.pk,
            revision=self._revision,
            values={**values, "factories": makers},
            by=self.applicant,
            at=self.at(),
        )
        self._revision += 1

    def start_filling(self) -> Self:
        """Only the first sections, as somebody leaves them for another day."""
        self._save("contact", contact_name=self.applicant.full_name, contact_phone=self.team.firm.phone)
        self._save("scope", industry=self.team.industry.pk, body=self._body.body.pk)
        return self

    def fill_renewal(self) -> Self:
        """A renewal starts as last applied for; what announcements have set anew is chosen again."""
        self._save("contact", contact_name=self.applicant.full_name, contact_phone=self.team.firm.phone)
        self._save("scope", body=self._body.body.pk)
        for place, row in enumerate(self.case.products.order_by("pk")):
            makers = list(row.factories.values_list("pk", flat=True))
            self._fill_product(row, self.team.products[place], self.team.facts, makers)
            self._attach(
                "product_photo", papers.photo(row.model.split()[0], self.team.firm.pk + place), product_id=row.pk
            )
        self._save("declaration", declared_true=True)
        return self

    def fill_scheme(self, *, valid_until: date) -> Self:
        """Class 2: the adopted scheme's certificate in place of examinations."""
        self._save("contact", contact_name=self.applicant.full_name, contact_phone=self.team.firm.phone)
        self._save("role", maker_role="maker", is_manufactured=True)
        self._save("scope", industry=self.team.industry.pk, body=self._body.body.pk)
        self._save(
            "scheme", scheme_name="示範採認制度", scheme_certificate="示範制度-0001", scheme_valid_until=valid_until
        )
        factory = self.team.factories[0]
        row = self._add_factory(factory)
        words = self.team.products[0]
        product = self._add_product(words)
        self._save_product(product, {name: words[name] for name in ("model", "brand", "hs_code")}, [row.pk])
        self._attach("product_photo", papers.photo(words["model"].split()[0]), product_id=product.pk)
        for kind in ("scheme_certificate", "materials_and_flow", "recent_trade"):
            self._attach(kind, papers.paper(kind))
        self._save("declaration", declared_true=True)
        return self

    def change(self, request: dict[str, Any], proof: str = "") -> Self:
        """What a change, a reissue or an end of use is about, and its proof."""
        self._save("contact", contact_name=self.applicant.full_name, contact_phone=self.team.firm.phone)
        self._save("change", change_request=request)
        if proof:
            self._attach(proof, papers.paper(proof))
        self._save("declaration", declared_true=True)
        return self

    def _add_factory(self, factory: Factory) -> CaseFactory:
        row = actions.add_factory(case_id=self.case.pk, factory_id=factory.pk, by=self.applicant, at=self.at())
        self._revision += 1
        return row

    def _add_product(self, words: dict[str, Any]) -> CaseProduct:
        row = actions.add_product(case_id=self.case.pk, name=words["name"], by=self.applicant, at=self.at())
        self._revision += 1
        return row

    def _attach(self, kind: str, upload: SimpleUploadedFile, **about: Any) -> None:  # noqa: ANN401  # ids of what it is about
        actions.attach(case_id=self.case.pk, kind=kind, upload=upload, by=self.applicant, at=self.at(), **about)
        self._revision += 1

    def submit(self) -> Self:
        """Hand in the application."""
        actions.submit(
            case_id=self.case.pk,
            revision=self._revision,
            submission_key=f"demo-{self.case.number}",
            by=self.applicant,
            at=self.at(),
        )
        self._read()
        return self
