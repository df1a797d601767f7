"""Pages of follow-up forms, for their applicants and for officers."""
