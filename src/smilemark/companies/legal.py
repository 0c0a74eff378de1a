"""The app's only door to the law: numbers, kinship, recusal, bans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from smilemark.accounts import roles
from smilemark.companies.models import Factory, Relation
from smilemark.law.identifiers import business_number, factory_number
from smilemark.law.in_force import REGULATION_VERSION
from smilemark.law.kinship import Link, kinship_degree
from smilemark.law.mit_smile.point_15_recusal import Ground, RelatedPerson, Role, recusal
from smilemark.law.mit_smile.point_41_reapplication_ban import EndedUnder, reapplication_ban

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from smilemark.law.finding import Finding
    from smilemark.law.mit_smile.point_15_recusal import Recusal
    from smilemark.law.mit_smile.point_41_reapplication_ban import ReapplicationBan

LONGEST_NUMBER = 50
"""The law package reads numbers of at most 50 characters (contract, AsWritten)."""

TARIFF_LENGTHS = (6, 8, 10, 11)
_TEN = 10


@dataclass(frozen=True, slots=True)
class Checked:
    """What a number is worth: ``refusal`` blocks, ``warning`` only warns; both empty means it passes."""

    refusal: str = ""
    warning: str = ""
    note: str = ""


def check_ubn(number: str, on: date) -> Checked:
    """統一編號 by the rule in force on the day (by five since 2023-04-01). A filter against typing errors only."""
    finding = business_number(number=number[:LONGEST_NUMBER], on=on)
    if finding.passed:
        return Checked(note="檢查碼正確；仍以主管機關登記資料為準。")
    return Checked(refusal=f"統一編號不正確：{finding.because[0].text}（{finding.because[0].citation.zh}）")


def check_factory_number(number: str) -> tuple[Checked, str]:
    """工廠登記編號, and the kind its first character names (a value of ``Factory.NumberKind``; "" if none)."""
    finding = factory_number(number=number[:LONGEST_NUMBER])
    kind = finding.result.kind
    if kind is None:
        reason = finding.because[0]
        return Checked(refusal=f"工廠登記編號不正確：{reason.text}（{reason.citation.zh}）"), ""
    label = Factory.NumberKind(kind.value).label
    return Checked(note=f"格式正確，首碼所示類別：{label}。"), kind.value


def check_tariff_code(code: str) -> Checked:
    """稅則號列, written with or without points and hyphen; the CCC check digit only warns.

    The check digit has no official description; the formula is fitted to published codes (doubling every second
    digit from the left, digit sum except on the first) and therefore never blocks.
    """
    bare = "".join(character for character in code if character not in ".-－ ")
    if not (bare.isascii() and bare.isdigit() and len(bare) in TARIFF_LENGTHS):
        return Checked(refusal="稅則號列應為6、8、10或11位數字（可含點號），例如 6302.60.00.00-0。")
    if len(bare) == TARIFF_LENGTHS[-1] and int(bare[-1]) != _ccc_check_digit(bare[:-1]):
        return Checked(warning=f"第11碼檢查碼與推算值（{_ccc_check_digit(bare[:-1])}）不同，請再核對；不影響送件。")
    return Checked(note="格式正確。")


def _ccc_check_digit(ten: str) -> int:
    digits = [int(character) for character in ten]
    total = 2 * digits[0]
    for place, digit in enumerate(digits[1:], start=2):
        doubled = digit * (2 if place % 2 else 1)
        total += sum(divmod(doubled, _TEN))
    return -total % _TEN


@dataclass(frozen=True, slots=True)
class Kin:
    """A relative as people say it, and the path the Civil Code counts."""

    label: str
    link: Link
    up: int
    down: int


_SPOUSE_OF = Link.SPOUSE_OF_BLOOD_RELATIVE
_OF_SPOUSE = Link.BLOOD_RELATIVE_OF_SPOUSE
_SPOUSE_OF_OF_SPOUSE = Link.SPOUSE_OF_BLOOD_RELATIVE_OF_SPOUSE

KIN: dict[str, Kin] = {
    "parent": Kin("父母", Link.BLOOD, 1, 0),
    "child": Kin("子女", Link.BLOOD, 0, 1),
    "grandparent": Kin("祖父母、外祖父母", Link.BLOOD, 2, 0),
    "grandchild": Kin("孫子女、外孫子女", Link.BLOOD, 0, 2),
    "great_grandparent": Kin("曾祖父母", Link.BLOOD, 3, 0),
    "great_grandchild": Kin("曾孫子女", Link.BLOOD, 0, 3),
    "sibling": Kin("兄弟姊妹", Link.BLOOD, 1, 1),
    "uncle_aunt": Kin("伯、叔、姑、舅、姨", Link.BLOOD, 2, 1),
    "nephew_niece": Kin("姪、甥", Link.BLOOD, 1, 2),
    "cousin": Kin("堂、表兄弟姊妹", Link.BLOOD, 2, 2),
    "grand_uncle": Kin("伯叔祖、姑婆、舅公、姨婆", Link.BLOOD, 3, 1),
    "grand_nephew": Kin("姪孫、甥孫", Link.BLOOD, 1, 3),
    "parents_cousin": Kin("父母之堂、表兄弟姊妹", Link.BLOOD, 3, 2),
    "cousins_child": Kin("堂、表兄弟姊妹之子女", Link.BLOOD, 2, 3),
    "second_cousin": Kin("從堂、從表兄弟姊妹", Link.BLOOD, 3, 3),
    "childs_spouse": Kin("子女之配偶", _SPOUSE_OF, 0, 1),
    "parents_spouse": Kin("父母之配偶（繼父母）", _SPOUSE_OF, 1, 0),
    "siblings_spouse": Kin("兄弟姊妹之配偶", _SPOUSE_OF, 1, 1),
    "uncles_spouse": Kin("伯、叔、姑、舅、姨之配偶", _SPOUSE_OF, 2, 1),
    "nephews_spouse": Kin("姪、甥之配偶", _SPOUSE_OF, 1, 2),
    "cousins_spouse": Kin("堂、表兄弟姊妹之配偶", _SPOUSE_OF, 2, 2),
    "spouses_parent": Kin("配偶之父母", _OF_SPOUSE, 1, 0),
    "spouses_child": Kin("配偶之子女", _OF_SPOUSE, 0, 1),
    "spouses_grandparent": Kin("配偶之祖父母、外祖父母", _OF_SPOUSE, 2, 0),
    "spouses_sibling": Kin("配偶之兄弟姊妹", _OF_SPOUSE, 1, 1),
    "spouses_uncle": Kin("配偶之伯、叔、姑、舅、姨", _OF_SPOUSE, 2, 1),
    "spouses_nephew": Kin("配偶之姪、甥", _OF_SPOUSE, 1, 2),
    "spouses_cousin": Kin("配偶之堂、表兄弟姊妹", _OF_SPOUSE, 2, 2),
    "spouses_siblings_spouse": Kin("配偶之兄弟姊妹之配偶（連襟、妯娌）", _SPOUSE_OF_OF_SPOUSE, 1, 1),
    "spouses_uncles_spouse": Kin("配偶之伯、叔、姑、舅、姨之配偶", _SPOUSE_OF_OF_SPOUSE, 2, 1),
}
"""Code -> relative. The degree is not written here: the Civil Code counts it (``kinship-degree``)."""

COUPLE = {
    Relation.Person.SELF.value: "本人",
    Relation.Person.SPOUSE.value: "配偶",
    Relation.Person.FORMER_SPOUSE.value: "前配偶",
}


def relative(who: str, on: date) -> tuple[str, int | None]:
    """(``Relation.Person`` value, degree or None) of self, spouse, former spouse, or a code of ``KIN``.

    Raises:
        KeyError: there is no such relative.
    """
    if who in COUPLE:
        return who, None
    kin = KIN[who]
    result = kinship_degree(link=kin.link, generations_up=kin.up, generations_down=kin.down, on=on).result
    person = Relation.Person.BLOOD if kin.link == Link.BLOOD else Relation.Person.AFFINE
    return person.value, result.degree


def recusal_of(relation: Relation, role: Role, on: date) -> Finding[Recusal]:
    """Point 15 on one declared relation, for a person in this role."""
    return recusal(
        role=role,
        ground=Ground(relation.ground),
        related_person=RelatedPerson(relation.related_person),
        degree=relation.degree,
        relation_ended=relation.kinship_ended,
        still_current=relation.still_current,
        on=on,
    )


def recusal_of_member(role: Role, on: date) -> Finding[Recusal]:
    """Point 15 on a person who acts for the firm in this system: a present employment or mandate of one's own."""
    return recusal(
        role=role,
        ground=Ground.EMPLOYMENT_OR_MANDATE,
        related_person=RelatedPerson.SELF,
        degree=None,
        relation_ended=False,
        still_current=True,
        on=on,
    )


