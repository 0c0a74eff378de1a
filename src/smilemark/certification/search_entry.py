"""What the text search knows of a label: product, model and brand. The firm's name stands with the firm."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.foundation import search

if TYPE_CHECKING:
    from smilemark.certification.models import Label

KIND = "certification.label"


def words(product_name: str, product_model: str, brand: str, published_firm: str | None) -> str:
    """The text by which a label is found; the source's own name of the firm where it differs from the firm's."""
    return "\n".join(filter(None, (product_name, product_model, brand, published_firm)))


def index_label(label: Label) -> None:
    """Enter one label, or enter it anew; called in the transaction that issues or changes it."""
    search.index(KIND, label.pk, words(label.product_name, label.product_model, label.brand, label.published_firm))
