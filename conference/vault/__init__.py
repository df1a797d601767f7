"""Encryption of personal data at rest: one data key a person, wrapped by a key that is not in the database."""
