"""The documentation of the settings."""

from pathlib import Path

from rostrum.settings_page import settings_page

ROOT = Path(__file__).parents[2]


def test_settings_page_is_fresh() -> None:
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_page()
