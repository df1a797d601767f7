"""Settings of a node with a migrated database."""

import os
import shutil
from pathlib import Path

import pytest

from rostrum.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, sqlite_template: Path) -> Settings:
    """A node on a migrated SQLite database."""
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    return Settings(data_dir=tmp_path)


@pytest.fixture
def own_settings(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a migrated database, for settings that name it, a free port and nothing else."""
    for name in [name for name in os.environ if name.startswith("ROSTRUM_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ROSTRUM_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("ROSTRUM_PORT", "0")
    shutil.copy(sqlite_template, tmp_path / "rostrum.db")
    return tmp_path
