"""What orders and ending cases begin with: the certificate, its labels, the authority, a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accreditation import queries as accreditation
from smilemark.certification.queries import results as certification
from smilemark.companies import queries as companies
from smilemark.foundation import numbering
from smilemark.foundation.moves import SYSTEM, Refused
from smilemark.remedies.permissions import SECOND_CLASS, why_not_authority

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from smilemark.accounts.models import User
    from smilemark.certification.models import Certificate, Label
    from smilemark.foundation.moves import Actor

ROC_YEAR_ZERO = 1911
LONGEST = 8000  # characters of a typed text


@dataclass(frozen=True, slots=True)
class Scope:
    """Which certificate, which labels, and whose matter it is."""

    certificate: Certificate
    labels: list[Label]
    authority_id: int
    product_class: int


def number_for(letter: str, at: datetime) -> str:
    """The next number of a kind of matter in the year: R115-000001."""
    year = timezone.localdate(at).year - ROC_YEAR_ZERO
    return f"{letter}{year}-{numbering.next_value(f'remedies-{letter}-{year}'):06d}"


def scope_of(certificate_number: str, numbers: Sequence[str], *, by: Actor, on: date) -> Scope:
    """The certificate and its labels still in use, and the authority that decides on them (AMB-30).

    Args:
        certificate_number: eight digits.
        numbers: label numbers; empty: all of the certificate that have not ended.
        by: who opens; the system (a batch) opens for the certificate's own body.
        on: the day.

    Raises:
        Refused: no such certificate, a label that is not its own or has ended, or another authority's matter.
    """
    rows = list(certification.labels().filter(certificate__number=certificate_number).order_by("number"))
    if not rows:
        raise Refused("找不到這個驗證書編號，或其下沒有標章。", field="certificate")
    certificate = rows[0].certificate
    product_class = certificate.industry.product_class
    known = {label.number: label for label in rows}
    if strangers := [number for number in numbers if number not in known]:
        raise Refused(f"標章 {'、'.join(strangers)} 不屬於驗證書 {certificate_number}。", field="labels")
    wanted = [known[number] for number in dict.fromkeys(numbers)] or rows
    standing = [label for label in wanted if label.ended_on is None]
    if not standing:
        raise Refused("所列標章之使用權均已終止。", field="labels")
    if numbers and len(standing) < len(wanted):
        gone = "、".join(label.number for label in wanted if label.ended_on is not None)
        raise Refused(f"標章 {gone} 之使用權已終止。", field="labels")
    authority_id = certificate.body_id if by is SYSTEM else _authority(certificate, product_class, by, on)
    if authority_id is None:
        raise Refused("這份驗證書沒有驗證機構，請由秘書處先指定（第十三點）。", field="certificate")
    return Scope(certificate, standing, authority_id, product_class)


def _authority(certificate: Certificate, product_class: int, by: Actor, on: date) -> int:
    reason = why_not_authority(by, product_class)
    if reason is not None:
        raise Refused(reason)
    if product_class == SECOND_CLASS:
        return _scheme_authority(certificate, _own(by, roles.SCHEME_AUTHORITY), on)
    held = _own(by, roles.REVIEWER)
    if certificate.body_id is not None:
        if certificate.body_id not in held:
            raise Refused("僅核發本驗證書之驗證機構審查人員可以立案。", field="certificate")
        return certificate.body_id
    bodies = accreditation.bodies_for(product_class, certificate.industry, on).filter(pk__in=held)
    found = bodies.first()
    if found is None:
        raise Refused("貴機構未經認證辦理此產業（第十二點）。", field="certificate")
    return found.pk


def _scheme_authority(certificate: Certificate, held: list[int], on: date) -> int:
    """Who was delegated the industry (point 33 II); where nobody is, the authority that opens (point 44 II)."""
    delegation = accreditation.delegation_on(certificate.industry, on)
    if delegation is None:
        return held[0]
    if delegation.authority_id not in held:
        raise Refused(
            f"此產業由「{delegation.authority.name}」受委託辦理，非貴機關權責（第三十三點第二項、第四十四點第二項）。",
            field="certificate",
        )
    return delegation.authority_id


def _own(by: Actor, role: str) -> list[int]:
    return list(by.organisations_as(role))  # type: ignore[attr-defined]  # whoever holds a role is a User


def must_not_be_recused(by: Actor, scope: Scope, on: date) -> None:
    """Point 15 already binds whoever opens.

    Raises:
        Refused: with the ground.
    """
    if by is SYSTEM:
        return
    reason = companies.why_recused(by, scope.certificate.firm, on)  # type: ignore[arg-type]  # not the system: a User
    if reason is not None:
        raise Refused(reason)


def text_of(value: str, *, field: str, label: str, required: bool = True) -> str:
    """A typed text, trimmed.

    Raises:
        Refused: missing though required, or too long.
    """
    text = value.strip()
    if required and not text:
        raise Refused(f"{label}：請填寫。", field=field)
    if len(text) > LONGEST:
        raise Refused(f"{label}：請勿超過 {LONGEST} 字。", field=field)
    return text


def days_of(value: int, *, field: str, label: str, most: int = 365) -> int:
    """A length in days.

    Raises:
        Refused: less than one, or more than ``most``.
    """
    if not 1 <= value <= most:
        raise Refused(f"{label}：請填 1 至 {most} 日。", field=field)
    return value


def person(by: Actor, fallback: User | None) -> User:
    """Who is entered as having opened: the person, or for the system whoever executed the batch."""
    if by is SYSTEM:
        if fallback is None:
            raise ValueError("the system opens for somebody only")
        return fallback
    return by  # type: ignore[return-value]  # not the system: a User
