"""The record of who has shown an alert, from reports of screens and the counts of viewers."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from msgspec import UNSET, structs

from broadcast.alerts.actions.drafting import DraftRequest, draft_alert
from broadcast.alerts.actions.publishing import PublishRequest, publish_alert
from broadcast.alerts.domain.areas import AreaCodes, PlaceCode, PlaceKind
from broadcast.alerts.domain.cap import Status
from broadcast.alerts.ports import AlertServices, Receipt, ReceiverKind
from broadcast.alerts.runtime import ReceiptWatch
from broadcast.feed import wire
from conference.clock import ManualClock
from tests.support.alert_samples import HALL
from tests.support.board_samples import OPERATOR

LOBBY = PlaceCode(PlaceKind.SCREEN, "lobby-1")


class Record:
    """A watch with an alert in force, and what it has noted."""

    def __init__(self, services: AlertServices) -> None:
        self.receipts: list[Receipt] = []
        self.watch = ReceiptWatch(services, lambda: 312, "node-1", self._write_receipts)
        self._services = services

    def _write_receipts(self, receipts: Sequence[Receipt]) -> None:
        self.receipts += receipts

    async def publish(self, codes: AreaCodes = ()) -> wire.Shown:
        """Publish an exercise; return the report of a screen that has the board since."""
        request = DraftRequest(status=Status.EXERCISE, prepared="evacuate", codes=codes)
        draft = await draft_alert(self._services, request, operator=OPERATOR)
        live = await publish_alert(self._services, draft.id, PublishRequest(operator=OPERATOR))
        await self.watch.look()
        texts = {f"alert/{live.id}": "headline"}
        return wire.Shown(screen="lobby-1.ar", epoch="ep", offset=live.offset or 0, language="ar", texts=texts)

    @property
    def screens(self) -> list[str]:
        return [one.name for one in self.receipts if one.kind is ReceiverKind.SCREEN]


async def test_viewers_of_the_node_are_counted_once(services: AlertServices) -> None:
    record = Record(services)
    await record.publish()
    await record.watch.look()
    assert [(one.kind, one.name, one.count) for one in record.receipts] == [(ReceiverKind.VIEWERS, "node-1", 312)]


@pytest.mark.parametrize("codes", [(), (HALL,), (LOBBY,)])
async def test_screen_that_has_painted_the_alert_is_noted_once(services: AlertServices, codes: AreaCodes) -> None:
    record = Record(services)
    shown = await record.publish(codes)
    record.watch.note_report(structs.replace(shown, texts={"session/opening": "title"}))
    assert record.screens == []
    record.watch.note_report(shown)
    record.watch.note_report(shown)
    assert record.screens == ["lobby-1"]


@pytest.mark.parametrize(("codes", "is_noted"), [((), True), ((LOBBY,), True), ((HALL,), False)])
async def test_revision_alone_counts_for_screens_that_are_meant(
    services: AlertServices, codes: AreaCodes, is_noted: bool
) -> None:
    record = Record(services)
    shown = structs.replace(await record.publish(codes), texts=UNSET)
    record.watch.note_report(structs.replace(shown, offset=shown.offset - 1))
    assert record.screens == []
    record.watch.note_report(shown)
    assert (record.screens == ["lobby-1"]) is is_noted


async def test_alert_that_has_expired_is_not_noted(services: AlertServices, clock: ManualClock) -> None:
    record = Record(services)
    shown = await record.publish()
    clock.advance(31 * 60)
    await record.watch.look()
    record.watch.note_report(shown)
    assert record.screens == []
    assert replace(record.receipts[0], count=1).alert_id
