"""Addresses of the app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from smilemark.accounts.web import administration, demo, own

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/profile/", own.profile, name="profile"),
    path("accounts/kept-form/discard/", own.discard_kept_form, name="discard_kept_form"),
    path("accounts/demo-sign-in/", demo.sign_in, name="demo_sign_in"),
    path("people/", administration.people, name="people"),
    path("people/all/", administration.everyone, name="everyone"),
    path("people/add-colleague/", administration.add_colleague, name="add_colleague"),
    path("people/new/", administration.new_person, name="new_person"),
    path("people/<int:pk>/", administration.person, name="person"),
    path("people/<int:pk>/give-role/", administration.give_role, name="give_role"),
    path("people/roles/<int:pk>/end/", administration.end_role, name="end_role"),
]
