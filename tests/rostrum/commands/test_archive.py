"""The command that writes the archive."""

from pathlib import Path

import pytest
import typer

from rostrum.commands.archive import archive_site


def test_folder_that_exists_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    with pytest.raises(typer.BadParameter, match="exists"):
        archive_site(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
