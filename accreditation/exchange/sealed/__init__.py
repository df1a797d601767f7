"""Files that an installation and an agency exchange: keys, sealed batches, signed verdicts (docs/agency.md)."""
