"""Which characters no font here can show."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from smilemark.foundation.documents import drawing

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST_VISIBLE = 0x20
CHINESE = "標"


@cache
def covered() -> frozenset[int]:
    """Code points at least one font can show."""
    from fontTools.ttLib import TTLibError  # type: ignore[import-untyped]  # noqa: PLC0415  # no types; rarely needed

    points: set[int] = set()
    for place in sorted({font.path for font in drawing.fonts().fonts() if font.path}):
        try:
            for font in _faces(place):
                points.update(font.getBestCmap() or {})
        except (OSError, TTLibError):
            continue
    return frozenset(points)


def _faces(place: str) -> Iterator[Any]:
    """The first face of a collection stands for all: they share their characters."""
    from fontTools.ttLib import TTCollection, TTFont  # noqa: PLC0415  # rarely needed

    if place.lower().endswith((".ttc", ".otc")):
        with TTCollection(place, lazy=True) as collection:
            yield from collection.fonts[:1]
    else:
        with TTFont(place, lazy=True) as font:
            yield font


def missing(words: Any) -> list[str]:  # noqa: ANN401  # any JSON
    """Characters of the words that no font has, in order of first appearance."""
    known = covered()
    found = dict.fromkeys(c for text in _texts(words) for c in text if ord(c) >= _FIRST_VISIBLE and ord(c) not in known)
    return list(found)


def _texts(words: Any) -> Iterator[str]:  # noqa: ANN401  # any JSON
    if isinstance(words, str):
        yield words
    elif isinstance(words, dict):
        for value in words.values():
            yield from _texts(value)
    elif isinstance(words, list):
        for value in words:
            yield from _texts(value)


def explain(words: Any) -> str:  # noqa: ANN401  # any JSON
    """One sentence for staff: why the paper is a plain PDF."""
    if ord(CHINESE) not in covered():
        return "系統未安裝正體中文字型（Debian：apt install fonts-noto-cjk），文件改為一般 PDF。"
    characters = "、".join(f"{c}（U+{ord(c):04X}）" for c in missing(words)[:20])
    return f"下列字元系統字型無法顯示，文件改為一般 PDF：{characters}" if characters else ""
