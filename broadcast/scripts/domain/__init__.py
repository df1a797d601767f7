"""Rules of scripts. Pure."""
