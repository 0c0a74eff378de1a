"""How many cases a property is tried on."""

import os


def tries(usual: int) -> int:
    """The usual number; fewer where the mutation run asks for it, which tries the same test thousands of times."""
    return min(usual, int(os.environ.get("SMILEMARK_LAW_EXAMPLES", usual)))
