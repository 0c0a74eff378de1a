"""The register derived again, by another way than the one that made it.

Nothing here asks ``certification``'s ``legal`` or ``queries``, nor the law: the rows are read as they lie in the database,
and events, stored findings and papers are held against them. What differs is told, never mended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilemark.registry.checks import cases, certificates, imported, labels
from smilemark.registry.checks.reading import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Difference", "differences"]


def differences() -> Iterator[Difference]:
    """Everything that does not agree, certificate by certificate and label by label."""
    yield from certificates.differences()
    yield from labels.differences()
    yield from cases.differences()
    yield from imported.differences()
