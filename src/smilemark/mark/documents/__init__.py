"""The words on each paper, a module per subject, and their editable forms; the form of letters is foundation's."""

from smilemark.foundation.documents.official import LetterWords
from smilemark.mark.documents import letters, lists, orders, printing

__all__ = ["LetterWords", "letters", "lists", "orders", "printing"]
