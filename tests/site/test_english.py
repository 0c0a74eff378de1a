"""Every sentence the public, the sign-in and the errors show has its English, and the compiled file is up to date."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import smilemark

PACKAGE = Path(smilemark.__file__).parent
IN_TEMPLATES = re.compile(r"""{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")
IN_CODE = re.compile(r"""\b(?:_|gettext|gettext_lazy)\(\s*"([^"]+)"\s*\)""")
CJK = re.compile(r"[\u4e00-\u9fff]")


def english() -> gettext.GNUTranslations:
    with (PACKAGE / "locale/en/LC_MESSAGES/django.mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


def sentences() -> set[str]:
    found = set()
    for page in [*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("*.py")]:
        pattern = IN_TEMPLATES if page.suffix == ".html" else IN_CODE
        for match in pattern.finditer(page.read_text()):
            found.add(next(group for group in match.groups() if group))
    return {sentence for sentence in found if CJK.search(sentence)}


def test_every_sentence_has_its_english() -> None:
    catalogue = english()

    assert sorted(sentence for sentence in sentences() if catalogue.gettext(sentence) == sentence) == []


def test_no_english_sentence_keeps_chinese_words() -> None:
    allowed = {"productlist.zip", "產品效期"}  # the name of a column of the official file

    left = {
        words
        for words in english()._catalog.values()  # type: ignore[attr-defined]  # the only way to list a catalogue
        if isinstance(words, str) and CJK.search(words) and not any(name in words for name in allowed)
    }
    assert left == set()
