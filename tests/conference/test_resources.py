"""Locations of catalogues and events, in the source tree and in an installed package."""

from pathlib import Path

import pytest

from conference import resources
from conference.languages import LANGUAGES
from conference.resources import event_folder, locales_folder


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of bundled files, as in an installed package."""
    monkeypatch.setattr(resources, "_BUNDLED", tmp_path)
    for name in ("locales", "events"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_locales_folder_has_each_language() -> None:
    assert {path.name for path in locales_folder().iterdir() if path.is_dir()} == set(LANGUAGES)


def test_shipped_event_is_found_by_its_name() -> None:
    assert (event_folder("hanoi-2025") / "event.toml").is_file()


@pytest.mark.parametrize("path", ["/srv/events/other", "./other", "a/../other"])
def test_event_with_a_slash_is_a_path(path: str) -> None:
    assert event_folder(path) == Path(path)


def test_installed_package_uses_its_bundled_files(installed: Path) -> None:
    assert locales_folder() == installed / "locales"
    assert event_folder("hanoi-2025") == installed / "events" / "hanoi-2025"


def test_missing_bundled_folder_falls_back_to_the_source_tree(installed: Path) -> None:
    (installed / "locales").rmdir()
    assert locales_folder() == Path(resources.__file__).parents[1] / "locales"
