"""Changes of the programme on the day: acts on sessions, clashes, private sessions, tables in and out."""
