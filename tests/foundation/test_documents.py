"""Papers: words first, tagged archival PDF, the same bytes twice, never blocked by a rare character."""

from __future__ import annotations

import asyncio
import io
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zipfile import ZipFile

import pikepdf
import pypdf
import pytest
import typst
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from tests.archival import complaints

from smilemark.foundation import documents, files, jobs
from smilemark.foundation.documents import fonts, signing
from smilemark.foundation.models import StoredDocument

pytestmark = pytest.mark.django_db
NO_FONT_HAS = "\U0003134a"  # CJK extension H


def specimen(**letter: object) -> dict[str, object]:
    return {
        "letter": {
            "agency": "財團法人測試驗證中心", "kind": "函", "agency_address": "臺北市中正區", "contact": ["承辦人：王小明"],
            "to": "大和毛巾股份有限公司", "date": "中華民國115年6月1日", "number": "測驗字第1150000001號",
            "subject": "請於文到30日內補件，請查照。",
            "explanation": ["依據推動及管理要點第二十六點辦理。", {"text": "應補文件：", "items": ["切結書", "製程說明"]}],
            "measures": [], "originals": ["大和毛巾股份有限公司"], "copies": ["秘書處"], "signature": ["主任　陳大文"],
            **letter,
        },
        "fields": [[["廠商名稱", "大和毛巾"], ["統一編號", "04595257"]], [["地址", "彰化縣社頭鄉"]]],
        "table": {"caption": "產品明細", "head": ["項次", "品名"], "rows": [["1", "毛巾"]] * 40},
        "photos": [],
        "qr": documents.qr_svg("https://example.tw/v/01500001"),
        "qr_alt": "查證網址",
        "certificate": {"title": "證書", "english": "Certificate", "lines": [["證書編號", "01500001"]]},
    }  # fmt: skip


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"


