"""Names and short texts as people write them: rare characters and emoji stay, what cannot be seen is refused."""

from __future__ import annotations

import unicodedata

from smilemark.foundation.moves import Refused

# Joiners and variation selectors belong to emoji and to variants of Han characters; other format characters
# (direction overrides among them) can make a name read as something else.
_JOINERS = frozenset("\u200c\u200d")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn"})


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
    if len(tidy) > limit:
        raise Refused(f"「{label}」最多{limit}字，目前為{len(tidy)}字。", field=field)
    for character in tidy:
        if character not in _JOINERS and unicodedata.category(character) in _INVISIBLE:
            code = f"U+{ord(character):04X}"
            raise Refused(f"「{label}」含有無法顯示之控制字元（{code}），請刪除後再送出。", field=field)
    return tidy
