"""Actions on planned announcements."""
