"""Organisations and people of the demo: 3 bodies, 4 laboratories, 25 firms in 8 industries."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from smilemark.accounts import actions as accounts
from smilemark.accounts import queries as accounts_queries
from smilemark.accounts import roles
from smilemark.accreditation import actions as accreditation
from smilemark.companies import actions as companies
from smilemark.foundation.moves import SYSTEM
from smilemark.governance import queries as governance

if TYPE_CHECKING:
    from smilemark.accounts.models import User
    from smilemark.accreditation.models import Body, Laboratory
    from smilemark.companies.models import Factory, Firm
    from smilemark.governance.models import Industry

DATA = Path(__file__).parent / "data"
DAYS_OF_HISTORY = 3 * 365 + 29  # far enough back for a first certificate to have run its three years
INDUSTRIES = ("011", "015", "016", "017", "019", "020", "027", "301")


@dataclass(slots=True)
class BodyTeam:
    """A certification body and its people."""

    body: Body
    reviewer: User
    assessor: User
    decider: User


@dataclass(slots=True)
class LaboratoryTeam:
    """A laboratory and the person who tests."""

    laboratory: Laboratory
    tester: User


@dataclass(slots=True)
class AuthorityTeam:
    """The authority of an adopted scheme: who reviews for the mark, and who decides."""

    examiner: User
    chief: User


@dataclass(slots=True)
class FirmTeam:
    """A firm, the person who applies for it, its factories and what it makes."""

    firm: Firm
    applicant: User
    industry: Industry
    factories: list[Factory]
    products: list[dict[str, Any]]
    facts: dict[str, Any]


@dataclass(slots=True)
class Country:
    """Everything the stories are told with."""

    now: datetime
    administration: User
    secretariat: User
    printer: User
    master: User
    bodies: dict[str, BodyTeam] = field(default_factory=dict)
    laboratories: dict[str, LaboratoryTeam] = field(default_factory=dict)
    firms: dict[str, FirmTeam] = field(default_factory=dict)
    body_of: dict[str, str] = field(default_factory=lambda: dict(_BODY_OF))

    def moment(self, days_ago: int, hour: int = 10) -> datetime:
        """A working hour so many days before now; never after now."""
        day = timezone.localdate(self.now) - timedelta(days=days_ago)
        there = datetime(day.year, day.month, day.day, hour, tzinfo=timezone.get_current_timezone())
        return min(there, self.now)

    def day(self, days_ago: int) -> date:
        """The day so many days before today."""
        return timezone.localdate(self.now) - timedelta(days=days_ago)

    def body_for(self, code: str) -> BodyTeam:
        """The body that verifies this industry."""
        return self.bodies[self.body_of[code]]

    def accredit_scheme(self, team: BodyTeam, code: str) -> None:
        """Let a body serve class 2, for the industry of an adopted scheme."""
        accreditation.accredit(
            body_id=team.body.pk,
            product_class=2,
            certificate_number=f"示範認證-{team.body.pk}-第二類",
            first_day=self.day(300),
            by=self.administration,
            at=self.moment(300),
        )
        key = next(key for key, each in self.bodies.items() if each is team)
        self.body_of[code] = key

    def delegate_scheme(self, industry: Industry, *, ago: int) -> AuthorityTeam:
        """The ministry lets the scheme's authority grant the mark in the industry (point 33 II)."""
        at = self.moment(ago)
        office = accreditation.register_authority(
            name="示範採認制度主管機關",
            head_title="局長",
            head_name="鄒首禮",
            email="authority@example.tw",
            by=self.administration,
            at=at,
        )
        accreditation.delegate(
            authority_id=office.pk,
            industry_id=industry.pk,
            delegated_by="經濟部",
            number="示範委託-1",
            delegated_on=self.day(ago),
            first_day=self.day(ago),
            by=self.administration,
            at=at,
        )
        team = AuthorityTeam(_person("authority-examiner", "施審授", at), _person("authority-chief", "馮定授", at))
        for user in (team.examiner, team.chief):
            accounts.give_role(
                user_id=user.pk, role=roles.SCHEME_AUTHORITY, organisation_id=office.pk, by=self.master, at=at
            )
        return AuthorityTeam(*(accounts_queries.person(user.pk) for user in (team.examiner, team.chief)))

    def laboratory_for(self, code: str) -> LaboratoryTeam:
        """A laboratory recognised for this industry."""
        return self.laboratories[_LABORATORY_OF[code]]


