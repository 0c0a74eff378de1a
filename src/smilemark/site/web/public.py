"""The home page and the pages behind the footer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from smilemark.accounts import queries as people
from smilemark.site import navigation

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest) -> HttpResponse:
    """The visitor's home: verify, search, apply, how it works."""
    links = {name: _where(view) for name, view in HOME_LINKS.items()}
    return render(request, "site/home.html", {"links": links})


HOME_LINKS = {
    "verify": "registry:verify",
    "products": "registry:products",
    "check": "certification:check",
    "report": "registry:report_new",
    "rules": "registry:rules",
    "open_data": "registry:open_data",
}


def _where(view: str) -> str:
    """The address of a page; empty where this installation does not have it."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def privacy(request: HttpRequest) -> HttpResponse:
    """隱私權及安全政策."""
    return render(request, "site/privacy.html", {"idle_minutes": settings.STAFF_IDLE_MINUTES})


def open_data_terms(request: HttpRequest) -> HttpResponse:
    """政府網站資料開放宣告."""
    return render(request, "site/open_data_terms.html", {"register": _where("registry:open_data")})


def accessibility(request: HttpRequest) -> HttpResponse:
    """Anchors, access keys, and what to do where something does not work."""
    return render(request, "site/accessibility.html")


def contact(request: HttpRequest) -> HttpResponse:
    """Whom to ask for what."""
    page = {"report": _where("registry:report_new"), "offices": people.offices()}
    return render(request, "site/contact.html", page)


def site_map(request: HttpRequest) -> HttpResponse:
    """Every page the reader may open from the menu, and the pages of the footer."""
    return render(request, "site/site_map.html", {"items": navigation.shown(request)})
