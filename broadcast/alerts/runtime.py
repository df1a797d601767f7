"""The record of who has shown an alert: screens by their reports, and the number of viewers it was sent to."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from msgspec import UNSET

from broadcast.alerts.domain.composing import shown_on_board
from broadcast.alerts.domain.register import RegisteredAlert, is_live
from broadcast.alerts.ports import AlertServices, Receipt, ReceiverKind
from broadcast.board.domain.alerts import SiteAlert
from broadcast.board.domain.board import ALERT
from broadcast.feed import wire

LOOK_EVERY_S = 2.0
"""How often the register is read: another node may have published."""

MOST_NOTED = 20_000
"""Receipts that are remembered, so that each is written once."""

_log = structlog.get_logger(__name__)


class ReceiptWatch:
    """Note who has shown the alerts in force, and have the receipts written by `write`.

    `node` names this node in the counts of viewers, which `count_viewers` returns.
    """

    def __init__(
        self,
        services: AlertServices,
        count_viewers: Callable[[], int],
        node: str,
        write: Callable[[Sequence[Receipt]], object],
    ) -> None:
        self._services, self._count_viewers, self._node, self._write = services, count_viewers, node, write
        self._live: dict[str, tuple[RegisteredAlert, SiteAlert]] = {}
        self._noted: set[tuple[str, str]] = set()

    async def run(self) -> None:
        """Read the register until cancelled; a failed read is logged and repeated."""
        while True:
            try:
                await self.look()
            except Exception as error:
                _log.warning("alerts.watch_failed", error=repr(error))
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> None:
        """Read the alerts in force, and count the viewers of this node for each one that is new to it."""
        now = self._services.board.clock.now()
        async with self._services.board.transactions.read() as transaction:
            found = await self._services.store.list_open(transaction)
        live = {}
        for one in found:
            shown = shown_on_board(one, self._services.site) if is_live(one, now) and one.offset is not None else None
            if shown is not None:
                live[one.id] = (one, shown)
        self._live = live
        counts = self._count_viewers()
        self._note_receipts(
            [self._make_receipt(one, ReceiverKind.VIEWERS, self._node, now, count=counts) for one in live]
        )

    def note_report(self, shown: wire.Shown) -> None:
        """Note what a screen has painted: by the texts that it has read back, or by its revision alone.

        A revision alone is believed only for an alert that is meant for this screen: of the whole site, or by its name.
        """
        if not self._live:
            return
        now, name = self._services.board.clock.now(), shown.screen
        listed = set(shown.texts) if shown.texts is not UNSET else None
        receipts = [
            self._make_receipt(alert_id, ReceiverKind.SCREEN, name.removesuffix(f".{shown.language}"), now)
            for alert_id, (registered, state) in self._live.items()
            if (ALERT + alert_id in listed if listed is not None else _is_passed(shown, registered, state))
        ]
        self._note_receipts(receipts)

    def _make_receipt(self, alert_id: str, kind: ReceiverKind, name: str, at: datetime, *, count: int = 1) -> Receipt:
        return Receipt(alert_id=alert_id, kind=kind, name=name, at=at, count=count)

    def _note_receipts(self, receipts: Sequence[Receipt]) -> None:
        new = [one for one in receipts if (one.alert_id, f"{one.kind}/{one.name}") not in self._noted]
        if not new:
            return
        if len(self._noted) > MOST_NOTED:
            self._noted.clear()
        self._noted.update((one.alert_id, f"{one.kind}/{one.name}") for one in new)
        self._write(new)


def _is_passed(shown: wire.Shown, registered: RegisteredAlert, state: SiteAlert) -> bool:
    """Return whether a report without texts is of a revision with the alert, by a screen that it is meant for."""
    is_meant = state.rooms is None or shown.screen.removesuffix(f".{shown.language}") in (state.screens or ())
    return is_meant and not shown.waits and shown.offset >= (registered.offset or 0)
