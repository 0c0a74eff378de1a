"""The pages of the rules: asking with one's own facts, with facts missing, wrongly, and in English; never too large."""

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.contrib.staticfiles import finders
from django.http import QueryDict
from tests.site.test_shell import CJK, Page

from smilemark.law import courses
from smilemark.law.rules import all_rules
from smilemark.registry.legal import rulebook
from smilemark.registry.legal.shapes import of_rule
from smilemark.registry.web.rule_form import TooManyRowsError, told

pytestmark = pytest.mark.django_db
RULES = [rule.name for rule in all_rules()]
EXAMPLES = Path(__file__).parents[1] / "law" / "law-examples.jsonl"
LARGEST = 50_000


HOURS = {"score": "80", "full_marks": "100", **{f"hours.{n}": "3" for n in range(11)}}


def english(client, address, facts=None):
    """The same page after the switch of language."""
    client.cookies["django_language"] = "en"
    try:
        return client.get(address, facts)
    finally:
        del client.cookies["django_language"]


def words(answer):
    text = re.sub(r"<[^>]+>", " ", re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)[0])
    return " ".join(unescape(text).split())


def sheet() -> int:
    return Path(finders.find("site/smilemark.css")).stat().st_size


@pytest.mark.parametrize("name", RULES)
def test_every_rule_can_be_asked_with_nothing_known(client, name, monkeypatch):
    monkeypatch.setattr(courses, "MOST_COURSES", 100)  # with nothing known there is nothing to find out
    empty, asked = client.get(f"/rules/{name}/"), english(client, f"/rules/{name}/", {"x": ""})

    assert (empty.status_code, asked.status_code) == (200, 200)
    assert 'id="answer"' not in empty.content.decode()
    assert 'id="answer"' in asked.content.decode()
    for answer in (empty, asked):
        assert len(answer.content) + sheet() < LARGEST
        assert "<script" not in answer.content.decode()


@pytest.mark.parametrize("name", RULES)
def test_an_english_page_speaks_english(client, name, monkeypatch):
    monkeypatch.setattr(courses, "MOST_COURSES", 100)
    page = Page(english(client, f"/rules/{name}/", {"x": ""}).content.decode())

    text = [words for language, words in page.text if language == "en"]
    assert [words for words in text if CJK.search(re.sub(r"\([^)]*\)|`[^`]*`", "", words))] == []


@pytest.mark.parametrize("place", [place.slug for place in rulebook.places()])
def test_every_place_has_its_page(client, place):
    for answer in (client.get(f"/rules/at/{place}/"), english(client, f"/rules/at/{place}/")):
        assert answer.status_code == 200
        assert len(answer.content) + sheet() < LARGEST


def test_the_list_names_every_rule_and_stays_light(client):
    for page in (client.get("/rules/"), english(client, "/rules/")):
        links = re.findall(r'href="([a-z0-9-]+)/"', page.content.decode())
        assert set(links) == set(RULES)
        assert len(page.content) + sheet() < LARGEST


def test_no_such_rule_or_place(client):
    assert client.get("/rules/no-such-rule/").status_code == 404
    assert client.get("/rules/at/point-99/").status_code == 404


def as_query(facts, prefix=""):
    """Facts as the form would send them."""
    pairs = []
    for name, value in facts.items():
        path = prefix + name
        if value is None or value == "":
            pairs.append(("none", path))
        elif isinstance(value, bool):
            pairs.append((path, "true" if value else "false"))
        elif isinstance(value, dict):
            pairs += as_query(value, f"{path}.")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            pairs.append((f"rows.{path}", str(len(value))))
            for place, row in enumerate(value):
                pairs += as_query(row, f"{path}.{place}.")
        elif isinstance(value, list):
            pairs += as_list(path, value)
        else:
            pairs.append((path, str(value).removesuffix("+08:00")))
    return pairs


