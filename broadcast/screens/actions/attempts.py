"""Save how often other devices used the names of screens: what a node has counted since it last did."""

from broadcast.feed.screens import Screens
from broadcast.screens.ports import ScreenStore
from conference.transactions import Transactions


async def save_attempts(transactions: Transactions, store: ScreenStore, screens: Screens) -> None:
    """Add the attempts that this node has counted to those of all nodes, at most one row a screen.

    Raises: any error of the database driver; what was not saved then is saved with the next call.
    """
    changes = screens.list_unsaved_attempts()
    if not changes:
        return
    async with transactions.write() as transaction:
        for change in changes:
            await store.add_attempts(transaction, change)
    screens.mark_attempts_saved(changes)
