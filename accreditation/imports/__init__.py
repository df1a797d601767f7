"""Imports: applications and outlets from tables, checked as a whole and written as a whole."""
