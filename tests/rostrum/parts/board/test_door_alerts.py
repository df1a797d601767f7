"""Alerts at doors and at the command post, and the receipts of devices."""

from broadcast.alerts.actions.drafting import DraftRequest, draft_alert, read_alert_record
from broadcast.alerts.actions.publishing import PublishRequest, publish_alert
from broadcast.alerts.domain.areas import AreaCodes, PlaceCode, PlaceKind
from broadcast.alerts.domain.cap import Status
from broadcast.alerts.ports import ReceiverKind
from broadcast.alerts.web.context import ALERTS
from rostrum.parts.board.door_alerts import RegisterDoorAlerts
from tests.support.board_pages import Served, served

__all__ = ["served"]

LOBBY = PlaceCode(PlaceKind.SCREEN, "lobby-1")


async def publish(served: Served, status: Status, codes: AreaCodes = ()) -> str:
    app = served.client.app
    assert app is not None
    services = app[ALERTS]
    request = DraftRequest(status=status, prepared="evacuate", codes=codes)
    draft = await draft_alert(services, request, operator=served.operator)
    asked = PublishRequest(operator=served.operator, reason="nobody else is here")
    return (await publish_alert(services, draft.id, asked)).id


async def listed(served: Served, alerts: RegisterDoorAlerts) -> list[tuple[str, str, tuple[str, ...] | None]]:
    async with served.board.transactions.read() as transaction:
        found = await alerts.list_active(transaction, now=served.board.clock.now())
    return [(one.id, one.look, one.doors) for one in found]


async def test_doors_of_the_area_show_actual_alerts_before_exercises(served: Served) -> None:
    alerts = RegisterDoorAlerts(served.runtime)
    assert await listed(served, alerts) == []
    await publish(served, Status.EXERCISE, (LOBBY,))
    assert await listed(served, alerts) == []
    practised = await publish(served, Status.EXERCISE)
    assert await listed(served, alerts) == [(practised, "exercise", None)]
    door = served.runtime.event.doors[0].id
    actual = await publish(served, Status.ACTUAL, (PlaceCode(PlaceKind.DOOR, door),))
    assert await listed(served, alerts) == [(actual, "alert", (door,))]


async def test_device_that_shows_an_alert_is_recorded_once(served: Served) -> None:
    alerts = RegisterDoorAlerts(served.runtime)
    alert = await publish(served, Status.TEST)
    for ids in ([alert], [alert, "alt_unknown"]):
        alerts.note_shown("Phone of gate A", ids)
    background = served.runtime.transactions.background
    assert await background.add_and_wait("nothing", _write_nothing, within_s=10)
    app = served.client.app
    assert app is not None
    record = await read_alert_record(app[ALERTS], alert)
    doors = [one.name for one in record.receipts if one.kind is ReceiverKind.DOOR]
    assert doors == ["Phone of gate A"]


async def _write_nothing(_transaction: object) -> None:
    return
