"""The only door to the law, a module per subject."""
