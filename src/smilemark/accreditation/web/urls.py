"""Addresses of the app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from smilemark.accreditation.web import delegations, officer, public

app_name = "accreditation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("bodies/", public.bodies, name="bodies"),
    path("bodies/new/", officer.body_new, name="body_new"),
    path("bodies/<int:pk>/", public.body, name="body"),
    path("bodies/<int:pk>/change/", officer.body_change, name="body_change"),
    path("bodies/<int:pk>/accredit/", officer.accredit, name="accredit"),
    path("accreditations/<int:pk>/end/", officer.accreditation_end, name="accreditation_end"),
    path("laboratories/", public.laboratories, name="laboratories"),
    path("laboratories/new/", officer.laboratory_new, name="laboratory_new"),
    path("laboratories/<int:pk>/", public.laboratory, name="laboratory"),
    path("laboratories/<int:pk>/recognise/", officer.recognise, name="recognise"),
    path("recognitions/<int:pk>/end/", officer.recognition_end, name="recognition_end"),
    path("assessors/", officer.assessors, name="assessors"),
    path("assessors/new/", officer.assessor_new, name="assessor_new"),
    path("assessors/<int:pk>/end/", officer.assessor_end, name="assessor_end"),
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/new/", delegations.delegation_new, name="delegation_new"),
    path("delegations/<int:pk>/end/", delegations.delegation_end, name="delegation_end"),
    path("authorities/new/", delegations.authority_new, name="authority_new"),
    path("authorities/<int:pk>/change/", delegations.authority_change, name="authority_change"),
]
