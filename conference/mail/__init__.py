"""Transactional outbox of letters: written in the caller's transaction, sent once by a worker through SMTP."""
