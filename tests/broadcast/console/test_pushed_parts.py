"""The console's stream over HTTP: who may follow it, and which parts follow which keys."""

import asyncio
import json
from typing import Any

import pytest

from broadcast.board.actions.read import read_board
from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Verb
from broadcast.console import staff_stream
from broadcast.console.console import CHANGED_PARTS, STAFF_STREAM
from broadcast.console.pushed_parts import COMMON_PARTS, OWN_PARTS, list_parts, render_groups
from broadcast.console.staff_stream import Wanted
from broadcast.media.domain.states import StreamRecord, TrackState
from broadcast.media.web.listing import STREAM_WATCH
from conference.auth.storage import delete_logins_of
from tests.support.board_pages import Served
from tests.support.streams import add_streams


@pytest.mark.parametrize(
    ("key", "more"),
    [
        ("session/opening", OWN_PARTS),
        ("speakers/opening", OWN_PARTS),
        ("session/other", ()),
        ("announcement/a1", ("announced",)),
        ("tally", ("signing",)),
        ("identification", ()),
        ("interpretation/opening", ()),
        ("alert/a1", ()),
    ],
)
def test_parts_are_rendered_for_the_keys_that_they_show(key: str, more: tuple[str, ...]) -> None:
    assert set(list_parts({key}, "opening")) == {*COMMON_PARTS, *more}


@pytest.mark.parametrize("changed", [None, {"event"}, {"kind-that-is-new/1"}])
def test_all_parts_are_rendered_for_keys_of_other_kinds(changed: set[str] | None) -> None:
    assert list_parts(changed, "opening") == tuple(name for name in CHANGED_PARTS if name != "revision")


async def read_push(content: Any) -> dict[str, Any]:
    """Return the next push of a stream."""
    async for line in content:
        if line.startswith(b"data: "):
            push: dict[str, Any] = json.loads(line.removeprefix(b"data: "))
            return push
    raise AssertionError("the stream has ended")


async def test_parts_are_pushed_in_the_language_of_the_operator(served: Served) -> None:
    await served.sign_in("layla")
    page = await served.page("/staff/console?session=opening")
    token = page.split('name="csrf" value="')[1].split('"')[0]
    async with served.client.get("/staff/console/events?session=opening") as response:
        assert response.headers["Content-Type"] == "text/event-stream"
        first = await read_push(response.content)
        assert "افتتاح" in first["parts"]["chosen"]
        assert token not in json.dumps(first)
        assert served.operator.name not in first["parts"]["log"].split("<tbody>")[0]
        committed = await move_session(served.board, "opening", Verb.OPEN, operator=served.operator)
        pushed = await read_push(response.content)
        while not pushed["revision"].endswith(f".{committed.revision.offset}"):
            pushed = await read_push(response.content)
        assert "phase-in_session" in pushed["parts"]["chosen"]
        assert served.operator.name in pushed["parts"]["log"]


async def save_state(served: Served, stream: str, state: TrackState) -> None:
    """Save what the check of a stream has found, and read it as the watch does."""
    assert served.client.app is not None
    watch = served.client.app[STREAM_WATCH]
    async with served.runtime.transactions.write() as transaction:
        record = StreamRecord(stream=stream, state=state, since=served.board.clock.now())
        await watch.services.store.save_records(transaction, [record])
    await watch.read_states()


async def test_stream_that_does_not_play_is_pushed(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only of rooms in session: before a session its streams are often not sent yet."""
    monkeypatch.setattr(staff_stream, "LOOK_EVERY_S", 0.05)
    stopped = "Interrupted. Nothing new arrives."
    await add_streams(served.client.app)
    await save_state(served, "fr", TrackState.STOPPED)
    await served.sign_in()
    assert stopped not in await served.page("/staff/console?session=opening")
    await move_session(served.board, "opening", Verb.OPEN, operator=served.operator)
    assert stopped in await served.page("/staff/console?session=opening")
    async with served.client.get("/staff/console/events?session=opening") as response, asyncio.timeout(10):
        pushed = await read_push(response.content)
        await save_state(served, "ar", TrackState.SILENT)
        while "On air without sound" not in pushed["parts"].get("interpretation", ""):
            pushed = await read_push(response.content)


async def test_stream_ends_with_the_login(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The login is revoked in the database, as by another node or an administrator."""
    monkeypatch.setattr(staff_stream, "LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(staff_stream, "PAINTED_AFTER_S", 0.05)
    await served.sign_in()
    async with served.client.get("/staff/console/events?session=opening") as response:
        await read_push(response.content)
        async with served.runtime.transactions.write() as transaction:
            await delete_logins_of(transaction.connection, served.operator.id)
        await move_session(served.board, "opening", Verb.OPEN, operator=served.operator)
        async with asyncio.timeout(10):
            assert b"in_session" not in await response.content.read()


async def test_no_pushed_part_is_older_than_the_revision(served: Served) -> None:
    """The board changes after its changed keys were told, and before it is read."""
    await served.sign_in()
    assert served.client.app is not None
    stream: Any = served.client.app[STAFF_STREAM]
    async with served.client.get("/staff/console/events?session=opening") as response:
        await read_push(response.content)
        (connection,) = stream._groups["en", "opening"].connections
        before = (await read_board(served.board)).revision.offset
        committed = await move_session(served.board, "opening", Verb.OPEN, operator=served.operator)
        (rendered,) = await render_groups([Wanted(connection, {"session/other"}, before)])
        assert rendered.revision.endswith(f".{committed.revision.offset}")
        assert "phase-in_session" in rendered.parts["chosen"]
        (rendered,) = await render_groups([Wanted(connection, {"session/other"}, committed.revision.offset)])
        assert rendered.parts.keys() == set(COMMON_PARTS)


@pytest.mark.parametrize(("username", "status"), [("door", 403), ("", 303)])
async def test_stream_is_for_operators(served: Served, username: str, status: int) -> None:
    if username:
        await served.sign_in(username)
    response = await served.client.get("/staff/console/events", allow_redirects=False)
    assert response.status == status
