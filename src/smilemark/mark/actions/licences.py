"""授權: the secretariat licenses other users and laboratories, for promotional works only (annex 13 point 3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation
from smilemark.foundation import calendar, files, moves
from smilemark.foundation.documents.official import Section, lines
from smilemark.foundation.moves import SYSTEM, Refused
from smilemark.mark.actions import letters, notices
from smilemark.mark.actions.consents import licensee_named
from smilemark.mark.actions.texts import number_for, text_of
from smilemark.mark.documents.letters import ADMINISTRATION
from smilemark.mark.legal import licences as legal
from smilemark.mark.models import Licence, LicencePaper, LicenceSite
from smilemark.mark.models.licences import ELECTRONIC, Work
from smilemark.mark.permissions.printing import STALE
from smilemark.mark.states.licences import LicenceState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User

MOST_SITES = 200
BASIS = "依附件十三、臺灣製產品MIT微笑標章使用管理規範第三點及第四點辦理。"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says (AMB-80: period, scope and sites are required).

    Attributes:
        kind: ``other_user``, ``laboratory`` or ``agreed`` (other matters the administration agreed to).
        first_day, last_day: the period, both included.
        works: codes of ``Work``. scope_text: scope in words.
        sites: a line each, 「名稱，地址或網址」.
        consent_letter: of the administration, for ``agreed``.
    """

    kind: str
    first_day: date
    last_day: date
    works: Sequence[str]
    scope_text: str
    sites: Sequence[str] = field(default_factory=tuple)
    consent_letter: str = ""


def open_licence(  # a contract has these parts, all by name
    *, licensee: str, terms: Terms, by: User, at: datetime, previous: Licence | None = None, key: str = ""
) -> Licence:
    """擬具授權合約.

    Args:
        licensee: 統一編號 of a firm, or full name of a laboratory.
        terms: period, scope, works, sites.
        by: of the secretariat.
        at: now.
        previous: the licence it renews; for the same licensee.
        key: of the form, so that a second click opens nothing.

    Raises:
        Refused: no such licensee, a laboratory's licence for a firm or the other way round, or a field is wrong.
    """
    held = by.organisations_as(roles.SECRETARIAT)
    if not held:
        raise Refused("其他使用業者及檢驗機構之授權，由秘書處辦理（附件十三第三點第二款、第三款）。")
    found = licensee_named(licensee, by)
    if (terms.kind == Licence.Kind.LABORATORY) != (found.kind == Organisation.Kind.LABORATORY) and (
        terms.kind != Licence.Kind.AGREED
    ):
        raise Refused("種類：檢驗機構之授權對象為檢驗機構，其他使用業者之授權對象為業者。", field="kind")
    if previous is not None and previous.licensee_id != found.pk:
        raise Refused("續約之被授權單位應與原授權相同；標章使用權不得轉讓（第三十六點）。", field="licensee")
    with transaction.atomic():
        if key and (known := Licence.objects.filter(submission_key=key).first()) is not None:
            return known
        licence = Licence(
            number=number_for("L", at),
            licensee_id=found.pk,
            licensor_id=held[0],
            previous=previous,
            opened_at=at,
            opened_by=by,
            submission_key=key or None,
        )
        sites = _fill(licence, terms)
        moves.begin(licence, "open", by=by, at=at, kind=terms.kind, works=licence.works)
        _keep_sites(licence, sites)
    return licence


def _fill(licence: Licence, terms: Terms) -> list[tuple[str, str]]:
    if terms.kind not in Licence.Kind.values:
        raise Refused("種類：請選擇。", field="kind")
    if terms.last_day < terms.first_day:
        raise Refused("授權末日不得早於授權起日。", field="last_day")
    works = [code for code in Work.values if code in terms.works]
    if not works:
        raise Refused("推廣製作物：請至少選擇一項；授權範圍僅限推廣製作物（附件十三第三點）。", field="works")
    licence.kind, licence.first_day, licence.last_day, licence.works = (
        terms.kind,
        terms.first_day,
        terms.last_day,
        works,
    )
    licence.scope_text = text_of(terms.scope_text, field="scope_text", label="授權範圍")
    agreed = terms.kind == Licence.Kind.AGREED
    licence.consent_letter = text_of(
        terms.consent_letter, field="consent_letter", label="本署同意文號", required=agreed, most=80
    )
    _must_be_covered(licence)
    return _sites(terms.sites)


