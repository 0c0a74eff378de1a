"""Addresses of the app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from smilemark.retention.web import pages

app_name = "retention"
urlpatterns: list[URLPattern | URLResolver] = [
    path("retention/", pages.index, name="index"),
    path("retention/lists/<slug:number>/", pages.disposal_list, name="list"),
    path("retention/register/", pages.register, name="register"),
    path("retention/holds/", pages.holds, name="holds"),
]