_BODIES = {
    "textile": ("示範紡織產品驗證中心", "紡驗中心", "周審之", "鄭評安", "方定中", "紀首仁"),
    "goods": ("示範生活用品驗證中心", "生活中心", "白審言", "古評實", "丁定宇", "傅首義"),
    "general": ("示範一般產品驗證中心", "一般中心", "申審宜", "易評明", "余定國", "湯首信"),
}
_BODY_OF: dict[str, str] = {
    "015": "textile",
    "017": "textile",
    "011": "textile",
    "016": "textile",
    "019": "goods",
    "020": "goods",
    "027": "goods",
    "301": "general",
}
_LABORATORIES = {
    "fibre": ("示範纖維檢驗所", "施測纖", ("011", "015", "016", "017")),
    "electric": ("示範電器檢驗室", "高測電", ("020",)),
    "consumer": ("示範日用品檢驗室", "杜測物", ("019", "027")),
    "optics": ("示範光學檢驗室", "盧測光", ("301",)),
}
_LABORATORY_OF = {code: key for key, (_, _, codes) in _LABORATORIES.items() for code in codes}


def build(*, now: datetime) -> Country:
    """Enter the organisations and people, as of the beginning of the demo's history."""
    start = now - timedelta(days=DAYS_OF_HISTORY)
    administration = _officer(roles.ADMINISTRATION, "經濟部產業發展署（示範）", ("admin", "署一心"), start)
    secretariat = _officer(roles.SECRETARIAT, "認證審議會秘書處（示範）", ("secretariat", "祕書文"), start)
    master = _officer(roles.SYSTEM_ADMIN, "系統管理單位（示範）", ("sysadmin", "管系平"), start)
    printer = _officer(roles.PRINTING_BODY, "標章印製執行機構（示範）", ("printer", "印美成"), start)
    country = Country(now=now, administration=administration, secretariat=secretariat, printer=printer, master=master)
    for key, words in _BODIES.items():
        country.bodies[key] = _body(country, key, words, start)
    for key, (name, tester, codes) in _LABORATORIES.items():
        country.laboratories[key] = _laboratory(country, key, name, tester, codes, start)
    with (DATA / "firms.toml").open("rb") as firms, (DATA / "industries.toml").open("rb") as industries:
        facts = tomllib.load(industries)
        for number, row in enumerate(tomllib.load(firms)["firm"], start=1):
            country.firms[row["name"]] = _firm(number, row, facts[row["industry"]], start)
    return country


def _person(username: str, name: str, at: datetime) -> User:
    return accounts.create_person(
        username=username, email=f"{username}@example.tw", full_name=name, by=SYSTEM, at=at, is_demo=True
    )


_KIND_OF = {
    roles.ADMINISTRATION: "administration",
    roles.SECRETARIAT: "secretariat",
    roles.SYSTEM_ADMIN: "operator",
    roles.PRINTING_BODY: "printing_body",
}


def _officer(role: str, office: str, person: tuple[str, str], at: datetime) -> User:
    """An office of the ministry's side and the first person in it."""
    organisation = accounts.found_office(kind=_KIND_OF[role], name=office, email=f"{role}@example.tw", by=SYSTEM, at=at)
    user = _person(*person, at)
    accounts.found_role(
        user_id=user.pk, role=role, organisation_id=organisation.pk, by=SYSTEM, at=at, reason="示範資料"
    )
    return user


