"""Addresses of the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from smilemark.assessment.web import applicant, assessor, downloads, lists, origin, reviewer

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "assessment"
FACTORY = "assessments/factory/<int:pk>/"
ORIGIN = "assessments/origin/<int:pk>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("assessments/", lists.assessments, name="mine"),
    path(FACTORY, assessor.factory, name="factory"),
    path(f"{FACTORY}gate/", assessor.gate, name="gate"),
    path(f"{FACTORY}items/", assessor.items, name="items"),
    path(f"{FACTORY}conclude/", assessor.conclude, name="conclude"),
    path(f"{FACTORY}refused/", assessor.refused_entry, name="refused_entry"),
    path(f"{FACTORY}photos/", assessor.add_photo, name="add_photo"),
    path(f"{FACTORY}photos/<int:photo_id>/", downloads.photo, name="photo"),
    path(f"{FACTORY}photos/<int:photo_id>/remove/", assessor.remove_photo, name="remove_photo"),
    path(f"{FACTORY}signature/", downloads.signature, name="signature"),
    path(f"{FACTORY}sheet/", downloads.sheet, name="sheet"),
    path(f"{FACTORY}assign/", reviewer.assign, name="assign"),
    path(f"{FACTORY}schedule/", reviewer.schedule, name="schedule"),
    path(f"{FACTORY}waive/", reviewer.waive, name="waive"),
    path(f"{FACTORY}plan/", applicant.plan, name="plan"),
    path(f"{FACTORY}plan/receive/", reviewer.receive, name="receive"),
    path(f"{FACTORY}plan/extend/", reviewer.extend, name="extend"),
    path(f"{FACTORY}plan/judge/", reviewer.judge, name="judge"),
    path(f"{FACTORY}plan/paper/", downloads.plan, name="plan_paper"),
    path(f"{FACTORY}plan/odt/", downloads.plan_odt, name="plan_odt"),
    path(f"{FACTORY}plan/scan/", downloads.scan, name="plan_scan"),
    path(f"{FACTORY}plan/attachments/<int:row_id>/", downloads.attachment, name="plan_attachment"),
    path(ORIGIN, origin.origin, name="origin"),
    path(f"{ORIGIN}inputs/", origin.inputs, name="origin_inputs"),
    path(f"{ORIGIN}rate/", origin.rate, name="origin_rate"),
    path(f"{ORIGIN}facts/", origin.facts, name="origin_facts"),
    path(f"{ORIGIN}evidence/", origin.evidence, name="origin_evidence"),
    path(f"{ORIGIN}evidence/<int:evidence_id>/", downloads.evidence, name="origin_evidence_file"),
    path(f"{ORIGIN}assign/", origin.assign, name="origin_assign"),
    path(f"{ORIGIN}paper/", downloads.origin_paper, name="origin_paper"),
]
