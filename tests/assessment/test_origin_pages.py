"""The origin page: what the applicant declares, what the assessor finds, what lies folded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.assessment import AT, World, bom, determined, make_world, open_origin

from smilemark.assessment import queries
from smilemark.assessment.models import OriginDetermination
from smilemark.foundation import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from smilemark.accounts.models import User


@pytest.fixture(autouse=True)
def _on_the_day() -> Iterator[None]:
    with clock.travelled(AT):
        yield


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def folds(page: str) -> dict[str, bool]:
    """Words of each fold -> whether it lies open."""
    found = re.findall(r"<details([^>]*)><summary>(.*?)</summary>", page, re.DOTALL)
    return {" ".join(re.sub(r"<[^>]+>", " ", words).split()): "open" in given for given, words in found}


def inputs_form(row: OriginDetermination, **changed: str) -> dict[str, str]:
    data = {"revision": str(row.revision), "hs_code": "630260", "fob_price": "100", "price_basis": "fob"}
    for number, entry in enumerate(row.inputs.all()):
        data |= {
            f"inputs-{number}-id": str(entry.pk),
            f"inputs-{number}-name": entry.name,
            f"inputs-{number}-hs_code": entry.hs_code,
            f"inputs-{number}-origin": entry.origin,
            f"inputs-{number}-cif_price": str(entry.cif_price),
        }
    return data | changed


def test_the_rate_is_computed_while_typing_and_nothing_is_saved(world: World) -> None:
    row = open_origin(world)
    client = browser(world.applicant)
    url = reverse("assessment:origin_rate", args=[row.pk])

    part = client.post(url, inputs_form(row, **{"inputs-0-cif_price": "65", "inputs-0-hs_code": "630260"}))

    assert "35.00%" in text_of(part)
    assert "未超過 35%" in text_of(part)
    assert "未均相異" in text_of(part)
    row.refresh_from_db()
    assert row.revision == 0
    wrong = client.post(url, inputs_form(row, **{"inputs-1-hs_code": "52051"}))
    assert "物料清單第 2 列：稅則號列「52051」有誤" in text_of(wrong)


def test_applicant_changes_the_inputs_and_a_five_digit_code_is_named(world: World) -> None:
    row = open_origin(world)
    client = browser(world.applicant)
    url = reverse("assessment:origin_inputs", args=[row.pk])

    refused = client.post(url, inputs_form(row, **{"inputs-1-hs_code": "54011", "inputs-0-name": "新的名稱"}))
    assert refused.status_code == 409
    assert "物料清單第 2 列：稅則號列「54011」有誤" in text_of(refused)
    assert "新的名稱" in text_of(refused)
    refused = client.post(url, inputs_form(row, fob_price="0"))
    assert "產品價格不得為 0" in text_of(refused)
    row.refresh_from_db()
    added = inputs_form(
        row,
        **{"inputs-5-name": "標籤", "inputs-5-hs_code": "580710", "inputs-5-origin": "TW", "inputs-5-cif_price": "1"},
    )
    assert client.post(url, added).status_code == 302
    assert list(row.inputs.values_list("name", flat=True)) == ["棉紗", "縫線", "標籤"]


def test_assessor_records_facts_and_determines_in_one_step(world: World) -> None:
    row = open_origin(world)
    client = browser(world.assessor)
    page = text_of(client.get(queries.origin_url(row)))
    assert "尚不能認定" in page
    facts = {
        "revision": row.revision,
        "final_transformation_in_taiwan": "yes",
        "other_processing": "yes",
        "operations": ["2"],
        "authority_decision": "none",
        "determine": "1",
    }
    facts |= {f"special-{condition.code}-result": "met" for condition in queries.special_conditions(row)}

    refused = client.post(reverse("assessment:origin_facts", args=[row.pk]), facts)
    assert refused.status_code == 409
    assert "請填寫認定說明" in text_of(refused)
    row.refresh_from_db()
    done = client.post(
        reverse("assessment:origin_facts", args=[row.pk]), facts | {"reasoning": "核對製程", "revision": row.revision}
    )
    assert done.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.minimal_operations) == ("passed", [2])
    assert "稅則前六位碼相異" in text_of(client.get(queries.origin_url(row)))


@pytest.mark.django_db
def test_special_conditions_are_asked_on_the_page() -> None:
    world = make_world("029")
    row = open_origin(world, hs_code="621290", inputs=bom(("彈性紗", "540244", "JP", "10")))
    page = text_of(browser(world.assessor).get(queries.origin_url(row)))

    for condition in queries.special_conditions(row):
        assert condition.text in page
        assert f'name="special-{condition.code}-result"' in page


# ---- what lies folded --------------------------------------------------------------------------------------


def test_stored_rows_are_folded_and_say_what_they_hold_empty_ones_lie_open(world: World) -> None:
    row = open_origin(world)

    page = text_of(browser(world.applicant).get(queries.origin_url(row)))

    known = {words: is_open for words, is_open in folds(page).items() if words.startswith("第 ")}
    assert list(known.values()) == [False] * row.inputs.count()
    first = row.inputs.first()
    assert first is not None
    assert next(iter(known)).startswith(f"第 1 列 {first.name} {first.hs_code} {first.origin}")
    assert f'id="id_inputs-{row.inputs.count()}-name"' in page


def test_after_a_refusal_no_row_is_folded(world: World) -> None:
    row = open_origin(world)
    url = reverse("assessment:origin_inputs", args=[row.pk])

    page = text_of(browser(world.applicant).post(url, inputs_form(row, **{"inputs-1-hs_code": "54011"})))

    assert not [words for words in folds(page) if words.startswith("第 ")]


def test_materials_and_facts_lie_open_until_it_is_determined(world: World) -> None:
    row = open_origin(world)
    client = browser(world.reviewer)

    before = folds(text_of(client.get(queries.origin_url(row))))
    determined(world, row)
    after = folds(text_of(client.get(queries.origin_url(row))))

    materials = f"物料清單（{row.inputs.count()} 項）"
    assert (before[materials], after[materials]) == (True, False)
    assert [is_open for words, is_open in after.items() if words.startswith("登錄之事實")] == [False]


def test_only_materials_left_out_of_the_comparison_lie_open(world: World) -> None:
    row = open_origin(world)
    first, second = row.inputs.all()
    first.is_excluded, first.exclusion_reason = True, "運輸包材"
    first.save()

    found = folds(text_of(browser(world.assessor).get(queries.origin_url(row))))

    assert found[f"{first.name}（{first.hs_code}）"] is True
    assert found[f"{second.name}（{second.hs_code}）"] is False
