"""All rooms at a glance, and acts by room."""
