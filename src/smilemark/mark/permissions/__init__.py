"""Who may do what, and why not, a module per subject."""
