"""SQLite and PostgreSQL in turn, for a folder or module whose tests all run on both.

A conftest or module imports `database` from here. A single test asks for the fixture `each_database` instead.
"""

import pytest

from conference.storage.engine import Database

__all__ = ["database"]


@pytest.fixture
def database(each_database: Database) -> Database:
    """Return each migrated, empty database in turn."""
    return each_database
