"""The rules of the regulation that this system applies, each with its place in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from smilemark.registry import legal

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """All rules by their place in the regulation."""
    return render(request, "registry/rules.html", {"rules": legal.rules(), "version": legal.regulation_version()})


@require_safe
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One rule: what it decides, on which facts, by which words."""
    found = legal.rule(name)
    if found is None:
        raise Http404
    return render(request, "registry/rule.html", {"rule": found, "version": legal.regulation_version()})
