"""Wait for writes in the background."""

from conference.storage.transactions import Transactions


async def written(transactions: Transactions) -> None:
    """Return when every write that was queued before is durable."""
    assert await transactions.background.add_and_wait("after the others", _write_nothing, within_s=30)


async def _write_nothing(_transaction: object) -> None:
    pass
