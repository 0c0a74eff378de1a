"""Addresses of the app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from smilemark.governance.web import funding, officer, public

app_name = "governance"
urlpatterns: list[URLPattern | URLResolver] = [
    path("industries/", public.industries, name="industries"),
    path("industries/<int:pk>/funding/", funding.new, name="funding_new"),
    path("funding/<int:pk>/end/", funding.end, name="funding_end"),
    path("announcements/", public.announcements, name="announcements"),
    path("announcements/drafts/", officer.drafts, name="drafts"),
    path("announcements/new/", officer.new, name="new"),
    path("announcements/<int:pk>/", public.announcement, name="announcement"),
    path("announcements/<int:pk>/compare/", public.compare, name="compare"),
    path("announcements/<int:pk>/draft/", officer.draft, name="draft"),
    path("announcements/<int:pk>/announce/", officer.announce, name="announce"),
    path("announcements/<int:pk>/drop/", officer.drop, name="drop"),
    path("announcements/<int:pk>/<slug:part>/new/", officer.part_new, name="part_new"),
    path("announcements/<int:pk>/<slug:part>/<int:row_pk>/", officer.part_change, name="part_change"),
    path("announcements/<int:pk>/<slug:part>/<int:row_pk>/remove/", officer.part_remove, name="part_remove"),
]
