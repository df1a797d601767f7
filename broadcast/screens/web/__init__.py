"""Pages and API of screens."""
