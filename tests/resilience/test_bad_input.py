"""Bad input through the pages: a sentence that names the field, nothing lost, nothing half-written.

Every kind of bad input the first issue lists, and where it is tried (paths under ``tests/``):

==========================================  ======================================================================
統一編號 of the wrong check sum             companies/test_firms, companies/test_pages (a wrong number comes back)
factory number of unknown kind              companies/test_firms, companies/test_pages (added, changed, closed)
not executed > total; negative, absurd      assessment/test_sheet (absurd counts), assessment/test_pages (the same)
HS codes of 5 digits                        certification/intake/test_pages, assessment/test_origin, test_pages
FOB 0                                       certification/intake/test_pages, assessment/test_origin (wrong values)
value-added rate exactly 35 %               assessment/test_origin, law/test_origin_and_numbers
two tabs submitting the same draft          here; certification/intake/test_concurrency (at the same moment)
two tabs changing the same draft            certification/intake/test_pages (two tabs), assessment/test_sheet
approve pressed twice                       here; certification/results/test_issue (also at the same moment)
body deciding after its accreditation       here; certification/results/test_issue (by day),
lapsed                                      certification/intake/test_permissions
assessor who is the applicant's cousin      here; certification/intake/test_permissions, companies/test_recusal
another firm's case by URL                  certification/intake/test_leaks, results/test_pages, assessment/test_pages
a PDF that is an .exe                       here; foundation/test_files, assessment/test_pages
a 300 MB upload                             test_large_upload (real server), foundation/test_uploads
file name with path and control characters  here; foundation/test_files
rare characters (Ext-B), emoji              here; companies/test_firms, accounts/test_kept_forms, foundation/test_files
dates in ROC and ISO                        certification/intake/test_pages, foundation/test_calendar, law
session expired in the middle of a form     here; accounts/test_kept_forms, site/test_script (in a browser)
database locked                             here; foundation/test_web
disk full while storing a file              here (a real, tiny disk); foundation/test_files
mail server down                            foundation/test_outbox (a real one, stopped and started again),
                                            accounts/test_sign_in
server killed                               test_kill
==========================================  ======================================================================
"""

from __future__ import annotations

import subprocess
from contextlib import closing, contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.factories.certification import NOON, PDF, make_draft, make_verifying, make_world, pdf
from tests.factories.certification_results import make_numbered, make_reported

from smilemark.accounts import roles
from smilemark.accounts.models import KeptForm
from smilemark.accreditation.models import Accreditation
from smilemark.certification.models import Case, CertificateVersion, Label, Letter
from smilemark.companies import actions as companies
from smilemark.foundation import clock, events
from smilemark.foundation.models import Event, RefusedAttempt, StoredFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.http import HttpResponse

    from smilemark.accounts.models import User

pytestmark = pytest.mark.django_db
RARE = "𠮷野家毛巾😀👨‍👩‍👧"


@pytest.fixture(autouse=True)
def _noon():
    with clock.travelled(NOON):
        yield


@pytest.fixture
def world():
    return make_world()


def url(name: str, case: Case, *more: object) -> str:
    return reverse(f"certification:{name}", args=[case.number, *more])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def submits(case: Case) -> int:
    return Event.objects.filter(stream=events.stream_of(case), kind="certification.case.submit").count()


# ---- twice ---------------------------------------------------------------------------------------------------


def test_two_tabs_submit_the_same_draft_and_the_second_is_shown_the_receipt(world):
    case = make_draft(world)
    client = signed_in(world.applicant)
    tabs = [client.get(url("review", case)).context["submission_key"] for _ in range(2)]

    first, second = (
        client.post(url("submit", case), {"revision": case.revision, "submission_key": key}) for key in tabs
    )

    assert tabs[0] != tabs[1]
    assert (first.status_code, first["Location"]) == (302, url("receipt", case))
    assert second.status_code == 409
    text = second.content.decode()
    assert "不能辦理「送件」" in text
    assert case.number in text
    assert (submits(case), case.pins.count()) == (1, 4)
    case.refresh_from_db()
    assert (case.state, case.submission_key) == ("applied", tabs[0])


def test_approve_pressed_twice_approves_once(world):
    case = make_reported(world)
    decider = signed_in(world.decider)

    first, second = (decider.post(url("report", case), {"do": "approve"}) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 409)
    case.refresh_from_db()
    assert f"目前狀態為「{case.get_state_display()}」" in second.content.decode()
    assert [event.kind for event in events.history(case)].count("certification.case.approve_report") == 1


