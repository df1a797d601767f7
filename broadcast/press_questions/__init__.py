"""Questions at press conferences: requests of journalists, called in a fair order of their languages."""
