"""Webhooks: signed messages to programs about what has happened, from an outbox in the database (docs/api.md)."""
