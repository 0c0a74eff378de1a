"""Drawing a sample that anyone can draw again: seed and frame in, sample out.

The method (docs/drawing.md, checked by docs/verify_draw.py):

1. Before the draw the SHA-256 of the secret seed is published (`commitment_to`), with the purpose, the frame
   and its hash; where wished also the name of a public value nobody can know yet (a lottery's next numbers).
2. The frame is a text: one line per item, fields parted by one tab, lines in the order of the bytes of the first
   field, each ended by one line feed, UTF-8. Its hash is the SHA-256 of that text.
3. The key is the SHA-256 of five lines: method, purpose, seed, public value, frame hash.
4. The ticket of an item is the SHA-256 of two lines: key, item. The items in the order of their tickets are
   the draw; the first `size` are the sample, and the next stand in for those that fall out.

Each order of the items is equally likely, as far as SHA-256 lets anybody tell; no division, so no bias.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from smilemark.law.facts import FactsError, is_blank, require

METHOD = "smilemark-draw-1"
"""Name and version of the method; a change of the method is another name."""

_SEED = re.compile(r"[0-9a-f]{64}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True)
class Frame:
    """The items a sample is drawn from, in canonical order; the first field of a row names the item."""

    rows: tuple[tuple[str, ...], ...]

    @cached_property
    def text(self) -> str:
        """The canonical form, as it is published."""
        return "".join("\t".join(row) + "\n" for row in self.rows)

    @cached_property
    def digest(self) -> str:
        """The frame hash: SHA-256 of the canonical form, 64 hexadecimal digits."""
        return _digest(self.text)

    @property
    def items(self) -> tuple[str, ...]:
        """What each row names, in canonical order."""
        return tuple(row[0] for row in self.rows)


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw that has been made: all that is needed to make it again, and what it gave."""

    purpose: str
    seed: str
    public_value: str
    frame_hash: str
    order: tuple[str, ...]
    """Every item of the frame, in the order of its ticket."""
    size: int

    @property
    def sample(self) -> tuple[str, ...]:
        """The items drawn."""
        return self.order[: self.size]

    @property
    def substitutes(self) -> tuple[str, ...]:
        """Who stands in, in this order, for an item of the sample that falls out."""
        return self.order[self.size :]

    def record(self) -> dict[str, str | int | list[str]]:
        """What is published beside the frame once the draw has been made; plain JSON values."""
        return {
            "method": METHOD,
            "purpose": self.purpose,
            "commitment": commitment_to(self.seed),
            "seed": self.seed,
            "public_value": self.public_value,
            "frame_hash": self.frame_hash,
            "size": self.size,
            "sample": list(self.sample),
        }


def commitment_to(seed: str) -> str:
    """What is published before the draw: the SHA-256 of the seed, which binds it and does not tell it.

    Errors: `seed` unless 64 hexadecimal digits in lower case (256 bits by chance, made by the caller).
    """
    require(_SEED.fullmatch(seed) is not None, "seed", "not 64 hexadecimal digits in lower case")
    return _digest(seed)


def frame_of(rows: Iterable[Iterable[str]]) -> Frame:
    """The frame of these rows, in whatever order they come; the first field of each names the item.

    Errors: `rows[k]` of a row without a name, with a control character, or whose item stands in an earlier row.
    """
    found: dict[str, tuple[str, ...]] = {}
    for place, fields in enumerate(rows):
        row = tuple(fields)
        path = f"rows[{place}]"
        require(bool(row) and not is_blank(row[0]), path, "the first field names the item and may not be blank")
        require(all(_CONTROL.search(field) is None for field in row), path, "holds a control character")
        require(row[0] not in found, path, "this item stands twice")
        found[row[0]] = row
    return Frame(tuple(found[item] for item in sorted(found, key=str.encode)))


def draw(frame: Frame, *, size: int, purpose: str, seed: str, public_value: str = "", commitment: str = "") -> Draw:
    """Draw so many items of the frame.

    Args:
        frame: the items, as published.
        size: how many; the rules on sample sizes say it.
        purpose: what is drawn, for instance 115年度定期追蹤查核 019; two purposes give two orders.
        seed: 64 hexadecimal digits, secret until the draw.
        public_value: what nobody knew when the commitment was published; empty where none was named.
        commitment: what was published; where given, the seed must fit it.

    Errors: `size` below 0 or above the frame; `purpose` blank; `purpose`, `public_value` with a control
    character; `seed` of another form; `commitment` that does not fit the seed.
    """
    require(0 <= size <= len(frame.rows), "size", f"not an integer from 0 to {len(frame.rows)}")
    require(not is_blank(purpose), "purpose", "blank")
    for field, text in (("purpose", purpose), ("public_value", public_value)):
        require(_CONTROL.search(text) is None, field, "holds a control character")
    promised = commitment_to(seed)
    if commitment not in ("", promised):
        raise FactsError("commitment", "this is not the seed that was promised")
    key = _digest(_lines(METHOD, purpose, seed, public_value, frame.digest))
    order = sorted(frame.items, key=lambda item: (_digest(_lines(key, item)), item.encode()))
    return Draw(purpose, seed, public_value, frame.digest, tuple(order), size)


def _lines(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
