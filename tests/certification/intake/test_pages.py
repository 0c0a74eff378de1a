"""The pages: every one answers, saves, and refuses with the reason and what was typed."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.factories.accreditation import make_body
from tests.factories.certification import (
    NOON,
    make_accepted,
    make_draft,
    make_submitted,
    make_verifying,
    make_world,
    pdf,
    png,
)
from tests.worlds import shared

from smilemark.certification import actions
from smilemark.certification.models import Case
from smilemark.foundation import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with clock.travelled(NOON):
        yield


world = shared(make_world)


def url(name, case, *more):
    return reverse(f"certification:{name}", args=[case.number, *more])


def test_the_whole_application_by_hand_without_javascript(client, world):
    client.force_login(world.applicant)

    page = client.get("/apply/")
    key = page.context["draft_key"]
    first = client.post("/apply/start/", {"firm": world.firm.pk, "kind": "new", "draft_key": key})
    again = client.post("/apply/start/", {"firm": world.firm.pk, "kind": "new", "draft_key": key})
    case = Case.objects.get()
    assert first["Location"] == again["Location"] == f"/apply/{case.number}/"

    def save(section, **values):
        case.refresh_from_db()
        return client.post(f"/apply/{case.number}/{section}/", {"revision": case.revision, **values})

    assert save("contact", contact_name="林經理", contact_phone="04-1").status_code == 302
    assert save("role", maker_role="maker", is_manufactured="true").status_code == 302
    assert save("scope", industry=world.industry.pk, body="").status_code == 302
    assert world.body.name in client.get(url("draft_section", case, "scope")).content.decode()
    assert save("scope", industry=world.industry.pk, body=world.body.pk).status_code == 302
    assert client.post(url("draft_factories", case), {"factory": world.factories[0].pk}).status_code == 302
    row = case.factories.get()
    assert client.get(url("draft_factory", case, row.pk)).status_code == 200
    added = client.post(url("draft_products", case), {"name": "素色毛巾"})
    product = case.products.get()
    assert added["Location"] == url("draft_product", case, product.pk)
    item = client.get(added["Location"]).context["form"].fields["item"].choices[1][0]
    case.refresh_from_db()
    filled = {
        "revision": case.revision,
        "name": "素色毛巾",
        "item": item,
        "hs_code": "6302.60.00.00-0",
        "factories": [row.pk],
        "function_spec": "吸水",
        "process_text": "織造",
        "materials_text": "棉紗",
        "labelling_text": "標示",
        "declared_price": "120",
        "bom-0-name": "棉紗",
        "bom-0-hs_code": "520524",
        "bom-0-origin": "IN",
        "bom-0-cif_price": "30",
        "bom-0-is_key_material": "on",
        "bom-1-name": "",
        "bom-1-hs_code": "",
        "bom-1-origin": "",
        "bom-1-cif_price": "",
    }
    assert client.post(url("draft_product", case, product.pk), filled).status_code == 302
    upload = {"kind": "product_photo", "product": product.pk, "file": png()}
    assert client.post(url("draft_documents", case), upload).status_code == 302
    assert save("declaration", declared_true="on").status_code == 302
    review = client.get(url("review", case))
    assert review.context["missing"] == []
    case.refresh_from_db()
    sent = {"revision": case.revision, "submission_key": review.context["submission_key"]}
    first = client.post(url("submit", case), sent)
    again = client.post(url("submit", case), sent)

    assert first["Location"] == again["Location"] == url("receipt", case)
    assert case.number in client.get(url("receipt", case)).content.decode()
    product.refresh_from_db()
    assert product.bill_of_materials == [
        {"name": "棉紗", "hs_code": "520524", "origin": "IN", "cif_price": "30", "is_key_material": True}
    ]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("hs_code", "63026", "稅則號列應為6、8、10或11位數字"),
        ("declared_price", "0", "產品價格應大於0"),
        ("bom-0-hs_code", "52052", "產品物料清單第1列「棉紗」：稅則號列應為6、8、10或11位數字"),
        ("bom-0-cif_price", "三十", "產品物料清單第1列「棉紗」：單位產品耗用金額請填數字"),
        ("bom-0-cif_price", "-1", "應為0以上"),
        ("bom-0-origin", "臺灣", "原產地請填兩碼國別代碼"),
        ("name", "", "請填"),
    ],
)
def test_bad_input_on_a_product_names_the_field_and_keeps_what_was_typed(client, world, field, value, sentence):
    case = make_draft(world)
    product = case.products.get()
    client.force_login(world.applicant)
    typed = {
        "revision": case.revision,
        "name": "改名之毛巾𠮷😀",
        "bom-0-name": "棉紗",
        "bom-0-hs_code": "520524",
        "bom-0-origin": "IN",
        "bom-0-cif_price": "30",
        field: value,
    }

    page = client.post(url("draft_product", case, product.pk), typed)

    text = page.content.decode()
    assert page.status_code in {409, 422}
    assert sentence in text or field == "name"
    assert "棉紗" in text
    if field != "name":
        assert "改名之毛巾𠮷😀" in text
    product.refresh_from_db()
    assert (product.name, product.hs_code) == ("素色毛巾1", "630260")


def test_two_tabs_the_second_sees_which_fields_differ_and_loses_nothing(client, world):
    case = make_draft(world)
    client.force_login(world.applicant)
    opened = case.revision
    address = url("draft_section", case, "contact")

    first = client.post(address, {"revision": opened, "contact_name": "甲", "contact_phone": "04-7551234"})
    second = client.post(address, {"revision": opened, "contact_name": "乙", "contact_phone": "04-7551234"})
    third = client.post(
        address, {"revision": second.context["revision"], "contact_name": "乙", "contact_phone": "04-7551234"}
    )

    assert first.status_code == 302
    assert second.status_code == 409
    assert [(row.label, row.stored, row.typed) for row in second.context["differences"]] == [("聯絡人", "甲", "乙")]
    assert 'value="乙"' in second.content.decode()
    assert third.status_code == 302
    case.refresh_from_db()
    assert case.contact_name == "乙"


def test_two_tabs_on_different_sections_do_not_meet(client, world):
    case = make_draft(world)
    client.force_login(world.applicant)
    opened = case.revision

    first = client.post(url("draft_section", case, "contact"), {"revision": opened, "contact_name": "甲"})
    second = client.post(
        url("draft_section", case, "role"), {"revision": opened, "maker_role": "maker", "is_manufactured": "false"}
    )

    assert (first.status_code, second.status_code) == (302, 302)


def test_submitting_what_was_changed_in_another_tab_says_what(client, world):
    case = make_draft(world)
    client.force_login(world.applicant)
    review = client.get(url("review", case))
    client.post(
        url("draft_section", case, "contact"),
        {"revision": case.revision, "contact_name": "甲", "contact_phone": "04-7551234"},
    )

    page = client.post(
        url("submit", case), {"revision": case.revision, "submission_key": review.context["submission_key"]}
    )

    assert page.status_code == 409
    assert "您檢視之後，另一視窗又更新了：業者及聯絡人／聯絡人" in page.content.decode()
    case.refresh_from_db()
    assert case.state == "draft"


def test_autosave_answers_the_new_revision(client, world):
    case = make_draft(world)
    client.force_login(world.applicant)

    page = client.post(
        url("draft_section", case, "contact"),
        {"revision": case.revision, "contact_name": "自動", "contact_phone": "1"},
        headers={"HX-Request": "true"},
    )

    case.refresh_from_db()
    assert page.status_code == 200
    assert f'id="revision" value="{case.revision}"' in page.content.decode()
    assert case.contact_name == "自動"


def test_a_program_named_pdf_is_refused(client, world):
    case = make_draft(world)
    client.force_login(world.applicant)

    page = client.post(
        url("draft_documents", case), {"kind": "other", "file": pdf("../../報告\x00.pdf", b"MZ\x90\x00" + b"\x00" * 60)}
    )

    assert page.status_code == 409
    assert case.attachments.filter(kind="other").count() == 0


@pytest.mark.parametrize("day", ["115.6.15", "2026-06-15", "民國115年6月15日"])
def test_a_day_is_read_in_both_calendars(client, world, day):
    case = make_draft(world)
    client.force_login(world.applicant)
    row = case.factories.get()

    page = client.post(
        url("draft_factory", case, row.pk),
        {
            "revision": case.revision,
            "process": "織造",
            "qms_standard": "ISO 9001 品質管理系統驗證",
            "qms_certificate": "Q1",
            "qms_valid_until": day,
        },
    )

    row.refresh_from_db()
    assert page.status_code == 302
    assert row.qms_valid_until.isoformat() == "2026-06-15"


def test_a_body_out_of_scope_is_refused_with_the_reason(client, world):
    case = make_draft(world)
    other = make_body("他業驗證中心", industries=["016"])
    client.force_login(world.applicant)

    page = client.post(
        url("draft_section", case, "scope"),
        {"revision": case.revision, "industry": world.industry.pk, "body": other.pk},
    )

    assert page.status_code == 422
    case.refresh_from_db()
    assert case.body_id == world.body.pk


def test_the_officer_reads_and_moves_the_case(client, world):
    case = make_submitted(world)
    client.force_login(world.reviewer)

    assert case.number in client.get("/cases/").content.decode()
    page = client.get(url("case", case))
    assert page.status_code == 200
    refused = client.post(url("accept", case))
    accepted = client.post(url("accept", case), {"manufactured_confirmed": "on"})

    assert refused.status_code == 409
    assert "請先確認申請產品為製造或加工之產品" in refused.content.decode()
    assert accepted.status_code == 302
    again = client.post(url("accept", case), {"manufactured_confirmed": "on"})
    assert again.status_code == 409
    assert "目前狀態為「書面審查」，不能辦理「資格符合」" in again.content.decode()


def test_a_supplement_by_pages(client, world):
    case = make_accepted(world)
    client.force_login(world.reviewer)
    empty = client.post(url("request_supplement", case), {"items_form": "1", "item-1-section": "products"})
    asked = client.post(
        url("request_supplement", case),
        {"item-1-text": "請補充製程", "item-1-section": "products", "item-2-text": "請說明"},
    )
    assert (empty.status_code, asked.status_code) == (409, 302)
    assert "第1項：請填應補正事項" in empty.content.decode()

    client.force_login(world.applicant)
    product = case.products.get()
    case.refresh_from_db()
    assert client.get(url("supplement", case)).status_code == 200
    assert client.get(url("draft", case)).status_code == 200
    closed = client.post(
        url("draft_section", case, "contact"), {"revision": case.revision, "contact_name": "新", "contact_phone": "1"}
    )
    assert closed.status_code == 409
    assert "補件期間僅得修改通知補正之項目" in closed.content.decode()
    saved = client.post(
        url("draft_product", case, product.pk),
        {
            "revision": case.revision,
            "name": product.name,
            "model": product.model,
            "brand": product.brand,
            "item": product.item_id,
            "hs_code": product.hs_code,
            "factories": [row.pk for row in product.factories.all()],
            "function_spec": product.function_spec,
            "process_text": "織造、染整（更正）",
            "materials_text": product.materials_text,
            "labelling_text": product.labelling_text,
            "declared_price": "120",
            "bom-0-name": "棉紗",
            "bom-0-hs_code": "520524",
            "bom-0-origin": "IN",
            "bom-0-cif_price": "30",
        },
    )
    assert saved.status_code == 302
    first, second = case.supplements.get().items.all()
    sent = client.post(
        url("supplement", case), {"then": "send", f"answer-{first.pk}": "", f"answer-{second.pk}": "說明如上"}
    )
    assert sent.status_code == 302
    case.refresh_from_db()
    assert case.state == "doc_review"


def test_every_page_of_a_case_answers_in_every_early_state(client, world):
    make_submitted(world)
    make_accepted(world)
    verifying = make_verifying(world)
    make_draft(world)
    dropped = make_submitted(world)
    actions.drop(case_id=dropped.pk, by=world.applicant, at=NOON)

    for reader in (world.applicant, world.reviewer, world.decider, world.assessor):
        client.force_login(reader)
        for case in Case.objects.exclude(state="draft"):
            assert client.get(url("case", case)).status_code == 200
    assert verifying.number in client.get("/cases/?q=毛巾&state=verifying&sort=firm").content.decode()
