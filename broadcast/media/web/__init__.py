"""Streams of rooms on public pages."""
