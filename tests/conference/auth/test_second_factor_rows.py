"""The rows of second factors, on both databases."""

from conference.auth import storage
from conference.auth.roles import Staff
from conference.auth.second_factor_rows import (
    SecondFactor,
    count_recovery_codes,
    delete_factor,
    find_factor,
    replace_factor,
    use_recovery_code,
    use_step,
)
from conference.clock import ManualClock
from conference.storage.transactions import Transactions

LAN = Staff("stf_lan", "lan", "Lan", frozenset(), "vi")


async def test_factor_is_saved_used_and_deleted(transactions: Transactions, clock: ManualClock) -> None:
    factor = SecondFactor(LAN.id, "sealed", 100, clock.now())
    async with transactions.write() as transaction:
        connection = transaction.connection
        await storage.add_staff(connection, LAN, password_hash="hash", at=clock.now())
        for _ in range(2):
            await replace_factor(connection, factor, ["a", "b"])
        assert await find_factor(connection, LAN.id) == factor
        assert [await use_step(connection, LAN.id, step) for step in (100, 101, 101, 99)] == [False, True, False, False]
        assert [await use_recovery_code(connection, LAN.id, digest) for digest in ("a", "a", "c")] == [
            True,
            False,
            False,
        ]
        assert not await use_recovery_code(connection, "stf_other", "b")
        assert await count_recovery_codes(connection, LAN.id) == 1
        assert await delete_factor(connection, LAN.id)
        assert not await delete_factor(connection, LAN.id)
        assert await find_factor(connection, LAN.id) is None
        assert await count_recovery_codes(connection, LAN.id) == 0
