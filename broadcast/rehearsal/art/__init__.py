"""The debrief list on paper."""
