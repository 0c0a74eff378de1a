"""The papers of the mark in use: archival PDF, and an editable form that says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.archival import complaints
from tests.factories import label_orders as ordered
from tests.factories import mark as made
from tests.factories.companies import make_person
from tests.texts import odt_text, pdf_text, squeezed, words_of_letter
from tests.worlds import shared

from smilemark.accounts import roles
from smilemark.foundation import documents
from smilemark.mark.actions import licences, orders_objections, orders_review, print_reviews
from smilemark.mark.legal import licences as legal
from smilemark.mark.models import Letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from tests.factories.mark import Scene

    from smilemark.foundation.models import StoredDocument

pytestmark = pytest.mark.django_db
ODT = "application/vnd.oasis.opendocument.text"

scene = shared(made.make_scene, products=2)
orders = shared(ordered.make_scene)


def _texts(value: Any) -> Iterator[str]:
    """Every text of words that are only texts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)


def _same(stored: StoredDocument, said: Iterator[str]) -> None:
    """The paper is archival, and says all of it in both forms."""
    content = documents.pdf(stored)
    drawn, editable = pdf_text(content), odt_text(documents.odt_of(stored))
    for text in said:
        assert squeezed(text) in drawn, text
        assert squeezed(text) in editable, text
    assert complaints(content) == []


def test_the_form_of_self_printing_says_the_same_in_both_forms(scene: Scene) -> None:
    row = made.submitted_application(
        scene, shape="sticker", printer="association", association="毛巾公會", size_text="5×9公分"
    )
    assert row.form is not None

    _same(row.form, _texts(row.form.words))

    assert "☐吊牌" in odt_text(documents.odt_of(row.form))
    assert "☑貼紙" in odt_text(documents.odt_of(row.form))


def test_the_form_of_an_order_says_the_same_in_both_forms(orders: Any) -> None:
    order = ordered.submitted_order(orders)

    _same(order.form, _texts(order.form.words))


def test_letters_about_self_printing_and_licences_say_the_same_in_both_forms(scene: Scene) -> None:
    keeper = make_person(roles.SECRETARIAT)
    row = made.submitted_application(scene)
    print_reviews.ask_supplement(
        application_id=row.pk, text="樣本模糊。\n缺型號。", days=10, by=scene.reviewer, at=made.START
    )
    refused = made.reviewed_application(
        scene, "refuse", made.ALL_MET | {made.PRINCIPLES[0].code: False}, shape="package"
    )
    print_reviews.decide(application_id=refused.pk, by=scene.decider, at=made.START)
    made.registered_application(scene, shape="sticker")
    licence = made.signed_licence(keeper)
    made.noticed_check(keeper, licence=licence.number)
    ground = next(each.code for each in legal.grounds() if each.code != legal.NOT_IMPROVED)
    ending = licences.Ending(ground=ground, text="不再使用。", ended_on=made.TODAY, confirmed=True)
    licences.end_licence(licence_id=licence.pk, ending=ending, by=keeper, at=made.START)

    found = list(Letter.objects.order_by("pk"))

    assert [letter.kind for letter in found] == [
        "補正通知函", "自行印製不予同意通知函", "自行印製審查通過通知函", "標章授權通知函", "限期改善通知函", "終止授權通知函",
    ]  # fmt: skip
    for letter in found:
        _same(letter.document, words_of_letter(letter.words))


def test_letters_about_orders_say_the_same_in_both_forms(orders: Any) -> None:
    late = ordered.filed_objection(orders, at=ordered.days(8))
    orders_objections.not_accept(objection_id=late.pk, by=orders.decider, at=ordered.days(8))
    asked = ordered.submitted_order(orders)
    orders_review.ask_supplement(order_id=asked.pk, wanted="銷貨明細", by=orders.reviewer, at=ordered.START)

    found = list(Letter.objects.order_by("pk"))

    assert [letter.kind for letter in found] == ["核准數量通知函", "核准數量異議不受理函", "補件通知函"]
    for letter in found:
        _same(letter.document, words_of_letter(letter.words))


def test_the_addressee_gets_the_paper_and_not_the_editable_form(client: Client, scene: Scene) -> None:
    made.registered_application(scene)
    letter = Letter.objects.get()
    path = f"/mark/letters/{letter.pk}"
    client.force_login(scene.firm_person)
    client.post(f"{path}/", {"do": "open"})

    assert client.get(f"{path}.pdf").status_code == 200
    assert client.get(f"{path}.odt").status_code == 404
    assert f"{path}.odt" not in client.get(f"{path}/").content.decode()
    client.force_login(scene.decider)
    answer = client.get(f"{path}.odt")

    assert answer["Content-Type"] == ODT
    assert squeezed(letter.words["subject"]) in odt_text(answer.content)
    assert f"{path}.odt" in client.get(f"{path}/").content.decode()


def test_the_form_is_fetched_as_a_text_once_sent_in(client: Client, scene: Scene) -> None:
    row = made.draft_application(scene)
    path = f"/mark/printing/{row.number}/"
    client.force_login(scene.firm_person)
    assert client.get(f"{path}form.odt").status_code == 404

    client.post(path, {"do": "submit"})
    answer = client.get(f"{path}form.odt")

    assert answer["Content-Type"] == ODT
    assert squeezed(f"{row.number}　一式2份") in odt_text(answer.content)
    assert f"{path}form.odt" in client.get(path).content.decode()
