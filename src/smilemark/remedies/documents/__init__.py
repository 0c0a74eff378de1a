"""The words on each letter; how they are drawn stands in ``typst/remedies``."""

from smilemark.foundation.documents.official import LetterWords
from smilemark.remedies.documents.letters import addressee_of, authority_of, grounds, letter_layout

__all__ = ["LetterWords", "addressee_of", "authority_of", "grounds", "letter_layout"]
