"""Tables, a module per subject."""

from smilemark.mark.models.letters import Letter
from smilemark.mark.models.runs import PrintRun

__all__ = ["Letter", "PrintRun"]
