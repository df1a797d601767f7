"""Rules of room systems as pure functions."""