def as_list(path, value):
    if not value:
        return [("none", path)]
    if path.startswith(("hours", "offset_hours")):
        return [(f"{path}.{place}", str(each)) for place, each in enumerate(value)]
    if path == "certified_dates":
        return [(path, "\n".join(value))]
    return [(path, str(each)) for each in value]


def examples():
    for line in EXAMPLES.read_text("utf-8").splitlines():
        example = json.loads(line)
        if "error" in example["expect"]:
            continue
        longest = max((len(value) for value in example["facts"].values() if isinstance(value, list)), default=0)
        strange = any(isinstance(value, str) and value != (value.strip() or " ") for value in example["facts"].values())
        if longest <= 12 and not strange:
            yield example


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example["id"])
def test_the_form_can_tell_the_facts_of_every_public_example(example):
    query = QueryDict(urlencode(as_query(example["facts"])))

    assert told(of_rule(example["rule"]), query) == example["facts"]


def test_missing_facts_then_the_answer(client):
    known = {"entity": "company", "lawfully_registered": "true", "manufactured_or_processed": "true"}
    page = client.get("/rules/applicant-eligibility/", known)
    assert "得否提出申請？ 無法判斷" in words(page)
    assert '<a href="#f-applicants">共同申請之業者數</a>' in page.content.decode()
    assert "共同申請之業者數不是1 → 否" in words(page)
    assert '<option value="company" selected>公司</option>' in page.content.decode()

    facts = {
        "entity": "company",
        "lawfully_registered": "true",
        "applicants": "１",
        "manufactured_or_processed": "true",
    }
    told_all = words(client.get("/rules/applicant-eligibility/", facts))
    assert "得否提出申請？ 是 下列事實未提供，但不影響結果：製造角色" in told_all
    assert "各項條件均符合。 推動及管理要點第二十二點" in told_all
    assert "符合資格 是" in told_all


def test_the_same_in_english(client):
    page = words(english(client, "/rules/applicant-eligibility/", {"entity": "association"}))

    assert "May the operator apply? No Not given, but they change nothing: " in page
    assert "Not met: entity." in page
    assert "Still open: unmet ; needed for that: Lawfully registered" in page.replace("unmet;", "unmet ;")


def test_a_result_with_dates_and_codes(client):
    facts = {"product_class": "1", "issue_date": "2026-06-15", "none": "scheme_last_valid_day"}

    page = words(client.get("/rules/mark-period/", facts))
    assert "可以確定" in page
    assert "有效末日 民國118年6月15日" in page
    assert "期間依據 第三十四點" in page
    in_english = words(english(client, "/rules/mark-period/", facts))
    assert "last valid day 2029-06-15" in in_english


