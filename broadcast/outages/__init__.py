"""Screens that are dark: who is told of them, on the console and by mail, and what is known of each outage."""
