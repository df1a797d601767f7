"""Wrapping keys on the command line: listed, rotated, dropped."""

from dataclasses import replace

import pytest

from conference.errors import RuleError
from conference.vault import rotation
from conference.vault.keyring import KeyRing, WrappingKeyMissingError, file_key_ring, fixed_key_ring, parse_keys
from conference.vault.vault import Vault
from rostrum.runtime import Runtime
from rostrum.vault_key_ring import FILE
from rostrum.vault_keys import drop_wrapping_key, list_wrapping_keys, rotate_wrapping_key


@pytest.fixture
async def sealed(runtime: Runtime) -> bytes:
    async with runtime.transactions.write() as transaction:
        return await runtime.vault.seal(transaction, "a", "passport", b"X1234567")


async def unseal(runtime: Runtime, key_ring: KeyRing, sealed: bytes) -> bytes:
    async with runtime.transactions.read() as transaction:
        return await Vault(key_ring, runtime.clock).unseal(transaction.connection, "a", "passport", sealed)


async def test_rotation_makes_a_key_and_the_old_one_is_dropped_later(runtime: Runtime, sealed: bytes) -> None:
    (old,) = await list_wrapping_keys(runtime)
    name, wrapped = await rotate_wrapping_key(runtime)
    assert wrapped == 1
    assert [(row.name, row.data_keys, row.is_current) for row in await list_wrapping_keys(runtime)] == [
        (name, 1, True),
        (old.name, 0, False),
    ]
    await drop_wrapping_key(runtime, old.name)
    assert [row.name for row in await list_wrapping_keys(runtime)] == [name]
    assert await unseal(runtime, file_key_ring(runtime.settings.data_dir / FILE), sealed) == b"X1234567"


async def test_cut_rotation_goes_on_with_the_key_that_it_made(
    runtime: Runtime, sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(rotation, "wrap_key", None)
        with pytest.raises(TypeError):
            await rotate_wrapping_key(runtime)
    before = [row.name for row in await list_wrapping_keys(runtime)]
    name, wrapped = await rotate_wrapping_key(runtime)
    assert (name, wrapped) == (before[0], 1)
    assert [row.name for row in await list_wrapping_keys(runtime)] == before


async def test_key_that_protects_data_is_not_dropped(runtime: Runtime, sealed: bytes) -> None:
    (row,) = await list_wrapping_keys(runtime)
    with pytest.raises(RuleError, match=r"vault\.key_in_use"):
        await drop_wrapping_key(runtime, row.name)
    with pytest.raises(WrappingKeyMissingError):
        await drop_wrapping_key(runtime, "0" * 16)
    assert await unseal(runtime, runtime.vault.key_ring, sealed) == b"X1234567"


async def test_keys_of_the_setting_are_changed_there(runtime: Runtime, sealed: bytes) -> None:
    first = runtime.vault.key_ring.current
    second = parse_keys("22" * 32)[0]
    settings = replace(runtime.settings, vault_keys=(second.secret.hex(), first.secret.hex()))
    with_setting = replace(runtime, settings=settings, vault=Vault(fixed_key_ring([second, first]), runtime.clock))
    assert await rotate_wrapping_key(with_setting) == (second.name, 1)
    with pytest.raises(RuleError, match=r"vault\.key_in_setting"):
        await drop_wrapping_key(with_setting, first.name)


async def test_key_that_this_node_lacks_is_listed(runtime: Runtime, sealed: bytes) -> None:
    other = parse_keys("22" * 32)[0]
    elsewhere = replace(runtime, vault=Vault(fixed_key_ring([other]), runtime.clock))
    rows = [(row.data_keys, row.is_current, row.is_here) for row in await list_wrapping_keys(elsewhere)]
    assert rows == [(0, True, True), (1, False, False)]