_ROLE_IN_MATTER = {
    roles.REVIEWER: Role.CB_VERIFIER,
    roles.ASSESSOR: Role.CB_VERIFIER,
    roles.DECIDER: Role.CB_VERIFIER,
    roles.LABORATORY: Role.LAB_TESTER,
    roles.SECRETARIAT: Role.SECRETARIAT_STAFF,
    roles.ADMINISTRATION: Role.ADMINISTRATION_STAFF,
}


def role_in_matter(held: Iterable[str]) -> Role:
    """The strictest role of point 15 among the roles a person holds; none of them: an outside expert (AMB-36)."""
    found = {_ROLE_IN_MATTER[role] for role in held if role in _ROLE_IN_MATTER}
    order = (Role.CB_VERIFIER, Role.LAB_TESTER, Role.SECRETARIAT_STAFF, Role.ADMINISTRATION_STAFF)
    return next((role for role in order if role in found), Role.OUTSIDE_EXPERT)


def why_not_involved(
    relations: Iterable[Relation], *, held: Iterable[str], acts_for_firm: bool, on: date
) -> str | None:
    """Why a person must keep out of the firm's matter on the day (point 15), with the item; None: nothing known.

    Args:
        relations: the person's declared relations to the firm, in force on the day.
        held: codes of the roles the person holds.
        acts_for_firm: whether the person holds a role in the firm itself.
        on: the day.
    """
    role = role_in_matter(held)
    for relation in relations:
        finding = recusal_of(relation, role, on)
        if finding.result.must_recuse:
            reason = finding.because[0]
            return f"{describe(relation)}：{reason.text}（{reason.citation.zh}）"
    if acts_for_firm:
        finding = recusal_of_member(role, on)
        if finding.result.must_recuse:
            reason = finding.because[0]
            return f"現為該業者之人員：{reason.text}（{reason.citation.zh}）"
    return None


