"""Writing, a module per subject; ``runs`` numbers tags, ``letters`` writes letters, for every subject."""
