"""Template tags of surveillance."""
