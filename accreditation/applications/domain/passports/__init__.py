"""Machine-readable zones of passports and identity cards (ICAO Doc 9303). Pure."""
