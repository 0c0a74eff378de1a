"""Replay's door to law: the change as TOML, the rules asked again, whole columns screened at once."""
