"""The words on each letter; how they are drawn stands in ``typst/remedies``."""

from smilemark.remedies.documents.letters import LetterWords, Section, letter_layout, letter_words

__all__ = ["LetterWords", "Section", "letter_layout", "letter_words"]
