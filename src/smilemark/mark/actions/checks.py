"""抽查 of the use of the mark by its licensor: seen, noticed with a limit, re-checked (annex 13 point 7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from smilemark.accounts import roles
from smilemark.accounts.models import Organisation
from smilemark.certification.queries import in_use
from smilemark.companies import queries as companies
from smilemark.foundation import calendar, files, moves
from smilemark.foundation.documents.official import Section, lines
from smilemark.foundation.moves import Refused
from smilemark.mark.actions import letters, notices
from smilemark.mark.actions.texts import days_of, number_for, text_of
from smilemark.mark.documents.letters import ADMINISTRATION
from smilemark.mark.legal import checks as legal
from smilemark.mark.models import CheckPhoto, Consent, SpotCheck
from smilemark.mark.permissions.printing import STALE
from smilemark.mark.queries import checks as queries
from smilemark.mark.queries import licences as licence_queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.core.files.uploadedfile import UploadedFile

    from smilemark.accounts.models import User
    from smilemark.certification.models import Certificate
    from smilemark.mark.models import Licence

MOST_PHOTOS = 30


@dataclass(frozen=True, slots=True)
class Seen:
    """What the checker saw, where and when.

    Attributes:
        place: address or web page. checked_on: the day, not in the future.
        uses: what the mark is on (``legal.USES``). changes: how its pattern differs (``legal.CHANGES``).
        facts: in words. other_breach: a breach of the use principles that is not among the boxes.
        was_transferred, was_refused: handed on or sold; the check was refused.
    """

    place: str
    checked_on: date
    facts: str
    uses: Sequence[str] = field(default_factory=tuple)
    changes: Sequence[str] = field(default_factory=tuple)
    was_transferred: bool = False
    was_refused: bool = False
    other_breach: str = ""


def open_check(*, certificate: str, licence: str, seen: Seen, by: User, at: datetime, key: str = "") -> SpotCheck:
    """登錄抽查 of a certified firm by its body, or of a licensee by the secretariat.

    Args:
        certificate: number of a certificate; or empty.
        licence: number of a licence; or empty.
        seen: what was seen.
        by: a person of the licensor.
        at: now.
        key: of the form, so that a second click opens nothing.

    Raises:
        Refused: neither or both, not of the licensor, recused, or a field is wrong.
    """
    on = timezone.localdate(at)
    with transaction.atomic():
        if key and (known := SpotCheck.objects.filter(submission_key=key).first()) is not None:
            return known
        check = SpotCheck(number=number_for("C", at), opened_at=at, opened_by=by, submission_key=key or None)
        if bool(certificate.strip()) == bool(licence.strip()):
            raise Refused("受查對象：請填驗證書編號或授權編號其中之一。", field="certificate")
        if certificate.strip():
            _of_certificate(check, certificate.strip(), by, on)
        else:
            _of_licence(check, licence.strip(), by)
        _fill(check, seen, on)
        moves.begin(check, "open", by=by, at=at, place=check.place, uses=check.uses, changes=check.changes)
    return check


def _of_certificate(check: SpotCheck, number: str, by: User, on: date) -> None:
    row: Certificate | None = in_use.certificate(number)
    if row is None:
        raise Refused("驗證書編號：查無此驗證書。", field="certificate")
    held = by.organisations_as(roles.REVIEWER, roles.DECIDER)
    offices = by.organisations_as(roles.SECRETARIAT)
    authority = row.body_id if row.body_id in held else (offices[0] if offices else None)
    if authority is None:
        raise Refused(
            "獲證業者之抽查，由核發驗證書之驗證機構或秘書處辦理（附件十三第二點第一款、第七點）。", field="certificate"
        )
    if (recused := companies.why_recused(by, row.firm, on)) is not None:
        raise Refused(recused)
    check.certificate, check.subject_id, check.authority_id = row, row.firm_id, authority


def _of_licence(check: SpotCheck, number: str, by: User) -> None:
    row: Licence | None = licence_queries.licences_visible_to(by).filter(number=number).first()
    if row is None:
        raise Refused("授權編號：查無此授權。", field="licence")
    if not by.holds(roles.SECRETARIAT, row.licensor_id):
        raise Refused("其他使用業者及檢驗機構之抽查，由授權之秘書處辦理（附件十三第七點）。", field="licence")
    check.licence, check.subject_id, check.authority_id = row, row.licensee_id, row.licensor_id


def _fill(check: SpotCheck, seen: Seen, on: date) -> None:
    if seen.checked_on > on:
        raise Refused("抽查日不得在今日之後。", field="checked_on")
    check.checked_on = seen.checked_on
    check.place = text_of(seen.place, field="place", label="抽查地點（網址）", most=300)
    check.facts = text_of(seen.facts, field="facts", label="抽查情形")
    check.other_breach = text_of(seen.other_breach, field="other_breach", label="其他違反事實", required=False)
    check.uses = [code for code in legal.USES if code in seen.uses]
    check.changes = [code for code in legal.CHANGES if code in seen.changes]
    check.was_transferred, check.was_refused = seen.was_transferred, seen.was_refused
    consents = Consent.objects.filter(licensee_id=check.subject_id, first_day__lte=seen.checked_on, ended_on=None)
    check.consent = next((each for each in consents if set(each.changes) & set(check.changes)), None)


def amend_check(*, check_id: int, seen: Seen, by: User, at: datetime, revision: int | None = None) -> SpotCheck:
    """修改抽查紀錄, before it is concluded.

    Raises:
        Refused: concluded, changed since, or a field is wrong.
    """
    with moves.moving(SpotCheck, check_id, "amend", by=by, at=at) as check:
        _must_be_current(check, revision)
        _fill(check, seen, timezone.localdate(at))
        check.revision += 1
        moves.note(check, uses=check.uses, changes=check.changes)
    return check


def _must_be_current(check: SpotCheck, revision: int | None) -> None:
    if revision is not None and revision != check.revision:
        raise Refused(STALE)


def attach_photos(
    *, check_id: int, caption: str, uploads: Sequence[UploadedFile[Any]], by: User, at: datetime
) -> list[CheckPhoto]:
    """附加照片 of what was seen.

    Raises:
        Refused: no file, too many, a wrong one, or concluded.
    """
    if not uploads:
        raise Refused("照片：請選擇檔案。", field="photos")
    with moves.moving(SpotCheck, check_id, "attach", by=by, at=at) as check:
        found = _keep(check, caption, uploads, by_subject=False, by=by, at=at)
        check.revision += 1
        moves.note(check, photos=[photo.pk for photo in found])
    return found


def _keep(  # a photo has these parts, all by name
    check: SpotCheck, caption: str, uploads: Sequence[UploadedFile[Any]], *, by_subject: bool, by: User, at: datetime
) -> list[CheckPhoto]:
    if check.photos.count() + len(uploads) > MOST_PHOTOS:
        raise Refused(f"照片：至多 {MOST_PHOTOS} 張。", field="photos")
    said = text_of(caption, field="caption", label="說明", required=False, most=120)
    return [
        CheckPhoto.objects.create(
            check_of=check,
            caption=said,
            file=files.store(upload, by=by, at=at, field="photos"),
            by_subject=by_subject,
            added_at=at,
            added_by=by,
        )
        for upload in uploads
    ]


def conclude_conforming(*, check_id: int, by: User, at: datetime, revision: int | None = None) -> SpotCheck:
    """符合規定，結案.

    Raises:
        Refused: what was seen breaches the rules.
    """
    with moves.moving(SpotCheck, check_id, "conform", by=by, at=at) as check:
        _must_be_current(check, revision)
        if found := queries.breaches_of(check):
            raise Refused(f"所見已違反規定，不得以符合結案：{'；'.join(found)}。")
        check.closed_at = at
        check.revision += 1
    return check


def send_notice(
    *, check_id: int, wanted: str, days: int, by: User, at: datetime, revision: int | None = None
) -> SpotCheck:
    """通知限期改善, in writing; the limit is set in the notice (AMB-29).

    Args:
        check_id: a check that saw a breach.
        wanted: what must be improved.
        days: from the day after the notice, 1 to 365; a rest day moves.
        by: a person of the licensor.
        at: now.
        revision: of the page.

    Raises:
        Refused: nothing seen breaches the rules, no words, or days out of range.
    """
    on = timezone.localdate(at)
    with moves.moving(SpotCheck, check_id, "notice", by=by, at=at) as check:
        _must_be_current(check, revision)
        found = queries.breaches_of(check)
        if not found:
            raise Refused("抽查紀錄未載違反規定之事實，不得通知限期改善。")
        check.wanted = text_of(wanted, field="wanted", label="應改善事項")
        check.due_on = legal.last_day(on, days_of(days, field="days", label="改善期限（日）"))
        check.revision += 1
        letters.write(
            matter=check,
            sender=check.authority,
            addressee=Organisation.objects.select_related("firm").get(pk=check.subject_id),
            kind="限期改善通知函",
            subject=f"請於{calendar.roc(check.due_on)}前改善MIT微笑標章使用情形（{check.number}），請查照。",
            sections=[
                Section("抽查情形", (f"{calendar.roc(check.checked_on)}於{check.place}抽查。", *lines(check.facts))),
                Section("違反規定之事實", tuple(f"{each}。" for each in found)),
                Section("應改善事項", lines(check.wanted)),
                Section(
                    "說明",
                    ("依附件十三第七點辦理，將擇期複查；屆期未改善者，得終止標章使用權（附件十三第八點第七款）。",),
                ),
            ],
            by=by,
            at=at,
            copies_to=(ADMINISTRATION,),
        )
        moves.note(check, due_on=check.due_on.isoformat(), breaches=found)
    return check


def report_improvement(
    *, check_id: int, text: str, uploads: Sequence[UploadedFile[Any]], by: User, at: datetime
) -> SpotCheck:
    """回報改善, by the licensee, with photos.

    Raises:
        Refused: no words, a wrong file, or not the licensee's.
    """
    with moves.moving(SpotCheck, check_id, "report", by=by, at=at) as check:
        check.report_text = text_of(text, field="text", label="改善情形")
        check.reported_at = at
        check.revision += 1
        _keep(check, "改善情形", uploads, by_subject=True, by=by, at=at)
        moves.note(check, text={"report": check.report_text})
    notices.tell(
        check.authority_id,
        *notices.OF_LICENSOR,
        subject=f"回報標章使用改善：{check.number}",
        text="受查單位已回報改善情形，請擇期複查。",
        url=reverse("mark:check", args=[check.number]),
        at=at,
    )
    return check


def plan_recheck(*, check_id: int, recheck_on: date, by: User, at: datetime) -> SpotCheck:
    """擇期複查: the day chosen, from today on.

    Raises:
        Refused: a day that has passed.
    """
    with moves.moving(SpotCheck, check_id, "plan", by=by, at=at) as check:
        if recheck_on < timezone.localdate(at):
            raise Refused("複查日不得在今日之前。", field="recheck_on")
        check.recheck_on = recheck_on
        check.revision += 1
        moves.note(check, recheck_on=recheck_on.isoformat())
    return check


def conclude_recheck(
    *, check_id: int, improved: bool, text: str, rechecked_on: date, by: User, at: datetime
) -> SpotCheck:
    """複查: improved, or not improved once the limit has passed; then the event travels up (``not_improved``).

    Raises:
        Refused: no result, a day that cannot be, or the limit still runs.
    """
    with moves.moving(SpotCheck, check_id, "improved" if improved else "not_improved", by=by, at=at) as check:
        if not check.checked_on <= rechecked_on <= timezone.localdate(at):
            raise Refused("複查日應在抽查日至今日之間。", field="rechecked_on")
        if not improved and check.due_on is not None and rechecked_on <= check.due_on:
            raise Refused(
                f"改善期限至{calendar.roc(check.due_on)}止，尚未屆滿，不得認定屆期未改善（附件十三第七點）。",
                field="rechecked_on",
            )
        check.recheck_text = text_of(text, field="text", label="複查情形")
        check.rechecked_on, check.rechecked_by, check.closed_at = rechecked_on, by, at
        check.revision += 1
        moves.note(
            check,
            subject=check.subject_id,
            certificate=check.certificate.number if check.certificate else "",
            licence=check.licence.number if check.licence else "",
            unlicensed_use=bool(legal.NEVER & set(check.uses)),
        )
    notices.tell(
        check.subject_id,
        *notices.OF_LICENSEE,
        subject=f"標章使用複查結果：{check.number}",
        text="經複查已改善，本案結案。"
        if improved
        else "經複查屆期未改善，授權單位得終止標章使用權（附件十三第八點第七款）。",
        url=reverse("mark:check", args=[check.number]),
        at=at,
    )
    return check