def test_issue_pressed_twice_issues_one_certificate(world):
    case = make_numbered(world)
    decider = signed_in(world.decider)

    first, second = (decider.post(url("certificate", case), {"do": "issue"}) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 409)
    assert "目前狀態為「驗證書發放」" in second.content.decode()
    assert (CertificateVersion.objects.count(), Label.objects.count(), Letter.objects.count()) == (1, 1, 1)


# ---- who may not ---------------------------------------------------------------------------------------------


def test_a_body_whose_accreditation_lapsed_yesterday_issues_nothing_and_is_named(world):
    case = make_numbered(world)
    Accreditation.objects.filter(body=world.body).update(last_day=date(2025, 6, 1))

    answer = signed_in(world.decider).post(url("certificate", case), {"do": "issue"})

    assert answer.status_code == 409
    assert world.body.name in answer.content.decode()
    assert (CertificateVersion.objects.count(), Label.objects.count()) == (0, 0)
    case.refresh_from_db()
    assert case.state == "numbered"
    assert RefusedAttempt.objects.get().move == "issue"


def test_an_assessor_who_is_the_applicants_cousin_is_refused_where_people_are_assigned(world):
    case = make_verifying(world)
    row = case.factories.get()
    companies.declare_relation(
        firm_id=world.firm.pk, ground="party", who="cousin", user_id=world.assessor.pk, by=world.assessor, at=NOON
    )

    answer = signed_in(world.reviewer).post(
        url("assign", case), {"role": roles.ASSESSOR, "user": world.assessor.pk, "factory": row.pk}
    )

    assert answer.status_code == 409
    assert "第十五點" in answer.content.decode()
    row.refresh_from_db()
    assert row.assessment.assessor is None


# ---- files ---------------------------------------------------------------------------------------------------


def test_a_program_named_pdf_is_refused_in_a_sentence_and_the_day_typed_stays(world):
    case = make_draft(world)
    kept = StoredFile.objects.count()

    answer = signed_in(world.applicant).post(
        url("draft_documents", case),
        {"kind": "other", "file": pdf("../桌面/報告.pdf", b"MZ\x90\x00\x03" + b"\x00" * 60)},
    )

    assert answer.status_code == 409
    assert (
        "「報告.pdf」的內容不是可接受的檔案格式（可接受：JPEG、ODS、ODT、PDF、PNG），未儲存。"
        in answer.content.decode()
    )
    assert (StoredFile.objects.count(), case.attachments.filter(kind="other").count()) == (kept, 0)


def test_a_name_with_path_control_and_rare_characters_comes_back_clean(world):
    case = make_draft(world)
    client = signed_in(world.applicant)

    sent = client.post(url("draft_documents", case), {"kind": "other", "file": pdf("a\\..\\b\x07\u202e𠮷😀報告.pdf")})

    assert sent.status_code == 302
    row = case.attachments.get(kind="other")
    assert row.file.original_name == "b𠮷😀報告.pdf"
    assert "b𠮷😀報告.pdf" in client.get(url("draft_documents", case)).content.decode()
    back = client.get(url("paper", case, row.pk))
    assert back["Content-Disposition"] == (
        "attachment; filename*=utf-8''b%F0%A0%AE%B7%F0%9F%98%80%E5%A0%B1%E5%91%8A.pdf"
    )
    assert b"".join(back.streaming_content) == PDF


def test_a_large_file_with_an_absurdly_long_ending_is_received(world):
    case = make_draft(world)
    content = PDF + b"x" * 2 * 1024 * 1024

    sent = signed_in(world.applicant).post(
        url("draft_documents", case), {"kind": "other", "file": pdf("報告." + "𠮷" * 150, content)}
    )

    assert sent.status_code == 302
    stored = case.attachments.get(kind="other").file
    assert (stored.original_name, stored.size) == ("報告." + "𠮷" * 150 + ".pdf", len(content))


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk of 256 KiB."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)], check=False)
    if made.returncode != 0:
        pytest.skip("a small disk can be mounted by root only")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_keeps_the_paper_given_before(world, tiny_disk, settings):
    settings.FILES_ROOT = tiny_disk / "files"
    case = make_draft(world)
    client = signed_in(world.applicant)

    def give(upload: SimpleUploadedFile) -> HttpResponse:
        return client.post(url("draft_documents", case), {"kind": "registration", "file": upload})

    assert give(pdf("登記.pdf")).status_code == 302
    before = (StoredFile.objects.count(), Event.objects.count(), sorted(tiny_disk.rglob("*")))

    large = give(pdf("登記新版.pdf", PDF + b"x" * 300 * 1024))

    assert large.status_code == 409
    assert "儲存空間不足，檔案未儲存，其他資料未變更。" in large.content.decode()
    assert (StoredFile.objects.count(), Event.objects.count(), sorted(tiny_disk.rglob("*"))) == before
    assert case.attachments.get(kind="registration", replaced_at=None).file.original_name == "登記.pdf"
    assert give(pdf("登記更正.pdf")).status_code == 302


