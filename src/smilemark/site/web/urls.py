"""Addresses of the app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from smilemark.site.web import person, public, replay

app_name = "site"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    path("home/", person.todo_list, name="todo"),
    path("dashboard/", person.dashboard, name="dashboard"),
    path("replay/", replay.replays, name="replays"),
    path("replay/<int:pk>/", replay.replay, name="replay"),
    path("replay/<int:pk>/findings.csv", replay.replay_table, name="replay_table"),
    path("about/privacy/", public.privacy, name="privacy"),
    path("about/open-data-terms/", public.open_data_terms, name="open_data_terms"),
    path("about/accessibility/", public.accessibility, name="accessibility"),
    path("about/contact/", public.contact, name="contact"),
    path("site-map/", public.site_map, name="site_map"),
    path("check/ubn/", person.check_ubn, name="check_ubn"),
    path("check/factory-number/", person.check_factory_number, name="check_factory_number"),
    path("check/hs-code/", person.check_hs_code, name="check_hs_code"),
]
