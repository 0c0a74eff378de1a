"""docs/rules.md: every rule by its place, with its numbers and their days, and the readings it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.registry.legal import rulebook, shapes, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smilemark.registry.legal.rulebook import Page


def rules() -> str:
    """The whole page; a rule stands at the first place it cites, other places refer to it."""
    lines = [
        "# Rules",
        "",
        "Generated from the rules themselves (`src/smilemark/law`) and their words (`registry/data`) by",
        "`smilemark write-docs`; do not edit. The same stands on the pages under `/rules/`, where a rule can be asked.",
        "",
    ]
    for place, pages in rulebook.places().items():
        lines += [f"## {place.zh} ({place.en})", ""]
        elsewhere = [page for page in pages if page.places[0] != place]
        for page in pages:
            if page not in elsewhere:
                lines += _rule(page)
        if elsewhere:
            named = ", ".join(f"[{page.title_zh}](#{page.name})" for page in elsewhere)
            lines += [f"See also: {named}", ""]
    lines += _readings()
    return "\n".join(lines)


def _rule(page: Page) -> Iterator[str]:
    yield f'### <a id="{page.name}"></a>{page.title_zh} (`{page.name}`)'
    yield ""
    yield f"{page.meaning_zh}  "
    yield f"{page.title_en}{'' if page.title_en.endswith('?') else ':'} {page.meaning_en}"
    yield ""
    if question := words.question(page.name, english=False):
        yield f"- 問題 question: {question} {words.question(page.name, english=True)}"
    yield "- 依據 citations: " + "；".join(str(citation) for citation in page.citations)
    facts = [
        f"`{shape.name}` {words.fact(page.name, shape.name, english=False)}" for shape in shapes.of_rule(page.name)
    ]
    yield "- 事實 facts: " + "、".join(facts)
    parts = [f"`{name}` {words.part(page.name, name, english=False)}" for name in shapes.result_hints(page.name)]
    yield "- 結果 result: " + "、".join(parts)
    if page.readings:
        yield "- 解讀 readings: " + "、".join(f"[{number}](#{number.lower()})" for number in page.readings)
    yield ""
    if page.numbers:
        yield "| 數值 | number | 自 from | 值 value |"
        yield "|---|---|---|---|"
        for number in page.numbers:
            for day, chinese, _english in number.versions:
                yield f"| {number.zh} | {number.en} | {day.isoformat()} | {chinese} |"
        yield ""


def _readings() -> Iterator[str]:
    yield "## Readings"
    yield ""
    for number in words.table("rule_readings"):
        yield f'- <a id="{number.lower()}"></a>**{number}** {words.reading(number, english=False)}  '
        yield f"  {words.reading(number, english=True)}"
    yield ""
