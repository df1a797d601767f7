"""Wrapping keys: read from text or a file, named, and found."""

import stat
from pathlib import Path

import pytest

from conference.vault.keyring import (
    KeyFormatError,
    WrappingKeyMissingError,
    file_key_ring,
    fixed_key_ring,
    make_wrapping_key,
    new_wrapping_key,
    parse_keys,
    write_keys,
)
from tests.conference.vault.conftest import KEY, OTHER_KEY


def test_text_has_one_key_a_line_the_current_one_first() -> None:
    text = f"# of March\n{OTHER_KEY.secret.hex()}\n\n  {KEY.secret.hex().upper()}  \n"
    assert parse_keys(text) == [OTHER_KEY, KEY]
    assert fixed_key_ring(parse_keys(text)).current == OTHER_KEY


@pytest.mark.parametrize("line", ["00" * 31, "00" * 33, "zz" * 32, KEY.secret.hex()])
def test_invalid_line_is_named_and_not_quoted(line: str) -> None:
    with pytest.raises(KeyFormatError, match="line 2") as error:
        parse_keys(f"{KEY.secret.hex()}\n{line}")
    assert line not in str(error.value)


def test_name_and_representation_disclose_nothing() -> None:
    key = new_wrapping_key()
    assert key.secret.hex() not in repr(key)
    assert key.name not in key.secret.hex()
    assert make_wrapping_key(key.secret).name == key.name


def test_missing_keys_are_named_errors() -> None:
    with pytest.raises(WrappingKeyMissingError, match=r"vault\.no_key"):
        _ = fixed_key_ring([]).current
    with pytest.raises(WrappingKeyMissingError, match=r"vault\.key_missing"):
        fixed_key_ring([KEY]).get(OTHER_KEY.name)


def test_file_is_for_its_owner_and_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "vault.key"
    ring = file_key_ring(path)
    assert ring.keys == ()
    write_keys(path, [KEY])
    assert ring.current == KEY
    write_keys(path, [OTHER_KEY, KEY])
    assert (ring.current, ring.get(KEY.name)) == (OTHER_KEY, KEY)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    path.unlink()
    assert ring.keys == ()


def test_file_of_another_process_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "vault.key"
    write_keys(path, [KEY])
    with pytest.raises(FileExistsError):
        write_keys(path, [OTHER_KEY], replace=False)
    assert file_key_ring(path).keys == [KEY]
    assert list(tmp_path.iterdir()) == [path]
