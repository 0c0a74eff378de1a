"""The words on each paper, a module per subject; ``letters`` is shared."""
