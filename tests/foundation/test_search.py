"""Chinese words of any length, the same on both databases."""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smilemark.foundation import search
from smilemark.foundation.models import SearchGram, SearchText

pytestmark = pytest.mark.django_db

TEXTS = {
    1: "純棉毛巾\n臺灣毛巾股份有限公司",
    2: "毛衣 ＡＢＣ－１２",
    3: "太陽眼鏡\n台中光學",
    4: "𠮷野棉被 🧣",
    5: "巾毛",
}


@pytest.fixture(params=[5000, 1], ids=["few", "many"])
def common_pairs(request, monkeypatch) -> None:
    """A pair that so many texts hold counts as common: none of these texts, or all of them."""
    monkeypatch.setattr(search, "_FEW", request.param)


@pytest.fixture
def indexed() -> None:
    for pk, text in TEXTS.items():
        search.index("thing", pk, text)


def found(query: str, kind: str = "thing") -> list[int]:
    return sorted(set(search.matching_ids(kind, query)))


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("毛", [1, 2, 5]), ("巾", [1, 5]), ("毛巾", [1]), ("純棉毛巾", [1]), ("棉毛巾", [1]), ("毛巾純棉", []),
        ("台灣", [1]), ("臺中", [3]), ("毛巾 公司", [1]), ("公司 毛巾", [1]), ("abc-12", [2]), ("ＡＢＣ", [2]), ("12", [2]),
        ("𠮷", [4]), ("𠮷野", [4]), ("🧣", [4]), ("巾臺", []), ("", []), ("   ", []), ("\x00", []), ("棉 被", [4]),
        ("%", []), ("毛_", []), ("'; drop table", []),
    ],
)  # fmt: skip
def test_a_query_finds(indexed, common_pairs, query, ids):
    assert found(query) == ids


def test_kinds_do_not_mix(indexed):
    search.index("other", 9, "毛巾")

    assert (found("毛巾"), found("毛巾", "other")) == ([1], [9])


def test_a_changed_text_is_found_by_its_new_words_only(indexed):
    search.index("thing", 1, "純棉浴巾")

    assert (found("毛巾"), found("浴巾"), found("純棉")) == ([], [1], [1])


def test_a_removed_object_leaves_nothing(indexed):
    for pk in TEXTS:
        search.remove("thing", pk)

    assert (SearchGram.objects.count(), SearchText.objects.count()) == (0, 0)


def test_bulk_and_single_make_the_same_rows(indexed):
    single = sorted(SearchGram.objects.values_list("gram", "object_id"))
    for pk in TEXTS:
        search.remove("thing", pk)

    assert search.bulk_index("thing", TEXTS.items(), fresh=True) == 5

    assert sorted(SearchGram.objects.values_list("gram", "object_id")) == single


def test_bulk_again_changes_only_what_changed(indexed):
    search.bulk_index("thing", [(1, TEXTS[1]), (2, "手套")])

    assert (found("毛巾"), found("毛衣"), found("手套")) == ([1], [], [2])


@pytest.mark.parametrize("query", ["毛", "毛巾", "純棉毛巾"])
def test_every_length_goes_by_an_index(indexed, query):
    """The way in is the clustered key, never a walk over the table."""
    rows = search.matching_ids("thing", query)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = rows.explain()

    assert "SEARCH foundation_searchgram USING" in plan if connection.vendor == "sqlite" else "Index" in plan
    assert "SCAN foundation_searchgram" not in plan
    assert "Seq Scan on foundation_searchgram" not in plan


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("台北　ＡＢＣ", "臺北 abc"),
        (" a \n\n b ", "a\nb"),
        ("㈱", "(株)"),
        ("a\u200bb\x00c", "abc"),
        ("STRASSE Straße", "strasse strasse"),
    ],
)
def test_fold(text, folded):
    assert search.fold(text) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert search.fold(search.fold(text)) == search.fold(text)


ALPHABET = "毛巾棉台臺a1 "


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    texts=st.lists(st.text(ALPHABET, max_size=8), min_size=1, max_size=5),
    query=st.text(ALPHABET, min_size=1, max_size=5),
)
def test_the_index_finds_what_reading_every_text_would(common_pairs, texts, query):
    SearchGram.objects.all().delete()
    SearchText.objects.all().delete()
    search.bulk_index("read", list(enumerate(texts, start=1)), fresh=True)
    words = search.fold(query).split()

    expected = [
        pk for pk, text in enumerate(texts, start=1) if words and all(word in search.fold(text) for word in words)
    ]

    assert found(query, "read") == expected


def test_fifty_words_of_common_pairs_ask_the_index_three_times(indexed, monkeypatch):
    monkeypatch.setattr(search, "_FEW", 1)
    many = " ".join(["純", "棉", "毛", "巾", "毛巾", "公司", "有限公司", "臺灣", *"臺灣毛巾股份有限公司"] * 3)

    assert found(many) == [1]
    assert str(search.matching_ids("thing", many).query).count("EXISTS") == 2
    assert found(f"{many[:90]} 鏡") == []


def test_of_a_rare_pair_the_texts_are_read_and_of_one_nobody_holds_nothing_is_asked(indexed, django_assert_num_queries):
    assert str(search.matching_ids("thing", "純棉毛巾 公司").query).count("EXISTS") == 0
    with django_assert_num_queries(1):
        assert found("純棉毛巾巾巾") == []
