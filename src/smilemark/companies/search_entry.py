"""What the text search knows of a firm: its names and its 統一編號."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.foundation import search

if TYPE_CHECKING:
    from smilemark.companies.models import Firm

KIND = "companies.firm"


def words_of(firm: Firm) -> str:
    """The text by which a firm is found."""
    return "\n".join(filter(None, (firm.name, firm.name_en, firm.ubn)))


def index_firm(firm: Firm) -> None:
    """Enter one firm, or enter it anew."""
    search.index(KIND, firm.pk, words_of(firm))
