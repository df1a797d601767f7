"""The register of alerts as doors and the command post see it, and the record of devices that have shown them."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from accreditation.doors.ports.alerts import DoorAlert, DoorAlertText
from broadcast.alerts.domain.areas import doors_in
from broadcast.alerts.domain.cap import Status
from broadcast.alerts.domain.composing import area_of, texts_of
from broadcast.alerts.domain.register import RegisteredAlert, expiry_of, is_all_clear, is_live
from broadcast.alerts.ports import Receipt, ReceiverKind
from broadcast.alerts.storage import SqlAlerts
from broadcast.board.domain.alerts import AlertKind, AlertStatus
from broadcast.board.words import CatalogueWords
from conference.transactions import Transaction
from rostrum.parts.board.alerts import site_of
from rostrum.runtime import Runtime

MOST_NOTED = 10_000
"""Receipts of devices that are remembered, so that each is written once."""

_STATUS = {Status.ACTUAL: AlertStatus.ACTUAL, Status.EXERCISE: AlertStatus.EXERCISE, Status.TEST: AlertStatus.TEST}


class RegisterDoorAlerts:
    """`accreditation.doors.ports.alerts.DoorAlerts` over the register of alerts."""

    def __init__(self, runtime: Runtime) -> None:
        self._site, self._clock = site_of(runtime.event), runtime.clock
        self._words = CatalogueWords(runtime.catalogues, {})
        self._background = runtime.transactions.background
        self._store = SqlAlerts()
        self._noted: set[tuple[str, str]] = set()

    async def list_active(self, transaction: Transaction, *, now: datetime) -> Sequence[DoorAlert]:
        """Return the alerts of doors: actual ones alone, an all-clear after the alerts, the newest first."""
        live = [one for one in await self._store.list_open(transaction) if is_live(one, now)]
        shown = [(self._rank_alert(one), one) for one in live if doors_in(area_of(one.alert), self._site.places) != ()]
        first = min((rank for rank, _ in shown), default=None)
        return [self._to_door_alert(one) for rank, one in reversed(shown) if rank == first]

    def note_shown(self, device_name: str, alert_ids: Sequence[str]) -> None:
        """Write a receipt for each alert that the device had not reported to this process."""
        new = [one for one in alert_ids if (device_name, one) not in self._noted]
        if not new:
            return
        if len(self._noted) > MOST_NOTED:
            self._noted.clear()
        self._noted.update((device_name, one) for one in new)
        now = self._clock.now()
        receipts = [Receipt(alert_id=one, kind=ReceiverKind.DOOR, name=device_name[:80], at=now) for one in new]
        self._background.add("alert receipts", partial(self._write_receipts, receipts))

    async def _write_receipts(self, receipts: Sequence[Receipt], transaction: Transaction) -> None:
        known = {one.id for one in await self._store.list_all(transaction, limit=1000)}
        await self._store.add_receipts(transaction, [one for one in receipts if one.alert_id in known])

    def _rank_alert(self, registered: RegisteredAlert) -> int:
        is_practised = registered.alert.status is not Status.ACTUAL
        return 2 * is_practised + is_all_clear(registered.alert)

    def _to_door_alert(self, registered: RegisteredAlert) -> DoorAlert:
        alert, status = registered.alert, _STATUS[registered.alert.status]
        kind = AlertKind.ALL_CLEAR if is_all_clear(alert) else AlertKind.ALERT
        expires_at = expiry_of(alert)
        return DoorAlert(
            id=registered.id,
            look=kind.value.replace("_", "-") if status is AlertStatus.ACTUAL else status.value,
            texts={
                code: DoorAlertText(
                    label=self._words.alert_label(code, status, kind),
                    note=self._words.alert_note(code, status),
                    headline=text.headline,
                    instruction=text.instruction,
                )
                for code, text in texts_of(alert, self._site.languages).items()
            },
            sent_at=registered.published_at or alert.sent,
            expires_at=expires_at or alert.sent,
            doors=doors_in(area_of(alert), self._site.places),
        )