def _must_be_covered(licence: Licence) -> None:
    """The law lets the licence cover each kind of work."""
    licensee = legal.LABORATORY if licence.kind == Licence.Kind.LABORATORY else legal.OTHER_USER
    for work in licence.works:
        answer = legal.covered(licensee, legal.use_of(work, ELECTRONIC), in_force=True)
        if not answer.passed:
            raise Refused(answer.sentence, field="works")


def _sites(written: Sequence[str]) -> list[tuple[str, str]]:
    found = []
    for line in written:
        name, _comma, place = line.replace(",", "，").partition("，")
        if not name.strip() or not place.strip():
            raise Refused(f"使用據點：「{line}」請寫成「名稱，地址或網址」，一行一處。", field="sites")
        found.append(
            (
                text_of(name, field="sites", label="據點名稱", most=120),
                text_of(place, field="sites", label="地址或網址", most=300),
            )
        )
    if not found:
        raise Refused("使用據點：請至少填一處。", field="sites")
    if len(found) > MOST_SITES:
        raise Refused(f"使用據點：至多 {MOST_SITES} 處。", field="sites")
    return list(dict.fromkeys(found))


def _keep_sites(licence: Licence, sites: Sequence[tuple[str, str]]) -> None:
    licence.sites.all().delete()
    LicenceSite.objects.bulk_create([LicenceSite(licence=licence, name=name, place=place) for name, place in sites])


def amend_licence(*, licence_id: int, terms: Terms, by: User, at: datetime, revision: int | None = None) -> Licence:
    """修改擬約: everything but the licensee, who never changes (point 36).

    Raises:
        Refused: signed already, changed since, or a field is wrong.
    """
    with moves.moving(Licence, licence_id, "amend", by=by, at=at) as licence:
        if revision is not None and revision != licence.revision:
            raise Refused(STALE)
        if terms.kind != licence.kind:
            raise Refused("種類於擬約後不得變更，請另行擬約。", field="kind")
        _keep_sites(licence, _fill(licence, terms))
        licence.revision += 1
    return licence


def attach_paper(
    *, licence_id: int, label: str, is_contract: bool, upload: UploadedFile[Any] | None, by: User, at: datetime
) -> LicencePaper:
    """附加合約或附件.

    Raises:
        Refused: no file, a wrong one, or the licence has ended.
    """
    if upload is None:
        raise Refused("檔案：請選擇檔案。", field="file")
    with moves.moving(Licence, licence_id, "attach", by=by, at=at) as licence:
        paper = LicencePaper.objects.create(
            licence=licence,
            label=text_of(label, field="label", label="說明", required=False, most=120) or "授權合約",
            file=files.store(upload, by=by, at=at, field="file"),
            is_contract=is_contract,
            added_at=at,
            added_by=by,
        )
        licence.revision += 1
        moves.note(licence, paper=paper.pk)
    return paper


def put_in_force(*, licence_id: int, contract_number: str, signed_on: date, by: User, at: datetime) -> Licence:
    """簽訂合約，授權生效: only with the written contract of both sides on file (annex 13 point 4).

    Raises:
        Refused: no contract on file or no number, signed in the future, or its period has passed.
    """
    on = timezone.localdate(at)
    with moves.moving(Licence, licence_id, "put_in_force", by=by, at=at) as licence:
        signed = licence.papers.filter(is_contract=True).exists()
        licensee = legal.LABORATORY if licence.kind == Licence.Kind.LABORATORY else legal.OTHER_USER
        answer = legal.covered(licensee, legal.PHYSICAL, in_force=signed)
        if not answer.passed:
            raise Refused(f"{answer.sentence}：請先附加雙方簽訂之書面合約。", field="file")
        if signed_on > on:
            raise Refused("簽約日不得在今日之後。", field="signed_on")
        if licence.last_day < on:
            raise Refused("授權期間已過。", field="last_day")
        licence.contract_number = text_of(contract_number, field="contract_number", label="合約編號", most=80)
        licence.signed_on = signed_on
        licence.revision += 1
        answer.store(licence, at)
        letters.write(
            matter=licence,
            sender=licence.licensor,
            addressee=licence.licensee,
            kind="標章授權通知函",
            subject=f"授權貴單位使用MIT微笑標章於推廣製作物（合約編號 {licence.contract_number}），請查照。",
            sections=[
                Section(
                    "說明",
                    (
                        BASIS,
                        f"授權期間：{calendar.roc(licence.first_day)}至{calendar.roc(licence.last_day)}。",
                        f"授權範圍：{licence.scope_text}；僅限推廣製作物：{licence.work_words()}。",
                        "標章不得用於產品或其包裝，不得轉讓或買賣，並應依本署註冊圖樣及使用原則使用（第三十五點至第三十七點）。",
                    ),
                )
            ],
            by=by,
            at=at,
            copies_to=(ADMINISTRATION,),
        )
        moves.note(licence, until=licence.last_day.isoformat())
    return licence


