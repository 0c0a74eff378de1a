"""Firms, factories and people, made through the real actions."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation, Role, RoleAssignment, User
from smilemark.companies import actions
from smilemark.foundation.moves import SYSTEM

if TYPE_CHECKING:
    from smilemark.companies.models import Factory, Firm

LONG_AGO = datetime(2024, 1, 2, 2, 0, tzinfo=UTC)
"""2024-01-02, ten in the morning in Taipei: before everything a test does, after the regulation in force."""

_serial = count(1)

ROLE_KINDS = {
    roles.APPLICANT: (Organisation.Kind.FIRM, "申請業者", False),
    roles.REVIEWER: (Organisation.Kind.BODY, "驗證機構審查人員", True),
    roles.ASSESSOR: (Organisation.Kind.BODY, "現場評核人員", True),
    roles.DECIDER: (Organisation.Kind.BODY, "驗證機構核定人員", True),
    roles.LABORATORY: (Organisation.Kind.LABORATORY, "檢驗機構檢驗人員", True),
    roles.SECRETARIAT: (Organisation.Kind.SECRETARIAT, "秘書處", True),
    roles.ADMINISTRATION: (Organisation.Kind.ADMINISTRATION, "本署", True),
    roles.SYSTEM_ADMIN: (Organisation.Kind.OPERATOR, "系統管理員", True),
    roles.SCHEME_AUTHORITY: (Organisation.Kind.SCHEME_AUTHORITY, "第二類主管機關", True),
    roles.PRINTING_BODY: (Organisation.Kind.PRINTING_BODY, "標章印製執行機構", True),
}


def make_user(full_name: str = "") -> User:
    """A person without any role; the password is ``correct horse battery``."""
    number = next(_serial)
    return User.objects.create_user(
        username=f"person{number}",
        email=f"person{number}@example.org",
        password="correct horse battery",
        full_name=full_name or f"測試人員{number}",
    )


def give(user: User, role: str, organisation: Organisation) -> User:
    """Let the person hold the role in the organisation, without asking who may give it."""
    kind, name, is_staff = ROLE_KINDS[role]
    Role.objects.get_or_create(
        code=role,
        defaults={"name": name, "name_en": role, "organisation_kind": kind, "is_staff_role": is_staff},
    )
    parent = Organisation.objects.get(pk=organisation.pk)
    RoleAssignment.objects.create(user=user, role_id=role, organisation=parent, given_at=LONG_AGO)
    user.__dict__.pop("_held_roles", None)
    return user


def make_organisation(role: str) -> Organisation:
    """The one organisation of the role's kind (secretariat, administration, operator), made when first asked for."""
    kind, name, _ = ROLE_KINDS[role]
    found = Organisation.objects.filter(kind=kind).first()
    return found or Organisation.objects.create(kind=kind, name=name)


def make_person(role: str, organisation: Organisation | None = None, full_name: str = "") -> User:
    """A person who holds the role: in the organisation, or in the only one of its kind."""
    return give(make_user(full_name), role, organisation or make_organisation(role))


def next_ubn() -> str:
    """A 統一編號 that passes the check, each time another."""
    while True:
        number = next(_serial)
        digits = f"{20_000_000 + number * 7:08d}"
        total = sum(sum(divmod(int(d) * w, 10)) for d, w in zip(digits, (1, 2, 1, 2, 1, 2, 4, 1), strict=True))
        if total % 5 == 0:
            return digits


def make_firm(name: str = "", *, ubn: str = "", by: User | None = None, **values: str) -> Firm:
    """A firm. Registered by ``by`` it gives that person the applicant's role in it; else nobody acts for it yet."""
    if by is not None:
        kind, label, is_staff = ROLE_KINDS[roles.APPLICANT]
        Role.objects.get_or_create(
            code=roles.APPLICANT,
            defaults={"name": label, "name_en": "applicant", "organisation_kind": kind, "is_staff_role": is_staff},
        )
    number = next(_serial)
    given = {
        "entity_kind": "company",
        "responsible_person": "王小明",
        "address": "彰化縣和美鎮中正路1號",
        "county": "彰化縣",
    }
    return actions.register_firm(
        ubn=ubn or next_ubn(),
        name=name or f"測試織造股份有限公司{number}",
        by=by or SYSTEM,
        at=LONG_AGO,
        **(given | values),
    )


def make_applicant(firm: Firm) -> User:
    """A person who acts for the firm."""
    return make_person(roles.APPLICANT, firm)


def make_factory(firm: Firm, name: str = "", *, number: str | None = None, **values: str) -> Factory:
    """A factory of the firm with a general registration number; ``number=""`` with ``no_number_reason`` for none."""
    serial = next(_serial)
    given = {"address": "彰化縣和美鎮工業路2號", "county": "彰化縣", "processes": "織造、染整、縫製"}
    return actions.add_factory(
        firm_id=firm.pk,
        name=name or f"測試一廠{serial}",
        number=f"6{serial:07d}" if number is None else number,
        by=SYSTEM,
        at=LONG_AGO,
        **(given | values),
    )
