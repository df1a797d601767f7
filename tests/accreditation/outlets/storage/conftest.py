"""The stores run on SQLite and PostgreSQL."""

from tests.support.each_database import database

__all__ = ["database"]
