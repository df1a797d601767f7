"""Published figures for the press, with sources and times."""
