"""Wrapping keys as the settings name them."""

import stat
from pathlib import Path

import pytest

from conference.vault.keyring import parse_keys
from rostrum.settings import Settings, SettingsError, settings_from
from rostrum.vault_key_ring import FILE, load_key_ring, read_key_ring

KEYS = ("00" * 32, "11" * 32)
POSTGRES = "postgresql://db/rostrum"


def test_first_start_with_sqlite_makes_one_key_for_the_owner(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert list(read_key_ring(settings).keys) == []
    key = load_key_ring(settings).current
    assert load_key_ring(settings).current == key
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_postgresql_without_a_setting_makes_no_key(tmp_path: Path) -> None:
    assert list(load_key_ring(Settings(data_dir=tmp_path, database_url=POSTGRES)).keys) == []
    assert list(tmp_path.iterdir()) == []


def test_setting_gives_the_keys_in_its_order() -> None:
    settings = settings_from({"ROSTRUM_VAULT_KEYS": ", ".join(KEYS), "DATABASE_URL": POSTGRES})
    assert list(load_key_ring(settings).keys) == parse_keys("\n".join(KEYS))
    assert KEYS[0] not in repr(settings)


def test_setting_names_a_file(tmp_path: Path) -> None:
    path = tmp_path / "of.key"
    path.write_text(KEYS[1])
    settings = settings_from({"ROSTRUM_VAULT_KEY_FILE": str(path), "DATABASE_URL": POSTGRES})
    assert list(load_key_ring(settings).keys) == parse_keys(KEYS[1])


@pytest.mark.parametrize(
    "settings",
    [
        Settings(vault_keys=("short",)),
        Settings(vault_keys=(KEYS[0], KEYS[0])),
        Settings(vault_keys=KEYS, vault_key_file=Path("vault.key")),
        Settings(vault_key_file=Path("no such file")),
    ],
)
def test_unusable_setting_is_refused_by_name(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="ROSTRUM_VAULT_KEY"):
        load_key_ring(settings)
