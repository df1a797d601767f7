"""Requests of accredited journalists to put questions at press conferences, under their own links."""
