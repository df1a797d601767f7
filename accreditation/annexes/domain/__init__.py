"""Rules of follow-up forms. Pure."""
