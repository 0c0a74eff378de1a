"""Every field of every rule: its type as the contract states it, and its limits, one step to both sides."""

import tomllib
from pathlib import Path
from typing import Any, get_args

import pytest
from tests.law.field_texts import fields_of, hints_of, text_of

from smilemark.law.facts import FactsError
from smilemark.law.reading import reader_for
from smilemark.law.rule_index import MODULES

FIELDS: dict[str, dict[str, str]] = tomllib.loads((Path(__file__).parent / "fields.toml").read_text("utf-8"))


def sides(text: str) -> tuple[list[Any], list[Any]]:  # noqa: PLR0911 - one return per type
    """Values just inside and just outside of the limits of a type in words."""
    words = text.split()
    if words[0] == "integer":
        least, most = int(words[1]), int(words[3])
        return [least, most], [least - 1, most + 1, str(least), least == 1, None]
    if words[0] == "string":
        least, most = int(words[1]), int(words[3])
        blank = ["　"] if text.endswith("not blank") else []
        return ["標" * least, "標" * most], ["標" * (most + 1), *(["標" * (least - 1)] if least else []), *blank]
    if words[0] == "digits":
        lengths = [int(word) for word in words[1:]]
        outside = {length + step for length in lengths for step in (-1, 1)} - set(lengths)
        return ["1" * length for length in lengths], ["1" * length for length in outside] + ["１" * lengths[0]]
    if words[0] == "decimal":
        inside = ["0.000001", "9" * 15] if "above" in text else ["0", "999999999999999.999999"]
        return inside, ["1" * 16, "1.", ".5", "-1", "1.1234567", 1, *(["0", "0.000000"] if "above" in text else [])]
    if words[0] == "ratio":
        return ["1/1", "1", "0.000000001", "1/999999999"], ["0", "0/1", "2/1", "1.000000001", "1/0", "1/1000000000"]
    if words[0] == "date":
        return ["1912-01-01", "2199-12-31", "2024-02-29"], ["1911-12-31", "2200-01-01", "2023-02-29", "2024-2-09", 1]
    if words[0] == "datetime":
        inside = ["1912-01-01T00:00:00+08:00", "2199-12-31T23:59:59+08:00"]
        return inside, ["2024-01-01T24:00:00+08:00", "2024-01-01T00:60:00+08:00", "2024-01-01T00:00:00Z", 0]
    if words[0] == "boolean":
        return [True, False], [0, 1, "true", None]
    return [], []


def bounded() -> dict[str, Any]:
    """Each type in words that has limits, with one annotation that means it."""
    hints = [hint for rule in MODULES for hint in hints_of(rule).values()]
    hints += [get_args(get_args(hint)[0])[0] for hint in hints if text_of(hint).startswith("list")]
    return {text_of(hint): hint for hint in hints if any(sides(text_of(hint)))}


@pytest.mark.parametrize("rule", list(MODULES))
def test_the_fields_of_a_rule_are_those_of_the_contract(rule: str) -> None:
    assert list(fields_of(rule).items()) == list(FIELDS[rule].items())


def test_no_rule_without_its_fields() -> None:
    assert list(FIELDS) == list(MODULES)


TYPES = sorted(text for text in bounded() if not text.endswith("or null"))


@pytest.mark.parametrize("text", TYPES)
def test_a_value_just_inside_is_read_and_one_just_outside_is_not(text: str) -> None:
    read = reader_for(bounded()[text])
    inside, outside = sides(text)

    for value in inside:
        read(value, "field")
    for value in outside:
        with pytest.raises(FactsError) as refused:
            read(value, "field")
        assert refused.value.field == "field", value


@pytest.mark.parametrize("rule", list(MODULES))
def test_a_list_takes_its_least_and_most_entries_and_no_other_number(rule: str) -> None:
    for path, hint in hints_of(rule).items():
        words = text_of(hint).split()
        if words[0] != "list":
            continue
        read = reader_for(hint)
        for count in (int(words[1]) - 1, int(words[3]) + 1):
            if count >= 0:
                with pytest.raises(FactsError, match=f"not {words[1]} to {words[3]} entries"):
                    read([None] * count, path)
        for count in (int(words[1]), int(words[3])):
            if count:
                with pytest.raises(FactsError) as refused:
                    read([None] * count, path)
                assert refused.value.field == f"{path}[0]"
