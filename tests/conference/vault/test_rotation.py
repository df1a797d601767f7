"""Rotation: each data key is wrapped with the current key, wherever an earlier run was cut."""

import pytest
from sqlalchemy import func, select

from conference.clock import ManualClock
from conference.storage.audit import audit_log
from conference.storage.transactions import Transactions
from conference.vault import rotation
from conference.vault.ciphers import wrap_key
from conference.vault.keyring import WrappingKeyMissingError, fixed_key_ring
from conference.vault.rotation import ROTATED, count_data_keys, rewrap_data_keys
from conference.vault.vault import Vault
from tests.conference.vault.conftest import KEY, OTHER_KEY

OWNERS = ["a", "b", "c", "d", "e"]
BOTH = fixed_key_ring([OTHER_KEY, KEY])


class CutError(Exception):
    """The process ends."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)


@pytest.fixture
async def sealed(vault: Vault, transactions: Transactions) -> dict[str, bytes]:
    async with transactions.write() as transaction:
        return {owner: await vault.seal(transaction, owner, "passport", owner.encode()) for owner in OWNERS}


async def count(transactions: Transactions) -> dict[str, int]:
    async with transactions.read() as transaction:
        return dict(await count_data_keys(transaction))


async def require_readable(vault: Vault, transactions: Transactions, sealed: dict[str, bytes]) -> None:
    async with transactions.read() as transaction:
        for owner in OWNERS:
            assert await vault.unseal(transaction.connection, owner, "passport", sealed[owner]) == owner.encode()


async def test_old_key_is_not_needed_after_the_rotation(
    sealed: dict[str, bytes], transactions: Transactions, clock: ManualClock
) -> None:
    assert await rewrap_data_keys(transactions, BOTH, clock, by="system") == len(OWNERS)
    assert await count(transactions) == {OTHER_KEY.name: len(OWNERS)}
    await require_readable(Vault(fixed_key_ring([OTHER_KEY]), clock), transactions, sealed)
    assert await rewrap_data_keys(transactions, BOTH, clock, by="system") == 0


@pytest.mark.parametrize("cut_at", range(1, len(OWNERS) + 1))
async def test_cut_rotation_is_finished_by_the_next(
    sealed: dict[str, bytes],
    transactions: Transactions,
    clock: ManualClock,
    monkeypatch: pytest.MonkeyPatch,
    cut_at: int,
) -> None:
    wrapped: list[str] = []

    def wrap_or_cut(*arguments: object) -> bytes:
        wrapped.append("")
        if len(wrapped) == cut_at:
            raise CutError
        return wrap_key(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(rotation, "wrap_key", wrap_or_cut)
    with pytest.raises(CutError):
        await rewrap_data_keys(transactions, BOTH, clock, by="system")
    done = (cut_at - 1) // 2 * 2
    assert (await count(transactions)).get(OTHER_KEY.name, 0) == done
    await require_readable(Vault(BOTH, clock), transactions, sealed)
    assert await rewrap_data_keys(transactions, BOTH, clock, by="system") == len(OWNERS) - done
    await require_readable(Vault(fixed_key_ring([OTHER_KEY]), clock), transactions, sealed)


async def test_each_transaction_is_in_the_audit_log(
    sealed: dict[str, bytes], transactions: Transactions, clock: ManualClock
) -> None:
    await rewrap_data_keys(transactions, BOTH, clock, by="system")
    async with transactions.read() as transaction:
        recorded = select(func.count()).where(audit_log.c.action == ROTATED, audit_log.c.subject == OTHER_KEY.name)
        assert await transaction.connection.scalar(recorded) == 3


async def test_data_key_of_a_missing_key_stops_the_rotation(
    sealed: dict[str, bytes], transactions: Transactions, clock: ManualClock
) -> None:
    with pytest.raises(WrappingKeyMissingError):
        await rewrap_data_keys(transactions, fixed_key_ring([OTHER_KEY]), clock, by="system")
    assert await count(transactions) == {KEY.name: len(OWNERS)}
