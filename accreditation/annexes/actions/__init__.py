"""Actions on follow-up forms: fill in, decide, export."""
