"""Names and short texts as people write them: rare characters and emoji stay, what cannot be seen is refused."""

from __future__ import annotations

import unicodedata

from smilemark.foundation.moves import Refused

# Joiners and variation selectors belong to emoji and to variants of Han characters; other format characters
# (direction overrides among them) can make a name read as something else.
_JOINERS = frozenset("\u200c\u200d")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn"})


def why_too_long(text: str, *, label: str, limit: int) -> str | None:
    """The sentence that refuses a text longer than ``limit`` characters; None: it fits. Nothing is ever cut off."""
    if len(text) <= limit:
        return None
    return f"「{label}」最多{limit}字，目前為{len(text)}字。"


def within(text: str, *, field: str, label: str, limit: int) -> str:
    """The text without white space around it; may be empty, may have lines.

    Raises:
        Refused: longer than ``limit``; names the field.
    """
    tidy = text.strip()
    if (reason := why_too_long(tidy, label=label, limit=limit)) is not None:
        raise Refused(reason, field=field)
    return tidy


def shortened(text: str, limit: int) -> str:
    """A line of our own making that must fit a column: what does not is left out visibly (…). Never for typed text."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def cleaned(text: str, *, field: str, label: str, limit: int, required: bool = True) -> str:
    """The text in NFC without white space around it.

    Args:
        text: as typed.
        field: name of the form field, for the refusal.
        label: the field's name in Chinese, for the sentence.
        limit: most characters (code points).
        required: whether it may not be empty.

    Raises:
        Refused: empty though required, too long, or with control characters; names the field.
    """
    tidy = unicodedata.normalize("NFC", text).strip()
    if required and not tidy:
        raise Refused(f"請填寫「{label}」。", field=field)
    if (reason := why_too_long(tidy, label=label, limit=limit)) is not None:
        raise Refused(reason, field=field)
    for character in tidy:
        if character not in _JOINERS and unicodedata.category(character) in _INVISIBLE:
            code = f"U+{ord(character):04X}"
            raise Refused(f"「{label}」含有無法顯示之控制字元（{code}），請刪除後再送出。", field=field)
    return tidy
