"""Deletion of personal data by class and age, and on a person's request."""
