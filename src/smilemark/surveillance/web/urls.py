"""Addresses of the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import path

from smilemark.surveillance.web import faults, inquiries, plans, public, summaries, tablet, visits

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

app_name = "surveillance"
PLAN = "surveillance/plans/<int:pk>/"
VISIT = "surveillance/visits/<int:pk>/"
FAULT = "surveillance/faults/<int:pk>/"
INQUIRY = "surveillance/inquiries/<int:pk>/"
SUMMARY = "surveillance/summaries/<int:pk>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("surveillance/", visits.index, name="index"),
    path("surveillance/plans/", plans.plan_list, name="plans"),
    path(PLAN, plans.plan_page, name="plan"),
    path(f"{PLAN}targets/", plans.plan_targets, name="plan_targets"),
    path(f"{PLAN}paper/", plans.plan_paper, name="plan_paper"),
    path(f"{PLAN}odt/", plans.plan_odt, name="plan_odt"),
    path("surveillance/visits/", visits.visit_list, name="visits"),
    path(VISIT, visits.visit_page, name="visit"),
    path(f"{VISIT}tablet/", tablet.tablet, name="tablet"),
    path(f"{VISIT}sync/", tablet.sync, name="sync"),
    path("surveillance/worker.js", tablet.worker, name="worker"),
    path(f"{VISIT}photos/<int:photo_id>/", visits.photo, name="photo"),
    path(f"{VISIT}notices/<int:notice_id>/", visits.notice, name="notice"),
    path(f"{VISIT}tests/<int:check_id>/", visits.test_report, name="test_report"),
    path(f"{VISIT}report/", visits.report, name="report"),
    path(f"{VISIT}report/odt/", visits.report_odt, name="report_odt"),
    path(FAULT, faults.fault_page, name="fault"),
    path(f"{FAULT}files/<slug:name>/", faults.fault_file, name="fault_file"),
    path("surveillance/summaries/", summaries.summary_list, name="summaries"),
    path(SUMMARY, summaries.summary_page, name="summary"),
    path(f"{SUMMARY}lists/<slug:part>/", summaries.summary_part, name="summary_part"),
    path(f"{SUMMARY}paper/", summaries.summary_paper, name="summary_paper"),
    path(f"{SUMMARY}odt/", summaries.summary_odt, name="summary_odt"),
    path("surveillance/inquiries/", inquiries.inquiry_list, name="inquiries"),
    path(INQUIRY, inquiries.inquiry_page, name="inquiry"),
    path(f"{INQUIRY}photos/<int:photo_id>/", inquiries.inquiry_photo, name="inquiry_photo"),
    path(f"{INQUIRY}report/", inquiries.inquiry_report, name="inquiry_report"),
    path(f"{INQUIRY}report/odt/", inquiries.inquiry_odt, name="inquiry_odt"),
    path("draws/", public.draw_list, name="draws"),
    path("draws/<slug:number>/", public.draw_page, name="draw"),
    path("draws/<slug:number>/frame.tsv", public.frame, name="draw_frame"),
    path("draws/<slug:number>/draw.json", public.record, name="draw_record"),
]
