"""Pages and API of room systems."""
