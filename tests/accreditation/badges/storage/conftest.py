"""Both databases for the storage of badges."""

from tests.support.each_database import database

__all__ = ["database"]
