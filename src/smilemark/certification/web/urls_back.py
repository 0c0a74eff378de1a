"""Addresses of the second half: sections of a case, the laboratory, letters, certificates."""

from __future__ import annotations

from django.urls import URLPattern, path

from smilemark.certification.web import applicant_results, grants, laboratory, officer_results

urlpatterns: list[URLPattern] = [
    path("cases/<slug:number>/tests/", officer_results.tests, name="case_tests"),
    path("cases/<slug:number>/samples/", officer_results.sample_section, name="samples"),
    path("cases/<slug:number>/products/", officer_results.product_section, name="products"),
    path("cases/<slug:number>/report/", officer_results.report_section, name="report"),
    path("cases/<slug:number>/report/<int:revision>.pdf", applicant_results.report_pdf, name="report_pdf"),
    path("cases/<slug:number>/fee/", officer_results.fee_section, name="fee"),
    path("cases/<slug:number>/contract/", officer_results.contract_section, name="contract"),
    path("cases/<slug:number>/contract.pdf", applicant_results.contract_pdf, name="contract_pdf"),
    path("cases/<slug:number>/certificate/", officer_results.certificate_section, name="certificate"),
    path("cases/<slug:number>/grant/", grants.grant_section, name="grant"),
    path("cases/<slug:number>/grant/visit/", grants.visit_section, name="joint_visit"),
    path("cases/<slug:number>/letters/", officer_results.letter_section, name="letters"),
    path("letters/<int:pk>/", applicant_results.letter, name="letter"),
    path("letters/<int:pk>.pdf", applicant_results.letter_pdf, name="letter_pdf"),
    path("tests/", laboratory.listing, name="tests"),
    path("tests/<int:pk>/", laboratory.test, name="test"),
    path("tests/<int:pk>/report", laboratory.report, name="test_report"),
    path("certificates/", applicant_results.certificates, name="certificates"),
    path("certificates/<slug:number>/<int:version>.pdf", applicant_results.certificate_pdf, name="certificate_pdf"),
]
