"""Composition root and program."""
