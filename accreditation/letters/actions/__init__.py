"""Actions that write letters to applicants."""