def text_of(pdf: bytes) -> str:
    """All its characters without spaces, which readers of PDF tell apart in their own ways."""
    return "".join("".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def draw(noon, **letter: object) -> StoredDocument:
    return documents.draw("foundation/specimen", specimen(**letter), title="樣張", at=noon)


def test_the_same_words_give_the_same_bytes(noon):
    first = documents.render("foundation/specimen", specimen(), title="樣張", at=noon)
    time.sleep(1.1)
    second = documents.render("foundation/specimen", specimen(), title="樣張", at=noon)

    assert first == second


def test_a_paper_is_archival_tagged_titled_and_in_chinese(noon):
    drawn = documents.render("foundation/specimen", specimen(), title="樣張", at=noon)

    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        metadata = pdf.open_metadata()
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == (
            "2",
            "A",
            "1",
        )
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "zh-TW"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert metadata["dc:title"] == "樣張"
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260601")


def test_what_stands_on_the_paper_is_the_words(noon):
    text = text_of(documents.render("foundation/specimen", specimen(), title="樣張", at=noon))

    for words in (
        "財團法人測試驗證中心",
        "受文者：大和毛巾股份有限公司",
        "測驗字第1150000001號",
        "請於文到30日內補件",
        "切結書",
    ):
        assert words in text


@pytest.mark.parametrize(
    "written",
    [
        '#panic("x")',
        "*粗* _斜_ `碼` $x^2$ <標> @參照 // 註",
        '#read("/config/settings.py")',
        "]] #let a = 1 [[",
    ],
)
def test_what_a_person_typed_is_text_never_markup(noon, written):
    text = text_of(documents.render("foundation/specimen", specimen(subject=written), title=written, at=noon))

    assert "".join(written.split()) in text


def test_the_job_draws_after_the_row_is_written(noon, django_capture_on_commit_callbacks):
    stored = draw(noon)
    assert (stored.state, stored.sha256) == ("waiting", "")

    assert jobs.run_waiting() == 1

    stored.refresh_from_db()
    assert (stored.state, stored.error, stored.is_signed) == ("ready", "", False)
    assert stored.template_version == documents.template_version("foundation/specimen")
    kept = documents.pdf(stored)
    assert (len(kept), kept[:5]) == (stored.size, b"%PDF-")
    assert files.why_broken(stored.sha256) is None


def test_who_asks_before_the_job_gets_the_paper_at_once(noon):
    stored = draw(noon)

    drawn = documents.pdf(stored)

    stored.refresh_from_db()
    assert (stored.state, stored.size) == ("ready", len(drawn))
    jobs.run_waiting()
    assert documents.pdf(stored) == drawn


@pytest.mark.parametrize("rare", ["𠮷", "𪚥"])
def test_a_rare_character_never_blocks_a_paper(noon, rare):
    stored = draw(noon, to=f"{rare}野股份有限公司")

    jobs.run_waiting()

    stored.refresh_from_db()
    known = ord(rare) in fonts.covered()
    assert stored.state == ("ready" if known else "plain")
    assert (rare in stored.error) is not known


def test_a_character_no_font_has_makes_a_plain_pdf_and_is_named(noon):
    stored = draw(noon, to=f"{NO_FONT_HAS}野股份有限公司")

    jobs.run_waiting()

    stored.refresh_from_db()
    assert stored.state == "plain"
    assert stored.error == f"下列字元系統字型無法顯示，文件改為一般 PDF：{NO_FONT_HAS}（U+3134A）"
    assert documents.pdf(stored)[:5] == b"%PDF-"


def test_words_that_do_not_fit_the_template_fail_with_the_reason(noon):
    stored = documents.draw("foundation/specimen", {"letter": {}}, title="樣張", at=noon)

    with pytest.raises(documents.TemplateError):
        jobs.run_waiting()

    stored.refresh_from_db()
    assert stored.state == "failed"
    assert "agency" in stored.error


@pytest.mark.parametrize("name", ["../settings", "foundation/../../x", "foundation/none", "specimen"])
def test_there_is_no_such_template(noon, name):
    with pytest.raises((documents.TemplateError, LookupError)):
        documents.draw(name, {}, title="x", at=noon)

    assert not StoredDocument.objects.exists()


def test_a_paper_is_handed_out_under_its_title(noon):
    stored = draw(noon)

    answer = documents.response(stored)

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E6%A8%A3%E5%BC%B5.pdf"
    assert b"".join(answer.streaming_content) == documents.pdf(stored)


def test_a_paper_shown_in_the_page_may_start_the_browsers_reader(noon):
    answer = documents.response(draw(noon), inline=True)

    assert answer["Content-Disposition"].startswith("inline;")
    assert "sandbox" not in answer["Content-Security-Policy"]
    assert "sandbox" in documents.response(draw(noon))["Content-Security-Policy"]


def test_many_threads_draw_at_once(noon):
    drawn: list[bytes] = []

    def one() -> None:
        drawn.append(documents.render("foundation/specimen", specimen(), title="樣張", at=noon))

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(drawn) == 6
    assert len(set(drawn)) == 1


def throw_away_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Smilemark test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
        .add_extension(x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    return pkcs12.serialize_key_and_certificates(b"k", key, certificate, None, BestAvailableEncryption(b"pw"))


def test_a_paper_is_signed_where_a_key_is_configured(noon, settings, tmp_path):
    (tmp_path / "key.p12").write_bytes(throw_away_key())
    settings.SIGNING_KEY, settings.SIGNING_PASSWORD = str(tmp_path / "key.p12"), "pw"
    stored = draw(noon)

    drawn = documents.pdf(stored)

    stored.refresh_from_db()
    assert stored.is_signed
    assert complaints(drawn) == []
    (signature,) = PdfFileReader(io.BytesIO(drawn)).embedded_signatures
    signature.compute_integrity_info()
    status = signature.summarise_integrity_info()
    assert status["docmdp_ok"]
    assert signature.signer_cert.subject.native["common_name"] == "Smilemark test"


def test_signing_works_where_an_event_loop_runs(noon, settings, tmp_path):
    (tmp_path / "key.p12").write_bytes(throw_away_key())
    settings.SIGNING_KEY, settings.SIGNING_PASSWORD = str(tmp_path / "key.p12"), "pw"
    plain = typst.compile(b"= Paper", format="pdf")

    async def within() -> bytes:
        return signing.sign(plain, reason="Paper")

    with ThreadPoolExecutor(1) as alone:  # a browser's test before this one may have left its loop in our thread
        signed = alone.submit(asyncio.run, within()).result()

    (signature,) = PdfFileReader(io.BytesIO(signed)).embedded_signatures
    assert signature.signer_cert.subject.native["common_name"] == "Smilemark test"


def test_the_editable_form_is_opendocument_with_the_words(noon):
    odt = documents.Odt(
        "函（稿）",
        noon,
        [
            documents.Paragraphs("主旨", ["請補件 <b>&"]),
            documents.Fields([[("文別", "函（稿）")]]),
            documents.Table("明細", ["項次", "品名"], [["1", "毛巾"]]),
        ],
    ).to_bytes()

    assert files.content_type_of(odt[:8192]) == files.ODT
    with ZipFile(io.BytesIO(odt)) as package:
        content = package.read("content.xml").decode()
    for words in ("函（稿）", "主旨", "請補件 &lt;b&gt;&amp;", "毛巾"):
        assert words in content


@pytest.fixture
def photo(tmp_path):
    drawn = io.BytesIO()
    picture = Image.effect_noise((3000, 1500), 60).convert("RGB")
    exif = picture.getexif()
    exif[0x0112] = 6  # the camera was turned a quarter
    picture.save(drawn, "JPEG", exif=exif)
    return files.put([drawn.getvalue()])[0]


def test_a_picture_is_made_small_upright_and_rid_of_what_the_camera_noted(photo):
    made = documents.pictures.small(photo)

    assert (made.width, made.height) == (500, 1000)
    assert not Image.open(io.BytesIO(made.content)).getexif()


def test_a_picture_stands_in_both_forms_with_its_words(photo, noon):
    words = {"photos": [{"picture": photo, "caption": "廠區", "alt": "廠區大門"}]}
    parts = [documents.Pictures(words["photos"])]

    drawn = documents.render("foundation/specimen", specimen() | words, title="樣張", at=noon)
    with ZipFile(io.BytesIO(documents.Odt("樣張", noon, parts).to_bytes())) as package:
        names, content = package.namelist(), package.read("content.xml").decode()

    small = documents.pictures.small(photo).content
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        images = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
        assert small in [image.read_raw_bytes() for image in images]
    assert [package_name for package_name in names if package_name.startswith("Pictures/")] != []
    assert "<svg:desc>廠區大門</svg:desc>" in content


@pytest.mark.parametrize("content", [b"no picture", b"\x89PNG\r\n\x1a\n broken"])
def test_a_broken_picture_never_blocks_a_paper(content, noon):
    broken = files.put([content])[0]
    photos = [
        {"picture": broken, "caption": "廠區", "alt": "廠區"},
        {"picture": "0" * 64, "caption": "無", "alt": "無"},
    ]

    text = text_of(documents.render("foundation/specimen", specimen() | {"photos": photos}, title="樣張", at=noon))
    odt = documents.Odt("樣張", noon, [documents.Pictures(photos)]).to_bytes()

    assert text.count("照片檔案無法顯示") == 2
    with ZipFile(io.BytesIO(odt)) as package:
        assert package.read("content.xml").decode().count("照片檔案無法顯示") == 2


def test_boxes_do_not_hang_on_what_fonts_a_machine_has(noon):
    fonts_used = set()
    drawn = documents.render("foundation/specimen", specimen(), title="樣張", at=noon)

    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font":
                fonts_used.add(str(one.BaseFont).split("+")[-1].split("-")[0])

    assert fonts_used <= {"LibertinusSerif", "NotoSerifCJKtc", "NotoSansCJKtc", "DejaVuSansMono"}
