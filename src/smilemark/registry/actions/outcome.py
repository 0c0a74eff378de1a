"""What an import did, row by row where something was refused."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that was not taken over, or (as a warning) was taken over with a doubt."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(slots=True)
class ImportOutcome:
    """Counts of rows. ``read`` = created + updated + unchanged + duplicates + rejected."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    warnings: list[Rejection] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """How many rows changed the register."""
        return self.created + self.updated
