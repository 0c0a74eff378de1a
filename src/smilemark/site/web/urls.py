"""Addresses of the app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from smilemark.site.web import deadlines, mail_settings, person, public, replay

app_name = "site"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.home, name="home"),
    path("home/", person.todo_list, name="todo"),
    path("dashboard/", person.dashboard, name="dashboard"),
    path("deadlines/", deadlines.board, name="deadlines"),
    path("deadlines/export.<slug:form>", deadlines.export, name="deadlines_export"),
    path("settings/notifications/", mail_settings.mail_settings, name="mail_settings"),
    path("settings/calendar/new/", mail_settings.make_feed, name="make_feed"),
    path("settings/calendar/withdraw/", mail_settings.withdraw_feed, name="withdraw_feed"),
    path("calendar/<slug:secret>.ics", mail_settings.feed, name="calendar_feed"),
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
