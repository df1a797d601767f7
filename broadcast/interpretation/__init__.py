"""Interpretation: languages and channels of sessions, the agreed end, and languages that are lost."""
