"""Ports of screens: the store, and the dependencies of the actions. Stores are stateless."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from broadcast.board.ports import Board
from broadcast.feed.screens import AttemptChange
from broadcast.screens.domain.pairing import Attempts, PairedScreen, PairingRequest
from conference.transactions import Transaction


class ScreenStore(Protocol):
    """Store of paired screens and of the requests of devices."""

    async def lock(self, transaction: Transaction) -> None:
        """Wait for other writing transactions on screens, until this one ends."""
        ...

    async def list_requests(self, transaction: Transaction, *, since: datetime) -> list[PairingRequest]:
        """Return the requests since a moment, oldest first, in every state."""
        ...

    async def find_request(
        self, transaction: Transaction, public_key: str, *, since: datetime
    ) -> PairingRequest | None:
        """Return the latest request of a key since a moment, or None."""
        ...

    async def add_request(self, transaction: Transaction, request: PairingRequest) -> None:
        """Add a request."""
        ...

    async def save_request(self, transaction: Transaction, request: PairingRequest) -> None:
        """Replace a request."""
        ...

    async def delete_requests(self, transaction: Transaction, *, before: datetime) -> None:
        """Delete the requests from before a moment."""
        ...

    async def list_screens(self, transaction: Transaction) -> list[PairedScreen]:
        """Return all screens by name."""
        ...

    async def find_screen(self, transaction: Transaction, name: str) -> PairedScreen | None:
        """Return the screen of this name, or None."""
        ...

    async def find_by_key(self, transaction: Transaction, public_key: str) -> PairedScreen | None:
        """Return the screen that the device with this key is, or None."""
        ...

    async def add_screen(self, transaction: Transaction, screen: PairedScreen) -> None:
        """Add a screen."""
        ...

    async def save_screen(self, transaction: Transaction, screen: PairedScreen) -> None:
        """Replace a screen."""
        ...

    async def delete_screen(self, transaction: Transaction, name: str) -> None:
        """Delete a screen."""
        ...

    async def add_attempts(self, transaction: Transaction, change: AttemptChange) -> None:
        """Add to the attempts on a name; those that become none are deleted."""
        ...

    async def list_attempts(self, transaction: Transaction) -> Mapping[str, Attempts]:
        """Return the attempts by name."""
        ...

    async def delete_attempts(self, transaction: Transaction, name: str) -> None:
        """Delete the attempts on a name."""
        ...


def _count_nothing(_network: str) -> None:
    return


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenServices:
    """Dependencies of the actions: the board, the store, the codes of the event's rooms.

    `charge` counts a new request of a network; it raises ThrottledError `requests.throttled` beyond its limit.
    """

    board: Board
    store: ScreenStore
    rooms: Collection[str] = ()
    charge: Callable[[str], None] = _count_nothing