def drop_licence(*, licence_id: int, by: User, at: datetime) -> Licence:
    """不予簽訂.

    Raises:
        Refused: signed already.
    """
    with moves.moving(Licence, licence_id, "drop", by=by, at=at) as licence:
        licence.closed_at = at
        licence.revision += 1
    return licence


@dataclass(frozen=True, slots=True)
class Ending:
    """Why and from which day a licence ends: one of the eight facts of annex 13 point 8, confirmed by the licensor."""

    ground: str
    text: str
    ended_on: date
    confirmed: bool


def end_licence(*, licence_id: int, ending: Ending, by: User, at: datetime) -> Licence:
    """終止授權 on one of eight facts, with a letter and a report to the administration.

    Raises:
        Refused: no such ground, not confirmed, a day before today, or not improved though no notice lapsed.
    """
    on = timezone.localdate(at)
    if ending.ground not in {each.code for each in legal.grounds()}:
        raise Refused("終止事由：請選擇。", field="ground")
    if not ending.confirmed:
        raise Refused("終止前應經授權單位確認屬實，請勾選確認（附件十三第八點）。", field="confirmed")
    with moves.moving(Licence, licence_id, "end", by=by, at=at) as licence:
        if ending.ended_on < on:
            raise Refused("終止日不得在今日之前。", field="ended_on")
        if ending.ground == legal.NOT_IMPROVED and not licence.checks.filter(state="not_improved").exists():
            raise Refused("沒有屆期未改善之抽查紀錄，不得以此事由終止（附件十三第八點第七款）。", field="ground")
        answer = legal.ending(ending.ground)
        ground = next(each for each in legal.grounds() if each.code == ending.ground)
        licence.end_ground, licence.ended_on, licence.closed_at = ending.ground, ending.ended_on, at
        licence.end_text = text_of(ending.text, field="text", label="終止理由")
        licence.revision += 1
        answer.store(licence, at)
        letters.write(
            matter=licence,
            sender=licence.licensor,
            addressee=licence.licensee,
            kind="終止授權通知函",
            subject=f"終止貴單位MIT微笑標章之授權（{licence.number}），自{calendar.roc(ending.ended_on)}起生效，請查照。",
            sections=[
                Section("理由", (f"{ground.words}（{ground.cite}）。", *lines(licence.end_text))),
                Section("說明", ("終止後應即停止使用標章，並移除含標章之推廣製作物（第三十六點）。",)),
            ],
            by=by,
            at=at,
            copies_to=(ADMINISTRATION,),
        )
        moves.note(licence, ground=ending.ground, effective_on=ending.ended_on.isoformat())
    notices.tell_all(
        roles.ADMINISTRATION,
        subject=f"終止標章授權：{licence.number}",
        text=f"秘書處終止{licence.licensee.name}之標章授權（{ground.words}）。",
        url=reverse("mark:licence", args=[licence.number]),
        at=at,
    )
    return licence


def take_due_days(*, at: datetime) -> None:
    """期滿 of contracts whose last day has passed; reminders of those that end soon. Run every day; may run twice."""
    on = timezone.localdate(at)
    running = Licence.objects.filter(state=LicenceState.IN_FORCE)
    for pk in list(running.filter(last_day__lt=on).values_list("pk", flat=True)):
        with moves.moving(Licence, pk, "expire", by=SYSTEM, at=at) as licence:
            licence.closed_at = at
    for licence in running.filter(reminded_on=None, last_day__lte=on + timedelta(days=legal.REMIND_DAYS)):
        _remind(licence, at)


def _remind(licence: Licence, at: datetime) -> None:
    with transaction.atomic():
        changed = Licence.objects.filter(pk=licence.pk, reminded_on=None).update(reminded_on=timezone.localdate(at))
        if not changed:
            return
        said = {
            "subject": f"標章授權將屆期：{licence.number}",
            "text": f"授權期間至{calendar.roc(licence.last_day)}止；擬續用者請於期滿前續約，期滿後應停止使用標章。",
            "url": reverse("mark:licence", args=[licence.number]),
        }
        notices.tell(licence.licensee_id, *notices.OF_LICENSEE, **said, at=at)
        notices.tell(licence.licensor_id, roles.SECRETARIAT, **said, at=at)
