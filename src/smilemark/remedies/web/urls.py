"""Addresses of the app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from smilemark.remedies.web import batches, endings, letters, listing, objections, orders

app_name = "remedies"
urlpatterns: list[URLPattern | URLResolver] = [
    path("remedies/", listing.index, name="index"),
    path("remedies/export.<slug:form>", listing.export, name="export"),
    path("remedies/open/", listing.open_matter, name="open"),
    path("remedies/orders/<slug:number>/", orders.order, name="order"),
    path("remedies/endings/<slug:number>/", endings.ending, name="ending"),
    path("remedies/objections/<slug:number>/", objections.objection, name="objection"),
    path("remedies/decisions/<int:pk>/object/", objections.new_objection, name="new_objection"),
    path("remedies/verifications/<int:pk>/object/", objections.new_verification_objection, name="object_verification"),
    path("remedies/batches/", batches.batches, name="batches"),
    path("remedies/batches/new/", batches.new_batch, name="new_batch"),
    path("remedies/batches/<slug:number>/", batches.batch, name="batch"),
    path("remedies/letters/<int:pk>/", letters.letter, name="letter"),
    path("remedies/letters/<int:pk>.pdf", letters.letter_pdf, name="letter_pdf"),
    path("remedies/letters/<int:pk>.odt", letters.letter_odt, name="letter_odt"),
    path("remedies/services/<int:pk>/proof", letters.proof, name="proof"),
    path("remedies/papers/<int:pk>", letters.paper, name="paper"),
]
