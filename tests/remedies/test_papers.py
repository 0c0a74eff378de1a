"""The letters as papers: archival and accessible PDF, an editable form with the same words, all that 第九十六條 asks for."""

from __future__ import annotations

import pytest
from tests.archival import complaints
from tests.factories import remedies as made
from tests.factories.remedies import days
from tests.texts import odt_text, pdf_text, squeezed, words_of_letter
from tests.worlds import shared

from smilemark.foundation import documents
from smilemark.foundation.moves import Refused
from smilemark.remedies import actions
from smilemark.remedies.models import Letter

pytestmark = pytest.mark.django_db


scene = shared(made.make_scene, products=1)


def test_every_kind_of_letter_in_both_forms_says_the_same(scene):
    decision = made.effective_case(scene)
    late = made.filed_objection(scene, decision, at=days(31))
    actions.not_accept_objection(objection_id=late.pk, by=scene.officer, at=days(31))

    found = list(Letter.objects.order_by("pk"))

    assert [letter.kind for letter in found] == ["invitation", "decision", "not_accepted"]
    for letter in found:
        content = documents.pdf(letter.document)
        for text in words_of_letter(letter.words):
            assert squeezed(text) in pdf_text(content), (letter.kind, text)
            assert squeezed(text) in odt_text(documents.odt_of(letter.document)), (letter.kind, text)
        assert complaints(content) == []


def test_a_decision_says_all_that_article_96_asks_for(scene):
    words = Letter.objects.get(decision=made.decided_case(scene)).words

    assert (words["form"], words["addressee"]) == ("處分書", scene.world.firm.name)
    assert words["addressee_details"] == [
        f"統一編號：{scene.world.firm.ubn}",
        "代表人：王小明",
        "地址：彰化縣和美鎮中正路1號",
    ]
    assert [part["title"] for part in words["sections"]] == ["事實", "理由及法令依據", "效力"]
    facts, reasons, effect = (part["items"] for part in words["sections"])
    assert facts[0] == "原產地證明文件經發證機關函復查無此件。"
    assert reasons[0] == "申請文件有虛偽不實或提供不實文件（推動及管理要點第四十一點第一項第一款）。"
    assert "對所陳意見之判斷：業者承認文件非該機關核發，所述不足採（行政程序法第四十三條）。" in reasons
    assert effect[0].startswith("本處分自送達之日起發生效力；標章使用權溯及授與時失其效力")
    assert effect[-1] == "自撤銷之次日起三年內，不得重新申請使用MIT微笑標章，適用於貴業者全部產品。"
    assert "收受本決定書之次日起三十日內" in words["remedy"]
    assert words["signature"][0] == scene.world.body.name
    assert len(words["signature"]) == 2
    assert words["copies_to"][0] == "經濟部產業發展署"


def test_a_body_without_a_head_signs_nothing(scene):
    case = made.proposed_case(scene)
    type(scene.world.body).objects.filter(pk=scene.world.body.pk).update(head_name="")

    with pytest.raises(Refused, match="第九十六條第一項第四款"):
        actions.decide_case(case_id=case.pk, by=scene.decider, at=made.START)

    case.refresh_from_db()
    assert case.state == "proposed"


def test_the_firm_gets_the_paper_and_not_the_editable_form(client, scene):
    made.effective_case(scene)
    letter = Letter.objects.get(kind=Letter.Kind.DECISION)

    client.force_login(scene.firm_person)
    assert client.get(f"/remedies/letters/{letter.pk}.pdf").status_code == 200
    assert client.get(f"/remedies/letters/{letter.pk}.odt").status_code == 404
    client.force_login(scene.decider)
    answer = client.get(f"/remedies/letters/{letter.pk}.odt")

    assert answer["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert squeezed(letter.words["subject"]) in odt_text(answer.content)
