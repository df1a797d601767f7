"""Following the programme in other programs: calendars and feeds."""