@pytest.mark.parametrize(
    ("rule", "facts", "control", "sentence"),
    [
        ("applicant-eligibility", {"applicants": "0"}, "f-applicants", "共同申請之業者數：請填此範圍之整數：1～1000。"),
        ("applicant-eligibility", {"applicants": "兩家"}, "f-applicants", "共同申請之業者數：請填整數。"),
        ("applicant-eligibility", {"entity": "club"}, "f-entity", "組織型態：請由選項中選擇。"),
        (
            "certificate-issue",
            {"product_class": "1", "fee_proof": "true"},
            "f-fee_proof",
            "檢附規費繳納證明：僅第三類產品填寫，且應填寫。",
        ),
        (
            "council-composition",
            {"members.bsmi": "-1"},
            "f-members-bsmi",
            "各類委員人數：標準檢驗局代表人數：請填此範圍之整數：0～1000。",
        ),
        (
            "origin-determination",
            {"rows.materials": "1", "materials.0.cif_value": "a lot"},
            "f-materials-0-cif_value",
            "原材料及零件（第1筆）：起岸價格（CIF）：請填不帶符號之數字，小數至多六位。",
        ),
        (
            "origin-determination",
            {"rows.materials": "13"},
            "f-materials",
            "原材料及零件：本頁至多查詢十二筆，更多筆請用命令列。",
        ),
        ("mark-period", {"issue_date": "2026-02-30"}, "f-issue_date", "發證日：請填實際存在之日期，年份：1912～2199。"),
        (
            "sampling-frame",
            {"certified_dates": "2026-01-01 2026-13-01"},
            "f-certified_dates",
            "各業者之獲證日（第2筆）：請填實際存在之日期，年份：1912～2199。",
        ),
        (
            "training-completion",
            {"offset_hours.10": "1", **{f"offset_hours.{n}": "0" for n in range(10)}, **HOURS},
            "f-offset_hours-10",
            "各課目抵免時數（第11筆）：考試不得抵免，請填 0。",
        ),
        ("period-end-hours", {"start_time": "noon"}, "f-start_time", "起算時刻：請填實際存在之日期與時刻。"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_lost(client, rule, facts, control, sentence):
    page = client.get(f"/rules/{rule}/", facts)

    assert page.status_code == 422
    assert f'<a href="#{control}">{sentence}</a>' in page.content.decode()
    assert f'id="{control}"' in page.content.decode()
    for value in facts.values():
        text = page.content.decode()
        assert f'value="{value}"' in text or f">{value}</textarea>" in text or value == "club"


def test_a_row_more_keeps_what_was_typed(client):
    facts = {"rows.materials": "1", "materials.0.hs_code": "640391", "more": "materials"}

    page = client.get("/rules/origin-determination/", facts).content.decode()
    assert 'name="rows.materials" value="2"' in page
    assert 'name="materials.0.hs_code" type="text" value="640391"' in page
    assert 'name="materials.1.hs_code"' in page


def test_eleven_rows_stand_for_eleven_items(client):
    page = client.get("/rules/qms-sheet/").content.decode()

    assert '<input type="hidden" name="items.4.item" value="3.1">' in page
    assert page.count('type="hidden" name="items') == 11
    other = client.get("/rules/qms-sheet/", {"items.0.item": "1.2"}).content.decode()
    assert other.count('type="hidden" name="items') == 10
    assert '<option value="1.2" selected>' in other


def test_none_is_another_answer_than_not_known():
    shapes = of_rule("origin-determination")

    assert told(shapes, QueryDict("rows.materials=0")) == {"materials": []}
    assert told(shapes, QueryDict("rows.materials=&operations=")) == {"operations": [""]}
    assert told(of_rule("mark-period"), QueryDict("none=scheme_last_valid_day")) == {"scheme_last_valid_day": None}
    assert told(of_rule("mark-period"), QueryDict("scheme_last_valid_day=")) == {}
    assert told(of_rule("certificate-issue"), QueryDict("fee_proof=null")) == {"fee_proof": None}
    assert told(of_rule("label-quantity-review"), QueryDict("none=criteria")) == {"criteria": []}
    assert told(of_rule("qms-gate"), QueryDict("none=licence")) == {"licence": None}
    assert told(of_rule("qms-gate"), QueryDict("licence.approved=true")) == {"licence": {"approved": True}}
    assert told(of_rule("training-completion"), QueryDict("hours.0=1&hours.1=2")) == {}
    assert told(of_rule("sampling-frame"), QueryDict("certified_dates=2026-01-01%0A2026-01-02、2026-01-03")) == {
        "certified_dates": ["2026-01-01", "2026-01-02", "2026-01-03"]
    }
    with pytest.raises(TooManyRowsError):
        told(shapes, QueryDict("rows.materials=13"))


def test_a_place_shows_its_numbers_and_readings(client):
    page = words(client.get("/rules/at/point-34/"))

    assert "標章使用期間（月） 民國101年8月31日 24 標章使用期間（月） 民國112年5月18日 36" in page
    assert "展延申請期間：屆滿前幾個月起：標章使用權" in page
    assert "AMB-06" in page
    in_english = words(english(client, "/rules/at/annex-15/"))
    assert "steps of an irregular check (days): site visit 2023-10-24 5" in in_english
