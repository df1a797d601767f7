"""Passwords that are quick to check."""

from argon2 import PasswordHasher

from conference.auth.passwords import Passwords


def cheap_passwords() -> Passwords:
    """The real algorithm, made cheap."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
