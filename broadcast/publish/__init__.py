"""What the public follows: pages, calendars and feeds."""
