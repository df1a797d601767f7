"""Ports of commands and pictures: their store, the preparation of pictures, and the dependencies of the actions."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from broadcast.screen_control.domain import ScreenCommand, ScreenPicture
from conference.clock import Clock
from conference.ids import Ids
from conference.transactions import Transaction, Transactions


class ControlStore(Protocol):
    """Store of commands, and of the latest picture of each screen."""

    async def add(self, transaction: Transaction, commands: Sequence[ScreenCommand]) -> None:
        """Add commands."""
        ...

    async def list_unsent(self, transaction: Transaction, *, since: datetime) -> list[ScreenCommand]:
        """Return the commands since a moment that no node has sent, oldest first."""
        ...

    async def mark_sent(self, transaction: Transaction, ids: Collection[str], at: datetime) -> None:
        """Save when commands were sent."""
        ...

    async def save_answer(self, transaction: Transaction, command_id: str, answer: str, at: datetime) -> None:
        """Save the first answer of a screen."""
        ...

    async def find(self, transaction: Transaction, command_id: str) -> ScreenCommand | None:
        """Return a command, locked until a writing transaction ends; None for an unknown id."""
        ...

    async def list_batch(self, transaction: Transaction, batch: str) -> list[ScreenCommand]:
        """Return the commands of one act by screen."""
        ...

    async def delete_before(self, transaction: Transaction, before: datetime) -> None:
        """Delete the commands from before a moment."""
        ...

    async def save_picture(self, transaction: Transaction, picture: ScreenPicture) -> None:
        """Replace the picture of a screen."""
        ...

    async def find_picture(self, transaction: Transaction, screen: str) -> ScreenPicture | None:
        """Return the picture of a screen, or None."""
        ...

    async def list_picture_times(self, transaction: Transaction) -> Mapping[str, datetime]:
        """Return when the picture of each screen was taken."""
        ...

    async def keep_pictures_of(self, transaction: Transaction, screens: Collection[str]) -> None:
        """Delete the pictures of all other screens."""
        ...


ListScreens = Callable[[Transaction], Awaitable[Collection[str]]]
"""Returns the names of the paired screens."""


def _send_later() -> None:
    return


class ControlServices(Struct, frozen=True, kw_only=True):
    """Dependencies of the actions: the store, the paired screens, the key of tickets, how a picture is prepared.

    `prepare_picture` returns an uploaded image as JPEG; it raises ValueError for what is no small image. `send_soon` is
    called after commands were added.
    """

    transactions: Transactions
    store: ControlStore
    list_screens: ListScreens
    clock: Clock
    ids: Ids
    ticket_key: bytes
    prepare_picture: Callable[[bytes], bytes]
    send_soon: Callable[[], None] = _send_later
