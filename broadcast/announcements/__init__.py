"""Planned announcements: drafts that a second reader approves, and announcements that are published at a set time."""
