"""Actions on alerts."""
