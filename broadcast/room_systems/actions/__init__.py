"""Actions on room systems."""
