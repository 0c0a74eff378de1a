"""Every fact, code, result, reading, number and refusal of the law has its words in both languages."""

import ast
import inspect
import re
from enum import Enum
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import smilemark.law
from smilemark.law.parameters import all_parameters
from smilemark.law.rules import all_rules
from smilemark.registry.legal import rulebook, shapes, words
from smilemark.registry.legal.shapes import Kind, Shape

LAW = Path(inspect.getfile(smilemark.law)).parent
CJK = re.compile(r"[\u4e00-\u9fff]")
RULES = [rule.name for rule in all_rules()]


def every(found: tuple[Shape, ...]) -> list[Shape]:
    return [shape for one in found for shape in (one, *every(one.parts))]


@pytest.mark.parametrize("name", RULES)
def test_every_fact_is_labelled_in_both_languages(name: str) -> None:
    for shape in every(shapes.of_rule(name)):
        assert CJK.search(words.fact(name, shape.name, english=False)), shape.name
        english = words.fact(name, shape.name, english=True)
        assert english, shape.name
        assert not CJK.search(english), shape.name
        for code in shape.codes if shape.enumeration else ():
            assert words.code(shape.enumeration, code, english=False)
            assert not CJK.search(words.code(shape.enumeration, code, english=True))


@pytest.mark.parametrize("name", RULES)
def test_every_part_of_a_result_is_labelled_in_both_languages(name: str) -> None:
    for part, hint in shapes.result_hints(name).items():
        assert CJK.search(words.part(name, part, english=False))
        assert not CJK.search(words.part(name, part, english=True))
        for kind in enumerations(hint):
            for member in kind:
                assert words.code(kind.__name__, member.value, english=False)
                assert not CJK.search(words.code(kind.__name__, member.value, english=True))


def enumerations(hint: object) -> list[type[Enum]]:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return [hint]
    return [kind for part in get_args(hint) for kind in enumerations(part)]


def test_two_enumerations_never_share_a_name() -> None:
    found: dict[str, type] = {}
    for rule in all_rules():
        for hint in get_type_hints(rule.function).values():
            for kind in enumerations(hint):
                assert found.setdefault(kind.__name__, kind) is kind


@pytest.mark.parametrize("name", RULES)
def test_every_rule_says_what_it_does_and_why_it_reads_so(name: str) -> None:
    page = rulebook.page(name)
    assert page is not None
    assert page.meaning_zh.endswith("。")
    assert page.meaning_en
    assert page.places
    for number in page.readings:
        assert CJK.search(words.reading(number, english=False))
        assert not CJK.search(words.reading(number, english=True))


def test_a_rule_that_can_say_yes_has_a_question() -> None:
    able = {
        node.args[0].value
        for path in LAW.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding"
        if any(keyword.arg == "passed" for keyword in node.keywords) and isinstance(node.args[0], ast.Constant)
    }

    asked = {name for name in RULES if words.question(name, english=False)}
    assert asked == able & set(RULES)
    assert all(words.question(name, english=True).endswith("?") for name in asked)


def test_every_number_is_named_and_belongs_to_a_rule() -> None:
    shown = {number.name: number for page in rulebook.pages() for number in page.numbers}

    assert shown.keys() == {parameter.name for parameter in all_parameters()}
    for number in shown.values():
        assert CJK.search(number.zh)
        assert not CJK.search(number.en)
        assert all(not CJK.search(english) for _day, _chinese, english in number.versions)


def test_the_term_of_the_mark_has_both_its_versions() -> None:
    page = rulebook.page("mark-period")
    assert page is not None
    (term,) = page.numbers

    assert [(day.isoformat(), value) for day, value, _ in term.versions] == [("2012-08-31", "24"), ("2023-05-18", "36")]


def test_every_refusal_of_a_rule_has_its_chinese() -> None:
    """Messages written in the rules themselves; those put together are looked up by how they begin."""
    missing = [
        message
        for message in refusals()
        if not CJK.search(words.refusal(message, english=False)) and not CJK.search(message)
    ]

    assert missing == []


def refusals() -> set[str]:
    found = set()
    paths = [*LAW.glob("mit_smile/*.py"), *LAW.glob("origin/*.py"), LAW / "kinship.py", LAW / "periods.py"]
    for path in [*paths, LAW / "reading.py", LAW / "partial.py", LAW / "roc_dates.py"]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"require", "FactsError"}
            ):
                message = node.args[-1]
                if isinstance(message, ast.Constant):
                    found.add(message.value)
                elif isinstance(message, ast.JoinedStr) and isinstance(message.values[0], ast.Constant):
                    found.add(str(message.values[0].value))
    return found


def test_no_words_are_left_over() -> None:
    facts = {shape.name for name in RULES for shape in every(shapes.of_rule(name))}
    parts = {part for name in RULES for part in shapes.result_hints(name)}
    readings = {number for page in rulebook.pages() for number in page.readings}
    inner = {"severe", "major", "minor", "slight"}

    assert words.table("rule_facts")["common"].keys() - facts == set()
    assert words.table("rule_results")["common"].keys() - parts - inner == set()
    assert words.table("rule_meaning").keys() == set(RULES)
    assert readings <= words.table("rule_readings").keys()


@pytest.mark.parametrize(
    ("rule", "name", "shape"),
    [
        ("certificate-issue", "fee_proof", Shape("fee_proof", Kind.YES_NO, may_be_null=True)),
        ("mark-period", "product_class", Shape("product_class", Kind.CHOICE, enumeration="ProductClass", codes=(1, 2, 3))),
        ("council-announcement", "passed_items", Shape("passed_items", Kind.CHOICES, codes=tuple(range(1, 10)), least=1, most=9)),
        ("sampling-frame", "certified_dates", Shape("certified_dates", Kind.DAYS, least=0, most=10_000)),
        ("factory-sample-size", "approved_ratio", Shape("approved_ratio", Kind.RATIO)),
        ("corrective-plan", "transmitted_at", Shape("transmitted_at", Kind.MOMENT, may_be_null=True)),
        ("business-number", "number", Shape("number", Kind.TEXT, least=1, most=50)),
        ("applicant-eligibility", "applicants", Shape("applicants", Kind.NUMBER, least=1, most=1000)),
    ],
)  # fmt: skip
def test_the_shape_of_a_fact(rule: str, name: str, shape: Shape) -> None:
    assert next(one for one in shapes.of_rule(rule) if one.name == name) == shape
