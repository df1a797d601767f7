"""Both databases for the outbox of letters."""

from tests.support.each_database import database

__all__ = ["database"]
