"""Notices of dark screens on the console and in the API."""
