"""Both databases for the contracts."""

from tests.support.each_database import database

__all__ = ["database"]
