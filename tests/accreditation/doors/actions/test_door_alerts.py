"""Alerts of doors as the command post reads them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accreditation.doors.actions.notices import DoorAlertServices, list_door_alerts
from accreditation.doors.ports.alerts import DoorAlert, NoAlerts
from conference.clock import ManualClock
from conference.storage.transactions import Transactions
from conference.transactions import Transaction
from tests.conftest import MORNING

ALERT = DoorAlert(
    id="a", look="alert", texts={}, sent_at=MORNING, expires_at=MORNING + timedelta(hours=1), doors=("gate-a",)
)


class OneAlert(NoAlerts):
    """One alert, until it expires."""

    async def list_active(self, transaction: Transaction, *, now: datetime) -> Sequence[DoorAlert]:
        return [ALERT] if now < ALERT.expires_at else []


async def test_alerts_are_read_at_the_time_of_the_clock(transactions: Transactions, clock: ManualClock) -> None:
    services = DoorAlertServices(transactions=transactions, alerts=OneAlert(), clock=clock)
    assert await list_door_alerts(services) == [ALERT]
    clock.advance(3600)
    assert await list_door_alerts(services) == []


def test_alert_is_for_its_doors_only() -> None:
    assert [ALERT.is_for(door) for door in ("gate-a", "gate-b")] == [True, False]