def _body(country: Country, key: str, words: tuple[str, str, str, str, str, str], start: datetime) -> BodyTeam:
    name, short, *people, head = words
    by = country.administration
    body = accreditation.register_body(
        name=name,
        short_name=short,
        head_title="主任",
        head_name=head,
        email=f"{key}@example.tw",
        by=by,
        at=start,
    )
    codes = [code for code, owner in _BODY_OF.items() if owner == key]
    for code in codes:
        _accredit_twice(body, code, by, start)
    team = [
        _person(f"{key}-{what}", name, start)
        for what, name in zip(("reviewer", "assessor", "decider"), people, strict=True)
    ]
    for user, role in zip(team, (roles.REVIEWER, roles.ASSESSOR, roles.DECIDER), strict=True):
        accounts.found_role(user_id=user.pk, role=role, organisation_id=body.pk, by=SYSTEM, at=start, reason="示範資料")
    _certify(team[1], key, by, start)
    return BodyTeam(body, *team)


def _accredit_twice(body: Body, code: str, by: User, start: datetime) -> None:
    """The accreditation of three years ago and the one that follows it without a gap (point 13)."""
    industry = governance.industries().get(code=code)
    first_day = timezone.localdate(start)
    for round_ in (1, 2):
        row = accreditation.accredit(
            body_id=body.pk,
            product_class=industry.product_class,
            industry_id=industry.pk if industry.product_class == 1 else None,
            certificate_number=f"示範認證-{body.pk}-{code}-{round_}",
            first_day=first_day,
            by=by,
            at=start,
        )
        first_day = row.last_day + timedelta(days=1)


def _certify(assessor: User, key: str, by: User, start: datetime) -> None:
    """Two certificates of two years each, one after the other (annex 10 point 7)."""
    issued, number = start, 1
    while issued < start + timedelta(days=DAYS_OF_HISTORY):
        row = accreditation.certify_assessor(
            user_id=assessor.pk,
            number=f"示範評核-{key}-{number}",
            issued_on=timezone.localdate(issued),
            by=by,
            at=issued,
        )
        until = row.last_valid_day
        issued = datetime(until.year, until.month, until.day, 9, tzinfo=timezone.get_current_timezone())
        number += 1


def _laboratory(
    country: Country, key: str, name: str, tester: str, codes: tuple[str, ...], start: datetime
) -> LaboratoryTeam:
    by = country.administration
    laboratory = accreditation.register_laboratory(name=name, email=f"{key}@example.tw", by=by, at=start)
    for code in codes:
        accreditation.recognise(
            laboratory_id=laboratory.pk,
            industry_id=governance.industries().get(code=code).pk,
            announcement_number=f"示範認可-{code}",
            first_day=timezone.localdate(start),
            by=by,
            at=start,
        )
    user = _person(f"lab-{key}", tester, start)
    accounts.found_role(
        user_id=user.pk, role=roles.LABORATORY, organisation_id=laboratory.pk, by=SYSTEM, at=start, reason="示範資料"
    )
    return LaboratoryTeam(laboratory, user)


def _firm(number: int, row: dict[str, Any], facts: dict[str, Any], start: datetime) -> FirmTeam:
    applicant = _person(f"firm-{number:02d}", f"{row['responsible_person'][0]}經辦", start)
    firm = companies.register_firm(
        ubn=row["ubn"],
        name=row["name"],
        entity_kind=row["entity_kind"],
        responsible_person=row["responsible_person"],
        address=row["address"],
        county=row["county"],
        email=f"firm-{number:02d}@example.tw",
        phone="05-0000000",
        by=applicant,
        at=start,
    )
    factories = [
        companies.add_factory(firm_id=firm.pk, by=applicant, at=start, **factory) for factory in row["factory"]
    ]
    applicant = accounts_queries.person(applicant.pk)  # read anew: the role was given while registering
    industry = governance.industries().get(code=row["industry"])
    return FirmTeam(firm, applicant, industry, factories, row["product"], facts)
