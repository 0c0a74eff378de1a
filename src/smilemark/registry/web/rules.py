"""The rules of the regulation that this system applies: by place, one by one, and asked with one's own numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from smilemark.registry.legal import rulebook, words
from smilemark.registry.legal.shapes import of_rule
from smilemark.registry.web.rule_answer import answer_page
from smilemark.registry.web.rule_form import TOO_MANY_ROWS, Form, TooManyRowsError, refused_id, told

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from smilemark.registry.legal.rulebook import Page
    from smilemark.registry.web.rule_answer import AnswerPage

UNPROCESSABLE = 422


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """All rules, each at the first place it cites; a place that is nobody's first shows those that cite it too."""
    shelves = [
        (place, [page for page in pages if page.places[0] == place] or pages)
        for place, pages in rulebook.places().items()
    ]
    context = {"shelves": shelves, "version": rulebook.regulation_version(), "english": _english()}
    return render(request, "registry/rules.html", context)


@require_safe
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """A point, an annex or another law: what the software does with it."""
    for found, pages in rulebook.places().items():
        if found.slug == slug:
            numbers = dict.fromkeys(number for page in pages for number in page.numbers)
            context = {
                "place": found,
                "pages": pages,
                "english": _english(),
                "numbers": list(numbers),
                "readings": _readings(*pages),
            }
            return render(request, "registry/rule_place.html", context)
    raise Http404


@require_safe
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One rule: what it decides and by which words; with a query, the answer to it."""
    page = rulebook.page(name)
    if page is None:
        raise Http404
    english = _english()
    shapes = of_rule(name)
    answer, refused = _answered(request, name, english=english) if request.GET else (None, None)
    controls = Form(name, request.GET, english, refused).controls(shapes)
    context = {
        "rule": page,
        "english": english,
        "question": words.question(name, english=english),
        "readings": _readings(page),
        "controls": controls,
        "answer": answer,
        "refusal": refused and (refused_id(controls, "ask"), _refusal(name, *refused, english=english)),
        "version": rulebook.regulation_version(),
    }
    return render(request, "registry/rule.html", context, status=UNPROCESSABLE if refused else None)


def _answered(request: HttpRequest, name: str, *, english: bool) -> tuple[AnswerPage | None, tuple[str, str] | None]:
    """The answer, or the fact that was refused and why."""
    try:
        asked = rulebook.ask(name, told(of_rule(name), request.GET))
    except TooManyRowsError as error:
        return None, (error.field, TOO_MANY_ROWS)
    except rulebook.FactsError as error:
        return None, (error.field, error.message)
    return answer_page(asked, english=english), None


def _refusal(name: str, field: str, message: str, *, english: bool) -> str:
    """The sentence that names the fact and says why it was refused."""
    fact = words.fact(name, field, english=english)
    sentence = words.refusal(message, english=english)
    return f"{fact}: {sentence}" if english else f"{fact}：{sentence}"


def _readings(*pages: Page) -> list[tuple[str, str]]:
    """Each reading the rules rest on, once."""
    numbers = dict.fromkeys(number for page in pages for number in page.readings)
    return [(number, words.reading(number, english=_english())) for number in numbers]


def _english() -> bool:
    return get_language() == "en"
