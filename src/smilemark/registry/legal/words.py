"""The words of facts, codes, results, readings and refusals, in Traditional Chinese and English, from ``registry/data``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

ENTRY = re.compile(r"\[(\d+)\]")


@cache
def table(name: str) -> dict[str, Any]:
    """One file of words, read once."""
    return tomllib.loads((files("smilemark.registry") / "data" / f"{name}.toml").read_text("utf-8"))


def fact(rule: str, path: str, *, english: bool) -> str:
    """Label of a fact by its path: ``materials[0].cif_value`` is 原材料及零件（第1筆）：起岸價格（CIF）."""
    labels = [_label("rule_facts", rule, ENTRY.sub("", part), english=english) for part in path.split(".")]
    entries = [ENTRY.search(part) for part in path.split(".")]
    named = [
        label if entry is None else _entry(label, int(entry[1]) + 1, english=english)
        for label, entry in zip(labels, entries, strict=True)
    ]
    return (": " if english else "：").join(named)


def _entry(label: str, number: int, *, english: bool) -> str:
    return f"{label} (no. {number})" if english else f"{label}（第{number}筆）"


def part(rule: str, name: str, *, english: bool) -> str:
    """Label of a part of a rule's result."""
    return _label("rule_results", rule, name, english=english)


def _label(file: str, rule: str, name: str, *, english: bool) -> str:
    words = table(file).get(rule, {}).get(name) or table(file)["common"][name]
    return _in_language(words, name, english=english)


def code(kind: str, value: object, *, english: bool) -> str:
    """Words of a code of an enumeration."""
    return _in_language(table("rule_values")[kind][str(value)], str(value), english=english)


def _in_language(words: str | list[str], name: str, *, english: bool) -> str:
    """Without English words the name itself is read as words."""
    if isinstance(words, list):
        return words[1] if english else words[0]
    return name.replace("_", " ") if english else words


def meaning(rule: str) -> str:
    """What the software does with a rule, in Chinese."""
    words: str = table("rule_meaning")[rule]
    return words


def reading(number: str, *, english: bool) -> str:
    """What is read where the text leaves it open, and why."""
    words: list[str] = table("rule_readings")[number]
    return words[int(english)]


def parameter(name: str) -> str:
    """English name of a number that has versions."""
    return str(table("rule_parameters")[name])


def refusal(message: str, *, english: bool) -> str:
    """What is said of facts that cannot be judged."""
    if english:
        return message[:1].upper() + message[1:] + "."
    whole: dict[str, str] = table("rule_errors")["whole"]
    if message in whole:
        return whole[message]
    for beginning, words in table("rule_errors")["begins"].items():
        if message.startswith(beginning):
            rest = message.removeprefix(beginning).strip().replace(" to ", "～").replace(" and ", "、")
            return f"{words}{rest}。" if words.endswith("：") else words
    return message


def question(rule: str, *, english: bool) -> str:
    """The question a rule answers with yes or no; empty where it gives a result only."""
    words: list[str] | None = table("rule_questions").get(rule)
    return words[int(english)] if words else ""
