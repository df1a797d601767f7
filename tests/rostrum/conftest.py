"""Settings of a node with a migrated database."""

import shutil
from pathlib import Path

import pytest

from rostrum.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, sqlite_template: Path) -> Settings:
    """A node on a migrated SQLite database."""
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    return Settings(data_dir=tmp_path)
