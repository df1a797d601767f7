"""Both databases for the storage of duplicates."""

from tests.support.each_database import database

__all__ = ["database"]
