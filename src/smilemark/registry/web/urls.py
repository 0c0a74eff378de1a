"""Addresses of the public pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from smilemark.registry.web import given, open_data, public, reports, rules

app_name = "registry"
urlpatterns: list[URLPattern | URLResolver] = [
    path("verify/", public.verify, name="verify"),
    path("verify/<path:number>", public.label, name="label"),
    path("products/", public.products, name="products"),
    path("products/products.csv", public.products_csv, name="products_csv"),
    path("products/products.json", public.products_json, name="products_json"),
    path("firms/<int:pk>/", public.firm, name="firm"),
    path("reports/new", reports.new, name="report_new"),
    path("reports/<str:token>", reports.report, name="report"),
    path("reports/given/<slug:number>/", given.given, name="report_given"),
    path("reports/given/<slug:number>/photos/<int:pk>/", given.photo, name="report_given_photo"),
    path("open-data/", open_data.page, name="open_data"),
    path("open-data/productlist.zip", open_data.productlist, name="productlist"),
    path("rules/", rules.rules, name="rules"),
    path("rules/at/<slug:slug>/", rules.place, name="rule_place"),
    path("rules/<slug:name>/", rules.rule, name="rule"),
]