def recusal_warning(relations: Iterable[Relation], *, held: Iterable[str], on: date) -> str | None:
    """What to tell persons whom point 15 does not list though the facts would oblige a listed one (AMB-36)."""
    role = role_in_matter(held)
    for relation in relations:
        finding = recusal_of(relation, role, on)
        if finding.result.warn:
            reason = finding.because[0]
            return f"{describe(relation)}：{reason.text}（{reason.citation.zh}）"
    return None


def describe(relation: Relation) -> str:
    """The relation in words: 堂、表兄弟姊妹（血親四親等）為申請業者之負責人或事件當事人."""
    who = KIN[relation.kin].label if relation.kin in KIN else relation.get_related_person_display()
    if relation.degree is not None:
        who += f"（{relation.get_related_person_display()}{relation.degree}親等{'，已消滅' if relation.kinship_ended else ''}）"
    return f"{who}{'' if relation.still_current else '曾'}{relation.get_ground_display()}"


@dataclass(frozen=True, slots=True)
class BanPeriod:
    """First and last banned day, both included, and the place it rests on; with facts and finding, to be kept."""

    first_day: date
    last_day: date
    cite: str
    facts: dict[str, object]
    finding: Finding[ReapplicationBan]
    on: date
    """The day whose law was asked."""


def ban_after(point: str, effective_on: date) -> BanPeriod | None:
    """The ban that follows a decision under the point (``41``, ``42(5)``, ``43`` ...); None where there is none.

    Raises:
        ValueError: no such point.
    """
    facts: dict[str, object] = {
        "point": point,
        "effective_date": effective_on.isoformat(),
        "application_date": None,
        "same_product": None,
    }
    on = max(effective_on, REGULATION_VERSION)
    finding = reapplication_ban(
        point=EndedUnder(point), effective_date=effective_on, application_date=None, same_product=None, on=on
    )
    first, last = finding.result.ban_from, finding.result.ban_through
    if first is None or last is None:
        return None
    return BanPeriod(first, last, finding.because[0].citation.zh, facts, finding, on)
