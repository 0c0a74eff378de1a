"""The colours of the style sheet pass WCAG AA on their grounds, in light and dark mode, computed from the file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import smilemark

SHEET = (Path(smilemark.__file__).parent / "site/static/site/smilemark.css").read_text()
TEXT, PARTS = 4.5, 3.0
GROUNDS = ("ground", "raised", "sunk")
PAIRS = [
    *[(text, ground, TEXT) for text in ("ink", "muted", "action", "action-strong", "bad") for ground in GROUNDS],
    *[(tone, f"{tone}-ground", TEXT) for tone in ("ok", "info", "warn", "bad", "quiet")],
    *[
        (text, ground, TEXT)
        for text in ("ink", "muted")
        for ground in ("action-wash", "ok-ground", "warn-ground", "bad-ground")
    ],
    ("action", "action-wash", TEXT),
    ("on-action", "action", TEXT),
    ("on-action", "action-strong", TEXT),
    *[(part, ground, PARTS) for part in ("line-strong", "focus", "brand") for ground in GROUNDS],
]


def tokens(mode: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\n\s*\}", SHEET, re.DOTALL)[:2]
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", light))
    return found if mode == "light" else {**found, **dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", dark))}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_every_colour_can_be_read_on_its_ground(mode: str, front: str, back: str, least: float) -> None:
    colours = tokens(mode)

    assert contrast(colours[front], colours[back]) >= least


def test_night_changes_nothing_but_colours():
    """What axe finds by day about anything else, it would find by night."""
    (night,) = re.findall(r"@media \(prefers-color-scheme: dark\) \{(.*?)\n\}", SHEET, re.DOTALL)

    (rule,) = re.findall(r"([^{}]+)\{([^{}]*)\}", night)

    assert rule[0].strip() == ":root"
    assert [
        line
        for line in re.split(r"[;\n]", rule[1])
        if line.strip() and not re.match(r"\s*(--[\w-]+|color-scheme):", line)
    ] == []
