"""Letters: their words, how they reach the firm, and from when the time to object runs."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from pypdf import PdfReader
from tests.factories.certification import NOON, make_submitted
from tests.factories.certification_results import make_certified, make_world
from tests.worlds import shared

from smilemark.certification.actions import letters, refusal
from smilemark.certification.models import Case, Decision, Letter
from smilemark.foundation import documents, events
from smilemark.foundation.models import Notice
from smilemark.foundation.moves import Refused

pytestmark = pytest.mark.django_db
REASON = {"text": "業者於不得申請期間內。", "citation": "推動及管理要點第四十二點第二項"}


world = shared(make_world)


def make_letter(world):
    case = make_submitted(world)
    refusal.refuse_case(
        case_id=case.pk, move="refuse_eligibility", reasons=[REASON], findings=[], by=world.decider, at=NOON
    )
    return Letter.objects.get()


letter = shared(make_letter, on=world)


def pdf_text(document) -> str:
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(documents.pdf(document))).pages)
    return "".join(text.split())


def test_a_refusal_says_all_an_administrative_decision_must(world, letter):
    words = letter.words

    case = Case.objects.get()
    assert (words["sender"], words["addressee"], words["dated"]) == (
        world.body.name,
        world.firm.name,
        "中華民國114年6月2日",
    )
    assert words["addressee_details"][0] == f"統一編號：{world.firm.ubn}"
    assert words["number"].endswith("驗字第1140000001號")
    assert words["subject"] == f"貴業者申請產品驗證（案件編號 {case.number}）一案，核駁，請查照。"
    assert words["explanation"][0] == (
        "依臺灣製MIT微笑產品驗證制度推動及管理要點第二十二點、第二十六點及附件六及行政程序法第九十六條辦理。"
    )
    assert words["explanation"][1].startswith(
        "事實：貴業者於中華民國114年6月2日提出第一類（毛巾）產品驗證申請，產品為「素色毛巾1"
    )
    assert words["explanation"][2:] == [
        "理由及法令依據：",
        "　業者於不得申請期間內（推動及管理要點第四十二點第二項）。",
    ]
    assert "三十日內" in words["remedy"]
    assert "向經濟部產業發展署提出異議" in words["remedy"]
    assert (words["original_to"], words["copies_to"], words["signatory"]) == (
        world.firm.name,
        "經濟部產業發展署",
        "主任　施首長",
    )


@pytest.mark.parametrize("missing", ["head_title", "head_name"])
def test_no_letter_is_written_that_the_head_of_the_body_cannot_sign(world, missing):
    case = make_submitted(world)
    type(world.body).objects.filter(pk=world.body.pk).update(**{missing: ""})

    with pytest.raises(Refused, match=f"「{world.body.name}」尚未登錄代表人之職稱及姓名.*第九十六條第一項第四款"):
        refusal.refuse_case(
            case_id=case.pk, move="refuse_eligibility", reasons=[REASON], findings=[], by=world.decider, at=NOON
        )

    case.refresh_from_db()
    assert case.state == "applied"
    assert not Letter.objects.exists()
    assert not Decision.objects.exists()


def test_the_paper_holds_the_words(letter):
    text = pdf_text(letter.document)

    for words in (
        "主旨",
        "說明",
        letter.number,
        "核駁，請查照",
        "業者於不得申請期間內",
        "提出異議",
        "正本",
        "副本",
        "主任　施首長",
    ):
        assert "".join(words.split()) in text


def test_the_firm_is_told(world, letter):
    notice = Notice.objects.get(user=world.applicant, kind="certification.letter")

    assert notice.url == f"/letters/{letter.pk}/"


def test_the_first_opening_is_the_service_and_the_time_runs_from_it(world, letter):
    opened = datetime(2025, 6, 4, 1, 0, tzinfo=UTC)

    letters.open_letter(letter_id=letter.pk, by=world.applicant, at=opened)
    letters.open_letter(letter_id=letter.pk, by=world.applicant, at=opened + timedelta(days=3))

    letter.refresh_from_db()
    decision = Decision.objects.get()
    assert (letter.first_opened_at, letter.served_on, letter.service) == (opened, date(2025, 6, 4), "system")
    assert (decision.served_on, decision.objection_until) == (date(2025, 6, 4), date(2025, 7, 4))
    assert decision.objection_is_estimated is False
    assert [event.move for event in events.history(letter)] == ["write", "serve"]


@pytest.mark.parametrize(
    ("served", "until"),
    [
        (date(2025, 6, 5), date(2025, 7, 7)),  # 30 days end on Saturday 5 July
        (date(2025, 6, 3), date(2025, 7, 3)),
    ],
)
def test_served_by_registered_mail_as_the_receipt_says(world, letter, served, until):
    later = datetime(2025, 6, 20, 4, 0, tzinfo=UTC)

    letters.serve_by_post(
        letter_id=letter.pk, posted_on=date(2025, 6, 2), served_on=served, by=world.reviewer, at=later
    )

    letter.refresh_from_db()
    assert (letter.posted_on, letter.served_on, letter.service) == (date(2025, 6, 2), served, "registered")
    assert Decision.objects.get().objection_until == until


@pytest.mark.parametrize(
    ("posted", "served", "field"),
    [
        (date(2025, 6, 1), date(2025, 6, 3), "posted_on"),
        (date(2025, 6, 4), date(2025, 6, 3), "served_on"),
        (date(2025, 6, 3), date(2025, 6, 21), "served_on"),
    ],
)
def test_days_of_service_that_cannot_be(world, letter, posted, served, field):
    with pytest.raises(Refused) as refused:
        letters.serve_by_post(
            letter_id=letter.pk,
            posted_on=posted,
            served_on=served,
            by=world.reviewer,
            at=datetime(2025, 6, 20, 4, 0, tzinfo=UTC),
        )

    assert refused.value.field == field
    assert Decision.objects.get().served_on is None


def test_served_once(world, letter):
    letters.open_letter(letter_id=letter.pk, by=world.applicant, at=NOON)

    with pytest.raises(Refused, match="已送達"):
        letters.serve_by_post(
            letter_id=letter.pk, posted_on=date(2025, 6, 2), served_on=date(2025, 6, 2), by=world.reviewer, at=NOON
        )


def test_a_firm_of_another_case_does_not_open_it(letter):
    other = make_world("301")

    with pytest.raises(Refused):
        letters.open_letter(letter_id=letter.pk, by=other.applicant, at=NOON)

    letter.refresh_from_db()
    assert letter.served_on is None


def test_certificate_and_its_annex_hold_their_words(world):
    version = make_certified(world, products_count=2)

    text = pdf_text(version.document)
    for words in (
        "驗證書",
        "01500001",
        world.firm.name,
        "王",
        "毛巾",
        "中華民國114年6月2日",
        "中華民國117年6月2日",
        world.body.name,
        "附件",
        "01500001-00001",
        "01500001-00002",
        "TW-100（白）",
    ):
        assert "".join(words.split()) in text
    assert version.document.state == "ready"
    case = Case.objects.get()
    assert "雙方" not in text
    assert "授權使用契約" in pdf_text(case.contract.document)
    report_text = pdf_text(case.reports.get().document)
    assert "驗證結果彙整報告" in report_text
    assert "原產地認定" in report_text
