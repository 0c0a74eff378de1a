"""States and tables of moves, a module per subject."""
