"""Addresses of the app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from smilemark.companies.web import applicant, officer, staff

app_name = "companies"
urlpatterns: list[URLPattern | URLResolver] = [
    path("firm/", applicant.mine, name="mine"),
    path("firm/register/", applicant.register, name="register"),
    path("firm/<int:pk>/", applicant.own_firm, name="own_firm"),
    path("firm/<int:pk>/edit/", applicant.edit, name="edit"),
    path("firm/<int:pk>/factories/new/", applicant.factory_new, name="factory_new"),
    path("firm/factories/<int:pk>/", applicant.factory, name="factory"),
    path("firm/factories/<int:pk>/close/", applicant.factory_close, name="factory_close"),
    path("firm/factories/<int:pk>/reopen/", applicant.factory_reopen, name="factory_reopen"),
    path("companies/", officer.firms, name="firms"),
    path("companies/<int:pk>/", officer.firm, name="firm"),
    path("relations/", staff.relations, name="relations"),
    path("relations/<int:pk>/correct/", staff.correct, name="relation_correct"),
]
