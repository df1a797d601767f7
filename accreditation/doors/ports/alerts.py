"""Port of the alerts that doors show. The composition root connects the register of alerts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from conference.transactions import Transaction


class DoorAlertText(Struct, frozen=True, kw_only=True):
    """An alert in one language: the word for its kind, a note (exercises and tests), headline and instruction."""

    label: str
    note: str
    headline: str
    instruction: str


class DoorAlert(Struct, frozen=True, kw_only=True):
    """An alert in force: `look` is `alert`, `all-clear`, `exercise` or `test`; `doors` None means every door."""

    id: str
    look: str
    texts: Mapping[str, DoorAlertText]
    sent_at: datetime
    expires_at: datetime
    doors: tuple[str, ...] | None = None

    def is_for(self, door: str) -> bool:
        """Return whether a door shows it."""
        return self.doors is None or door in self.doors


class DoorAlerts(Protocol):
    """The alerts in force, and the record of devices that have shown them."""

    async def list_active(self, transaction: Transaction, *, now: datetime) -> Sequence[DoorAlert]:
        """Return the alerts that doors show now, the first one first; none of doors elsewhere are left out."""
        ...

    def note_shown(self, device_name: str, alert_ids: Sequence[str]) -> None:
        """Note that a device has shown alerts; written in the background, once for each."""
        ...


class NoAlerts:
    """`DoorAlerts` of a site without alerts."""

    async def list_active(self, transaction: Transaction, *, now: datetime) -> Sequence[DoorAlert]:
        """Return none."""
        return ()

    def note_shown(self, device_name: str, alert_ids: Sequence[str]) -> None:
        """Note nothing."""
