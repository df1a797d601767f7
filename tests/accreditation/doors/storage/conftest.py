"""Both databases for the storage of doors."""

from tests.support.each_database import database

__all__ = ["database"]
