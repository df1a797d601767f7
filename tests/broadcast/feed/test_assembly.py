"""The board of the reference event, put together as the application does it."""

import json
import shutil
from pathlib import Path

import pytest
from msgspec import structs

from broadcast.board.actions.announcements import post_prepared_announcement
from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.read import read_board
from broadcast.board.actions.signing import record_signature
from broadcast.board.actions.speakers import give_floor_to_next
from broadcast.board.domain.announcements import Parameter, template_parameters
from broadcast.board.event_data import programme_of
from broadcast.feed.assembly import Broadcast, assemble, build_of
from conference.bus import Bus
from conference.clock import ManualClock
from conference.event import Event
from conference.ids import SequentialIds
from conference.languages import LANGUAGES
from conference.resources import locales_folder
from conference.storage.transactions import Transactions
from conference.texts.catalogues import Catalogues, catalogue_path, own_catalogues
from tests.support.board_moves import open_session
from tests.support.board_samples import MORNING, OPERATOR, text

CANARY = "CANARY-51c9"
SAMPLES: dict[str, Parameter] = {
    "minutes": 5,
    "count": 64,
    "time": MORNING,
    "room": "plenary",
    "channel": 3,
    "name": text("Viet Nam"),
}


@pytest.fixture
def event_with_canaries(event: Event) -> Event:
    """The reference event, every private title and every private item's source replaced by a canary."""
    items = [
        item if item.public else structs.replace(item, title=dict.fromkeys(LANGUAGES, CANARY), source=CANARY)
        for item in event.programme
    ]
    return structs.replace(event, programme=tuple(items))


@pytest.fixture
async def broadcast(
    event_with_canaries: Event, transactions: Transactions, bus: Bus, clock: ManualClock, ids: SequentialIds
) -> Broadcast:
    made = assemble(
        event_with_canaries, transactions=transactions, bus=bus, clock=clock, ids=ids, catalogues=own_catalogues()
    )
    await load_programme(made.board, programme_of(event_with_canaries), operator=OPERATOR)
    return made


async def test_loading_the_programme_twice_changes_nothing(broadcast: Broadcast, event: Event) -> None:
    state = await read_board(broadcast.board)
    sessions = {key.partition("/")[2] for key in state.entries if key.startswith("session/")}
    assert sessions == {item.id for item in event.public_programme}
    assert {key for key in state.entries if key.startswith("speakers/")} == {"speakers/debate-1", "speakers/debate-2"}
    again = await load_programme(broadcast.board, programme_of(event), operator=OPERATOR)
    assert (again.changed, again.revision) == (False, state.revision)


async def test_every_state_is_projected_in_every_language(broadcast: Broadcast) -> None:
    await broadcast.hub.refresh()
    assert broadcast.hub.latest.projection_failures == 0
    for language in LANGUAGES:
        snapshot = json.loads(broadcast.hub.snapshot(language).payload)
        states = [keyed["state"] for keyed in snapshot["keys"].values()]
        assert None not in states
        assert [state["id"] for state in states if state.get("fallback")] == []


async def test_private_items_leave_no_byte_in_any_language(broadcast: Broadcast, event: Event) -> None:
    """Covers B18."""
    await broadcast.hub.refresh()
    private = [item.id for item in event.programme if not item.public]
    assert private
    for language in LANGUAGES:
        payload = broadcast.hub.snapshot(language).payload.decode()
        assert CANARY not in payload
        assert [item_id for item_id in private if f'"{item_id}"' in payload] == []


@pytest.mark.usefixtures("each_database")
async def test_change_reaches_the_hub_by_notification(broadcast: Broadcast) -> None:
    await broadcast.start()
    await open_session(broadcast.board, "debate-1", operator=OPERATOR)
    await give_floor_to_next(broadcast.board, "debate-1", operator=OPERATOR)
    done = await record_signature(broadcast.board, "VN", operator=OPERATOR)
    await broadcast.hub.refresh()
    snapshot = json.loads(broadcast.hub.snapshot("vi").payload)
    assert snapshot["offset"] == done.revision.offset
    assert snapshot["keys"]["session/debate-1"]["state"]["speaker"]["name"] == "Việt Nam"
    assert snapshot["keys"]["tally"]["state"]["text"] == "1 bên ký"
    await broadcast.close()


async def test_prepared_announcements_exist_in_every_language(broadcast: Broadcast) -> None:
    for template in (broadcast.board.templates or {}).values():
        parameters = {name: SAMPLES[name] for name in template_parameters(template)}
        await post_prepared_announcement(broadcast.board, template.id, parameters, operator=OPERATOR)
    await broadcast.hub.refresh()
    for language in LANGUAGES:
        keys = json.loads(broadcast.hub.snapshot(language).payload)["keys"]
        texts = [keyed["state"]["text"] for key, keyed in keys.items() if key.startswith("announcement/")]
        assert len(texts) == len(broadcast.board.templates or {})
        assert [words for words in texts if "{" in words or not words.strip()] == []


def test_another_catalogue_is_another_build(tmp_path: Path) -> None:
    shutil.copytree(locales_folder(), tmp_path / "locales")
    assert build_of(Catalogues(tmp_path / "locales")) == build_of(Catalogues())
    page = catalogue_path(tmp_path / "locales", "fr")
    page.write_text(page.read_text(encoding="utf-8").replace("Séance levée", "Levée"), encoding="utf-8")
    assert build_of(Catalogues(tmp_path / "locales")) != build_of(Catalogues())
