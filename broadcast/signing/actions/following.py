"""The public call follows the register and the tally, in the transaction that changes one of them."""

from collections.abc import Sequence
from dataclasses import replace

from msgspec import Struct

from broadcast.board.domain.board import CALLING, EVENT, TALLY, Entry, State
from broadcast.board.domain.signing import Calling, Tally, follow_calling
from broadcast.board.ports import BoardStore, Write
from broadcast.signing.domain import calling_order, merge_register
from broadcast.signing.ports import RegisterStore
from conference.transactions import Transaction

_CAUSES = frozenset({EVENT, TALLY, CALLING})


class RegisterFollowers(Struct, frozen=True):
    """`broadcast.board.ports.Followers`: the key `calling` follows the tally, and the register beside the board."""

    store: BoardStore
    register: RegisterStore
    seed: Sequence[str]

    async def follow(self, transaction: Transaction, writes: Sequence[Write]) -> Sequence[Write]:
        """Return the writes with that of the call, if it changes. Without writes the register has changed."""
        written = {write.key: write.state for write in writes}
        if written and not _CAUSES & written.keys():
            return writes
        tally = await self._find_state(transaction, written, TALLY)
        if not isinstance(tally, Tally):
            return writes
        entry = await self.store.find_entry(transaction, CALLING)
        current = written.get(CALLING, entry.state if entry else None)
        called = current.called if isinstance(current, Calling) else None
        order = calling_order(merge_register(self.seed, await self.register.list_stored(transaction)))
        following = follow_calling(called, order, {signature.country for signature in tally.signatures})
        if CALLING in written:
            return [replace(write, state=following) if write.key == CALLING else write for write in writes]
        return writes if following == current else [*writes, _write_following(entry, following)]

    async def _find_state(self, transaction: Transaction, written: dict[str, State | None], key: str) -> State | None:
        if key in written:
            return written[key]
        entry = await self.store.find_entry(transaction, key)
        return entry.state if entry else None


def _write_following(entry: Entry | None, following: Calling) -> Write:
    """Return the write of the call. It is no version of its own: the log names the act from which it follows."""
    if entry is None:
        return Write(key=CALLING, state=following, previous=None)
    return Write(key=CALLING, state=following, previous=entry.previous, version=entry.version)
