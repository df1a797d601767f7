"""Both databases for the storage of applications."""

from tests.support.each_database import database

__all__ = ["database"]
