"""Addresses of the app: the visitor's self-check, the applicant's pages, the case pages; the second half's are included."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from smilemark.certification.web import (
    applicant,
    applicant_makers,
    applicant_parts,
    applicant_submit,
    officer,
    officer_moves,
    public,
)

app_name = "certification"
urlpatterns: list[URLPattern | URLResolver] = [
    path("apply/check/", public.check, name="check"),
    path("apply/", applicant.my_cases, name="my_cases"),
    path("apply/start/", applicant.start, name="start"),
    path("apply/<slug:number>/", applicant.draft, name="draft"),
    path("apply/<slug:number>/factories/", applicant_parts.factories, name="draft_factories"),
    path("apply/<slug:number>/factories/<int:pk>/", applicant_parts.factory, name="draft_factory"),
    path("apply/<slug:number>/makers/", applicant_makers.makers, name="draft_makers"),
    path("apply/<slug:number>/factories/<int:pk>/remove/", applicant_parts.factory_remove, name="draft_factory_remove"),
    path("apply/<slug:number>/products/", applicant_parts.products, name="draft_products"),
    path("apply/<slug:number>/products/<int:pk>/", applicant_parts.product, name="draft_product"),
    path("apply/<slug:number>/products/<int:pk>/remove/", applicant_parts.product_remove, name="draft_product_remove"),
    path("apply/<slug:number>/documents/", applicant_parts.documents, name="draft_documents"),
    path(
        "apply/<slug:number>/documents/<int:pk>/remove/", applicant_parts.document_remove, name="draft_document_remove"
    ),
    path("apply/<slug:number>/review/", applicant_submit.review, name="review"),
    path("apply/<slug:number>/submit/", applicant_submit.submit, name="submit"),
    path("apply/<slug:number>/receipt/", applicant_submit.receipt, name="receipt"),
    path("apply/<slug:number>/discard/", applicant.discard, name="discard"),
    path("apply/<slug:number>/<slug:section>/", applicant.section, name="draft_section"),
    path("cases/", officer.listing, name="cases"),
    path("cases/export.<slug:form>", officer.export, name="cases_export"),
    path("cases/<slug:number>/", officer.case, name="case"),
    path("cases/<slug:number>/papers/<int:pk>/", officer.paper, name="paper"),
    path("cases/<slug:number>/supplement/", applicant_submit.supplement, name="supplement"),
    path("cases/<slug:number>/drop/", applicant_submit.drop, name="drop"),
    path("cases/<slug:number>/accept/", officer_moves.accept, name="accept"),
    path("cases/<slug:number>/refuse-eligibility/", officer_moves.refuse_eligibility, name="refuse_eligibility"),
    path("cases/<slug:number>/request-supplement/", officer_moves.request_supplement, name="request_supplement"),
    path("cases/<slug:number>/refuse-documents/", officer_moves.refuse_documents, name="refuse_documents"),
    path("cases/<slug:number>/documents-complete/", officer_moves.documents_complete, name="documents_complete"),
    path("cases/<slug:number>/assign/", officer_moves.assign, name="assign"),
    path("cases/<slug:number>/assignments/<int:pk>/end/", officer_moves.end_assignment, name="end_assignment"),
    path("", include("smilemark.certification.web.urls_back")),
]
