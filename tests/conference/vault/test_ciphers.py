"""Seals: what was changed, exchanged or sealed by another key is refused."""

import pytest

from conference.vault.ciphers import SEAL_BYTES, PersonCipher, SealBrokenError, new_data_key, unwrap_key, wrap_key
from tests.conference.vault.conftest import KEY, OTHER_KEY

PASSPORT = b"P<UTOERIKSSON<<ANNA<MARIA"


def test_value_is_unsealed_with_its_label() -> None:
    cipher = PersonCipher("application", new_data_key())
    sealed = cipher.seal("passport", PASSPORT)
    assert cipher.unseal("passport", sealed) == PASSPORT
    assert len(sealed) == len(PASSPORT) + SEAL_BYTES
    assert PASSPORT not in sealed
    assert cipher.seal("passport", PASSPORT) != sealed


def test_each_changed_byte_is_found() -> None:
    cipher = PersonCipher("application", new_data_key())
    sealed = cipher.seal("passport", PASSPORT)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(SealBrokenError):
            cipher.unseal("passport", bytes(changed))


@pytest.mark.parametrize("length", [0, 1, SEAL_BYTES - 1, SEAL_BYTES])
def test_cut_value_is_refused(length: int) -> None:
    cipher = PersonCipher("application", new_data_key())
    with pytest.raises(SealBrokenError):
        cipher.unseal("passport", cipher.seal("passport", PASSPORT)[:length])


def test_value_is_not_accepted_under_another_label_or_owner() -> None:
    data_key = new_data_key()
    sealed = PersonCipher("a", data_key).seal("passport", PASSPORT)
    for owner, label in (("a", "press card"), ("b", "passport")):
        with pytest.raises(SealBrokenError):
            PersonCipher(owner, data_key).unseal(label, sealed)


def test_data_key_is_unwrapped_for_its_owner_by_its_key_alone() -> None:
    data_key = new_data_key()
    wrapped = wrap_key(KEY, "a", data_key)
    assert unwrap_key(KEY, "a", wrapped) == data_key
    for key, owner in ((OTHER_KEY, "a"), (KEY, "b")):
        with pytest.raises(SealBrokenError):
            unwrap_key(key, owner, wrapped)
