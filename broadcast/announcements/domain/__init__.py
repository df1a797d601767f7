"""Rules of planned announcements, from plain values."""