def test_a_disk_full_already_while_receiving_is_said_in_a_sentence(world, tiny_disk, settings):
    """A larger upload is received into a file before any page sees it; the token is asked for at that moment."""
    case = make_draft(world)
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.applicant)
    client.get(url("draft_documents", case))
    settings.FILE_UPLOAD_TEMP_DIR = str(tiny_disk)
    kept = StoredFile.objects.count()

    answer = client.post(
        url("draft_documents", case),
        {
            "csrfmiddlewaretoken": client.cookies["csrftoken"].value,
            "kind": "other",
            "file": pdf("大.pdf", PDF + b"x" * 2 * 1024 * 1024),
        },
    )

    assert answer.status_code == 409
    assert "儲存空間不足，「大.pdf」未儲存，其他資料未變更。請稍後再試或通知系統管理者。" in answer.content.decode()
    assert (StoredFile.objects.count(), list(tiny_disk.iterdir())) == (kept, [])


# ---- sessions, locks -----------------------------------------------------------------------------------------


def test_a_product_typed_while_the_session_ended_is_offered_and_saved_whole(world):
    case = make_draft(world)
    product = case.products.get()
    client = signed_in(world.applicant)
    page = url("draft_product", case, product.pk)
    client.get(page)
    typed = _typed(case, product)
    del client.cookies["sessionid"]

    lost = client.post(page, typed)
    client.force_login(world.applicant)
    offered = client.get(page)

    assert lost["Location"].startswith("/accounts/login/?next=")
    assert "您先前送出的內容已保留" in offered.content.decode()
    assert RARE in offered.content.decode()
    kept = KeptForm.objects.get()
    again: dict[str, list[str]] = {}
    for name, value in kept.fields:
        again.setdefault(name, []).append(value)
    saved = client.post(kept.action, {**again, "_kept_form": kept.key})
    assert saved.status_code == 302
    product.refresh_from_db()
    assert (product.name, [row["name"] for row in product.bill_of_materials]) == (RARE, ["棉紗", RARE])
    assert RARE in client.get(url("draft_products", case)).content.decode()


def _typed(case: Case, product: Any) -> dict[str, Any]:
    bill = {}
    for number, name in enumerate(("棉紗", RARE)):
        bill |= {f"bom-{number}-name": name, f"bom-{number}-hs_code": "520524"}
        bill |= {f"bom-{number}-origin": "IN", f"bom-{number}-cif_price": "30"}
    return bill | {
        "revision": case.revision,
        "name": RARE,
        "model": product.model,
        "brand": product.brand,
        "item": product.item_id,
        "hs_code": product.hs_code,
        "factories": [row.pk for row in product.factories.all()],
        "function_spec": product.function_spec,
        "process_text": product.process_text,
        "materials_text": product.materials_text,
        "labelling_text": product.labelling_text,
        "declared_price": "120",
    }


@contextmanager
def locked_by_another(case: Case) -> Iterator[None]:
    """Another connection keeps the row (PostgreSQL) or the whole database (SQLite); ours waits a moment only."""
    other = connection.copy()
    sqlite = connection.vendor == "sqlite"
    with connection.cursor() as mine:
        mine.execute("PRAGMA busy_timeout = 100" if sqlite else "SET lock_timeout = '100ms'")
    with closing(other), other.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE" if sqlite else "BEGIN")
        if not sqlite:
            cursor.execute("SELECT 1 FROM certification_case WHERE id = %s FOR UPDATE", [case.pk])
        yield
        cursor.execute("ROLLBACK")
    with connection.cursor() as mine:
        mine.execute("PRAGMA busy_timeout = 20000" if sqlite else "SET lock_timeout = 0")


@pytest.mark.django_db(transaction=True)
def test_a_locked_database_leaves_the_draft_and_the_same_button_works_afterwards():
    world = make_world()
    case = make_draft(world)
    client = signed_in(world.applicant)
    sent = {
        "revision": case.revision,
        "submission_key": client.get(url("review", case)).context["submission_key"],
    }

    with locked_by_another(case):
        busy = client.post(url("submit", case), sent)

    assert (busy.status_code, busy["Retry-After"]) == (503, "30")
    assert "系統忙碌" in busy.content.decode()
    case.refresh_from_db()
    assert (case.state, case.submitted_at, submits(case), case.pins.count()) == ("draft", None, 0, 0)
    again = client.post(url("submit", case), sent)
    assert (again.status_code, again["Location"], submits(case)) == (302, url("receipt", case), 1)
