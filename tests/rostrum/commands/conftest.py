"""A data folder for commands."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def data_folder(tmp_path: Path, sqlite_template: Path) -> Path:
    """A folder with a migrated SQLite database, which a command would else migrate from nothing."""
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    return tmp_path
