"""Both databases for the storage that all subjects share."""

from tests.support.each_database import database

__all__ = ["database"]
