"""The event with the changes of the day: what it has, and that a load of it leaves the sessions as they are."""

import tomllib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.read import read_board
from broadcast.board.domain.programme import board_of
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.event_data import programme_of, rooms_of
from broadcast.board.ports import Board
from broadcast.programme.actions.changes import ProgrammeServices, Request, change_programme
from broadcast.programme.actions.exporting import read_changed_event
from broadcast.programme.actions.private import add_private, change_private_session, list_private, load_private
from broadcast.programme.domain.acts import Act, Add, Cancel, Delay, Move, Split
from broadcast.programme.domain.private import PrivateChange
from broadcast.programme.storage import SqlPrivateSessions
from conference.errors import RuleError
from conference.event import Event
from conference.event.documents import Document, Documents
from conference.event.export import export_files
from conference.event.load import check_documents
from tests.broadcast.programme.actions.test_private import OFFICER, SEEN
from tests.support.board_samples import text

HOUR = timedelta(hours=1)


@pytest.fixture
async def services(board: Board, event: Event) -> ProgrammeServices:
    """The reference event on a board, with its private sessions."""
    made = ProgrammeServices(board=replace(board, rooms=rooms_of(event)), private=SqlPrivateSessions())
    await load_event(made, event)
    return made


async def load_event(services: ProgrammeServices, event: Event) -> bool:
    """Load an event; return whether the board changed."""
    done = await load_programme(services.board, programme_of(event), operator=OFFICER)
    async with services.board.transactions.write() as transaction:
        await load_private(services, programme_of(event), transaction)
    return done.changed


async def act_on(services: ProgrammeServices, act: Act) -> None:
    await change_programme(services, act, Request(operator=OFFICER))


def _without_marks(session: Any) -> Any:
    return replace(session, planned=None, added=False)


async def list_shown(services: ProgrammeServices) -> dict[str, object]:
    """What viewers and officers read of each session: the marks of changes, which a load ends, are left out."""
    states = {key: entry.state for key, entry in (await read_board(services.board)).entries.items()}
    shown = {
        f"private/{row.session.id}": _without_marks(row.session) for row in await list_private(services, staff=OFFICER)
    }
    for key, state in states.items():
        if isinstance(state, Session):
            shown[key] = replace(_without_marks(state), order=0)
        elif key.startswith("speakers/"):
            shown[key] = state
    return shown


def reload(event: Event) -> Event:
    """The event of its exported files, which the check accepts."""
    files = {name: Document(tomllib.loads(written), written) for name, written in export_files(event).items()}
    checked = check_documents(Documents(files), event.folder)
    assert checked.faults == ()
    assert checked.event is not None
    return checked.event


async def test_event_without_changes_is_exported_as_loaded(services: ProgrammeServices, event: Event) -> None:
    assert await read_changed_event(services, event) == event
    assert not await load_event(services, reload(event))


@pytest.mark.usefixtures("each_database")
async def test_changed_event_leaves_every_session_as_it_is(services: ProgrammeServices, event: Event) -> None:
    items = {item.id: item for item in event.programme}
    day = items["closing"].ends_at + timedelta(days=1)
    spoken = items[next(speaker.session for speaker in event.speakers)]
    room = items["opening"].room
    await act_on(services, Move(session="opening", room="foyer", starts_at=day))
    await act_on(services, Split(session=spoken.id, ends_at=spoken.starts_at + HOUR, resumes_at=day + HOUR * 5))
    await act_on(
        services, Add(session="talk", title=text("Talk"), kind="visit", room=room, starts_at=day, ends_at=day + HOUR)
    )
    await act_on(services, Delay(session="closing", until=items["closing"].starts_at + HOUR * 9))
    await act_on(services, Cancel(session="group-photo"))
    hidden = next(item for item in event.programme if not item.public)
    await change_private_session(
        services, hidden.id, PrivateChange(title=text("Moved"), starts_at=day + HOUR * 9), SEEN
    )
    added = Add(
        session="tea", title=text("Tea"), kind="visit", room=room, starts_at=day + HOUR * 2, ends_at=day + HOUR * 3
    )
    await add_private(services, added, ("staff_1",), SEEN)
    before = await list_shown(services)
    assert not await load_event(services, event)
    exported = reload(await read_changed_event(services, event))
    changed = {item.id: item for item in exported.programme}
    assert (changed["opening"].room, changed["opening"].starts_at) == ("foyer", day)
    assert (changed["talk"].public, changed["tea"].public, changed[hidden.id].public) == (True, False, False)
    assert (changed["closing"].phase, changed["group-photo"].phase) == ("delayed", "cancelled")
    assert await load_event(services, exported)
    assert await list_shown(services) == before
    assert not await load_event(services, exported)


async def test_phases_count_for_sessions_that_the_board_lacks(services: ProgrammeServices, event: Event) -> None:
    await act_on(services, Cancel(session="group-photo"))
    exported = await read_changed_event(services, event)
    state = board_of(programme_of(exported), {}, now=services.board.clock.now())["session/group-photo"]
    assert isinstance(state, Session)
    assert state.phase is Phase.CANCELLED


async def test_confirmed_clash_of_rooms_is_exported_as_shared(services: ProgrammeServices, event: Event) -> None:
    items = {item.id: item for item in event.programme}
    move = Move(session="group-photo", room=items["closing"].room, starts_at=items["closing"].starts_at)
    with pytest.raises(RuleError, match=r"programme\.clashes") as refused:
        await act_on(services, move)
    codes = tuple(clash.code for clash in refused.value.params["clashes"])  # type: ignore[attr-defined]
    await change_programme(services, move, Request(operator=OFFICER, confirmed=codes))
    exported = reload(await read_changed_event(services, event))
    assert [item.id for item in exported.programme if item.shares_room] != []
