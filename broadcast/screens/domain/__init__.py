"""Rules of screens. Pure."""
