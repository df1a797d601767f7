"""Key of the links of applicants."""

import stat
from pathlib import Path

import pytest

from rostrum.link_key import FILE, load_link_key
from rostrum.settings import Settings, SettingsError


def test_key_is_made_once_for_the_owner_only(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    key = load_link_key(settings)
    assert len(key) == 32
    assert load_link_key(settings) == key
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert list((tmp_path / FILE.parent).iterdir()) == [tmp_path / FILE]


def test_key_made_by_another_process_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(data_dir=tmp_path)
    key = load_link_key(settings)
    seen = iter([False])
    monkeypatch.setattr(Path, "exists", lambda _path: next(seen))
    assert load_link_key(settings) == key


def test_setting_gives_each_node_the_same_key(tmp_path: Path) -> None:
    text = "correct horse battery staple and more"
    keys = {load_link_key(Settings(data_dir=tmp_path / node, link_key=text)) for node in ("a", "b")}
    assert len(keys) == 1
    assert not (tmp_path / "a").exists()


def test_short_setting_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="ROSTRUM_LINK_KEY"):
        load_link_key(Settings(data_dir=tmp_path, link_key="short"))
