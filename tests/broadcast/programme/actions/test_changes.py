"""Changes of the programme on a board with its database: one commit, undone as a whole, nothing overwritten."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.read import read_board, read_changes
from broadcast.board.actions.undo import undo_last
from broadcast.board.domain.board import EventInfo, State
from broadcast.board.domain.programme import list_overruled
from broadcast.board.domain.sessions import Phase, Session
from broadcast.board.ports import Board
from broadcast.programme.actions.changes import ProgrammeServices, Request, change_programme, preview_change
from broadcast.programme.domain.acts import Act, Add, AgreeEnd, Merge, Move, Retitle, Split
from conference.errors import ConflictError, ForbiddenError, RuleError
from tests.support.board_moves import cancel_session
from tests.support.board_samples import (
    DOOR_STAFF,
    MORNING,
    NOON,
    OPERATOR,
    OTHER_OPERATOR,
    event_info,
    item,
    programme,
    speaker,
    text,
)

HOUR = timedelta(hours=1)
ROOMS = event_info("Great hall", "Hall 1", "Hall 2", "Hall 3").rooms
CLASHES = ("room:debate:opening",)


@pytest.fixture
async def services(board: Board) -> ProgrammeServices:
    """A board with three sessions, two of them in one room at once, before they begin."""
    board = replace(board, rooms=ROOMS)
    await load_programme(board, replace(programme(), rooms=ROOMS), operator=OPERATOR)
    return ProgrammeServices(board=board)


def asked(**more: object) -> Request:
    return Request(operator=OPERATOR, **more)  # type: ignore[arg-type]


async def states(services: ProgrammeServices) -> dict[str, State | None]:
    return {key: entry.state for key, entry in (await read_board(services.board)).entries.items()}


async def session_of(services: ProgrammeServices, session_id: str) -> Session:
    state = (await states(services))[f"session/{session_id}"]
    assert isinstance(state, Session)
    return state


@pytest.mark.usefixtures("each_database")
@pytest.mark.parametrize(
    "act",
    [
        Move(session="opening", room="hall3"),
        Merge(session="debate", into="round-table"),
        Split(session="debate", ends_at=MORNING + HOUR, resumes_at=NOON, room="hall2"),
    ],
    ids=lambda act: type(act).__name__,
)
async def test_undo_restores_everything_that_an_act_wrote(services: ProgrammeServices, act: Act) -> None:
    before = await states(services)
    done = await change_programme(services, act, asked())
    assert done.changed
    assert await states(services) != before
    await undo_last(services.board, done.key, operator=OPERATOR)
    assert await states(services) == before
    with pytest.raises(RuleError, match=r"board\.nothing_to_undo"):
        await undo_last(services.board, done.key, operator=OPERATOR)


async def test_act_is_not_undone_after_a_change_of_its_part(services: ProgrammeServices) -> None:
    await change_programme(services, Split(session="debate", ends_at=MORNING + HOUR, resumes_at=NOON), asked())
    await cancel_session(services.board, "debate-2", operator=OTHER_OPERATOR)
    with pytest.raises(ConflictError) as refused:
        await undo_last(services.board, "session/debate", operator=OPERATOR)
    assert (refused.value.params["key"], refused.value.params["by"]) == ("session/debate-2", OTHER_OPERATOR.name)
    await undo_last(services.board, "session/debate-2", operator=OPERATOR)
    await undo_last(services.board, "session/debate", operator=OPERATOR)
    assert "session/debate-2" not in await states(services)


async def test_change_of_another_operator_is_not_overwritten(services: ProgrammeServices) -> None:
    seen = (await read_board(services.board)).revision.offset
    await cancel_session(services.board, "round-table", operator=OTHER_OPERATOR)
    merge = Merge(session="debate", into="round-table", ends_at=NOON + HOUR)
    with pytest.raises((ConflictError, RuleError)):
        await change_programme(services, merge, asked(expected=seen))
    with pytest.raises(ConflictError):
        await change_programme(services, Move(session="round-table", room="hall2"), asked(expected=seen))
    assert (await session_of(services, "debate")).phase is Phase.SCHEDULED


async def test_clash_is_shown_and_allowed_only_by_saying_so(services: ProgrammeServices) -> None:
    act = Move(session="round-table", room="hall")
    preview = await preview_change(services, act, operator=OPERATOR)
    codes = [clash.code for clash in preview.clashes]
    assert codes == ["room:debate:round-table", "room:opening:round-table"]
    with pytest.raises(RuleError, match=r"programme\.clashes"):
        await change_programme(services, act, asked())
    with pytest.raises(RuleError, match=r"programme\.clashes"):
        await change_programme(services, act, asked(confirmed=codes[:1]))
    assert (await change_programme(services, act, asked(confirmed=codes))).changed


async def test_title_of_a_session_that_clashes_already_needs_no_answer(services: ProgrammeServices) -> None:
    assert (await change_programme(services, Retitle(session="opening", title=text("New")), asked())).changed


async def test_act_without_permission_is_refused(services: ProgrammeServices) -> None:
    with pytest.raises(ForbiddenError):
        await change_programme(services, Move(session="opening", room="hall3"), Request(operator=DOOR_STAFF))
    with pytest.raises(ForbiddenError):
        await preview_change(services, Move(session="opening", room="hall3"), operator=DOOR_STAFF)


async def test_session_that_names_a_changed_one_is_projected_again(services: ProgrammeServices) -> None:
    await change_programme(services, Merge(session="debate", into="round-table"), asked())
    before = (await read_board(services.board)).entries["session/debate"]
    await change_programme(services, Retitle(session="round-table", title=text("New")), asked())
    after = (await read_board(services.board)).entries["session/debate"]
    assert (after.version, after.offset > before.offset) == (before.version, True)
    await undo_last(services.board, "session/debate", operator=OPERATOR)


async def test_load_keeps_what_the_folder_has_not_changed(
    services: ProgrammeServices,
) -> None:
    await change_programme(services, Move(session="opening", room="hall3"), asked())
    await change_programme(services, AgreeEnd(session="round-table", ends_at=NOON + HOUR), asked())
    extra = Add(session="extra", title=text("Extra"), kind="visit", room="hall2", starts_at=NOON, ends_at=NOON + HOUR)
    await change_programme(services, extra, asked())
    folder = replace(
        programme(
            item("opening", title=text("Renamed")),
            item("debate", kind="general_debate", speakers=(speaker("VN"),)),
            item("round-table", kind="round_table", room="hall1", ends_at=NOON + 2 * HOUR),
        ),
        rooms=ROOMS,
    )
    board = {key: state for key, state in (await states(services)).items() if state is not None}
    assert list_overruled(folder, board) == ("round-table",)
    await load_programme(services.board, folder, operator=OPERATOR)
    opening, table = await session_of(services, "opening"), await session_of(services, "round-table")
    assert (opening.title, opening.room) == (text("Renamed"), "hall3")
    assert opening.planned is not None
    assert opening.planned.title == text("Renamed")
    assert (table.ends_at, table.planned) == (NOON + 2 * HOUR, None)
    assert (await session_of(services, "extra")).added
    event = (await states(services))["event"]
    assert isinstance(event, EventInfo)
    assert {"hall2", "hall3"} <= {room.id for room in event.rooms}
    offset = (await read_board(services.board)).revision.offset
    assert not (await load_programme(services.board, folder, operator=OPERATOR)).changed
    assert (await read_board(services.board)).revision.offset == offset


async def test_act_has_an_entry_in_the_log_for_each_key(services: ProgrammeServices) -> None:
    before = len(await read_changes(services.board))
    await change_programme(services, Move(session="opening", room="hall3"), asked())
    made = (await read_changes(services.board))[: len(await read_changes(services.board)) - before]
    assert {change.key for change in made} == {"session/opening", "event"}
    assert len({change.act for change in made}) == 1
