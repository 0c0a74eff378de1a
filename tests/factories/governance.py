"""The scheme's data, loaded as an installation loads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.factories.companies import LONG_AGO

from smilemark.governance import loading
from smilemark.governance.models import Industry

if TYPE_CHECKING:
    from collections.abc import Collection


def load_scheme(codes: Collection[str] | None = None) -> None:
    """Industries, fees, limits, adopted systems and announcements (of these industries only, where named)."""
    loading.load(at=LONG_AGO, codes=codes)


def industry(code: str) -> Industry:
    """An industry by its code; the scheme must be loaded."""
    return Industry.objects.get(code=code)
