"""Who of the signers is in the hall, followed by waiting requests of staff pages. Never on the board."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from msgspec import Struct

from broadcast.signing.domain import merge_register
from broadcast.signing.ports import SigningServices

READ_EVERY_S = 1.0
"""Seconds between two reads while a request waits: an entry at a door of another node is seen at the next one."""

HOLD_S = 20.0
"""Seconds that a request waits for a change."""


class HallState(Struct, frozen=True):
    """State → time of entry of its signer, for those in the hall, and the digest of this and of the register."""

    present: Mapping[str, datetime]
    register: str

    @property
    def digest(self) -> str:
        """A text that differs when the presence or the register differs."""
        parts = [f"{country}={at.isoformat()}" for country, at in sorted(self.present.items())]
        return sha256("\n".join([self.register, *parts]).encode()).hexdigest()[:16]


class HallWatch:
    """Reads the presence of signers for all waiting requests of this process together."""

    def __init__(self, services: SigningServices, *, read_every_s: float = READ_EVERY_S) -> None:
        self._services = services
        self._read_every_s = read_every_s
        self._changed = asyncio.Event()
        self._state: HallState | None = None
        self._read_at = float("-inf")
        self._lock = asyncio.Lock()
        self._is_closed = False

    def notify(self) -> None:
        """Read again at once: a holder has moved at a door of this node, or an act has changed the register."""
        self._read_at = float("-inf")
        self._changed.set()
        self._changed = asyncio.Event()

    def close(self) -> None:
        """End all waiting requests."""
        self._is_closed = True
        self.notify()

    async def wait(self, seen: str, *, hold_s: float = HOLD_S) -> HallState:
        """Return the state once its digest is not `seen`, at the latest after `hold_s`."""
        loop = asyncio.get_running_loop()
        until = loop.time() + hold_s
        while True:
            changed, state = self._changed, await self.read()
            left = until - loop.time()
            if state.digest != seen or left <= 0 or self._is_closed:
                return state
            try:
                await asyncio.wait_for(changed.wait(), min(left, self._read_every_s))
            except TimeoutError:
                continue

    async def read(self) -> HallState:
        """Return the state, read at most once in the interval for all requests."""
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if self._state is None or now - self._read_at >= self._read_every_s:
                self._read_at = now
                self._state = await self._read_state()
            return self._state

    async def _read_state(self) -> HallState:
        services = self._services
        async with services.board.transactions.read() as transaction:
            stored = await services.register.list_stored(transaction)
            proposals = await services.register.list_proposals(transaction)
            badges = {entry.badge_id: entry.country for entry in stored if entry.badge_id}
            times = await services.badges.list_present(transaction, badges) if badges else {}
        versions = [f"{entry.country}.{entry.version}" for entry in merge_register((), stored)]
        register = sha256(" ".join([*versions, *(one.id for one in proposals)]).encode()).hexdigest()[:12]
        return HallState({badges[badge]: at for badge, at in times.items()}, register)
