"""Private sessions: who sees them, and what a change, a load and a publication make of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.read import read_board
from broadcast.board.actions.undo import undo_last
from broadcast.board.ports import Board
from broadcast.programme.actions.changes import ProgrammeServices, Request, preview_change
from broadcast.programme.actions.private import (
    add_private,
    change_private_session,
    list_private,
    load_private,
    publish_private,
    undo_private,
)
from broadcast.programme.domain.acts import Add, Move
from broadcast.programme.domain.private import PrivateChange
from broadcast.programme.storage import SqlPrivateSessions
from conference.auth.roles import Staff
from conference.errors import ConflictError, ForbiddenError, RuleError
from rostrum.roles import OPERATOR as OPERATOR_ROLE
from rostrum.roles import PRIVATE_SESSIONS_OFFICER
from tests.broadcast.board.actions.conftest import audit_rows
from tests.support.board_samples import CANARY, DOOR_STAFF, NOON, OPERATOR, event_info, private_item, programme, text

HOUR = timedelta(hours=1)
ROOMS = event_info("Great hall", "Hall 1", "Hall 2").rooms
OFFICER = Staff("staff_7", "protocol", "Hoa", frozenset({PRIVATE_SESSIONS_OFFICER, OPERATOR_ROLE}), "vi")
SEEN = Request(operator=OFFICER)
LOADED = replace(programme(), rooms=ROOMS)


@pytest.fixture
async def services(board: Board) -> ProgrammeServices:
    """A board with its programme, which has one private session."""
    services = ProgrammeServices(board=replace(board, rooms=ROOMS), private=SqlPrivateSessions())
    await load_programme(services.board, LOADED, operator=OPERATOR)
    await load_again(services)
    return services


async def load_again(services: ProgrammeServices) -> None:
    async with services.board.transactions.write() as transaction:
        await load_private(services, LOADED, transaction)


async def seen_by(services: ProgrammeServices, staff: Staff) -> list[str]:
    return [row.session.id for row in await list_private(services, staff=staff)]


@pytest.mark.usefixtures("each_database")
async def test_only_named_people_and_the_officer_see_it(services: ProgrammeServices) -> None:
    assert await seen_by(services, OFFICER) == ["bilateral"]
    assert await seen_by(services, OPERATOR) == []
    named = PrivateChange(viewers=(OPERATOR.id, "door"))
    await change_private_session(services, "bilateral", named, SEEN)
    assert await seen_by(services, OPERATOR) == await seen_by(services, DOOR_STAFF) == ["bilateral"]
    with pytest.raises(ForbiddenError):
        await change_private_session(services, "bilateral", named, Request(operator=OPERATOR))
    with pytest.raises(ForbiddenError):
        await publish_private(services, "bilateral", Request(operator=OPERATOR), confirmed=True)


@pytest.mark.usefixtures("each_database")
async def test_change_is_compared_undone_and_kept_by_a_load(services: ProgrammeServices) -> None:
    change = PrivateChange(room="hall2", title=text("New"), viewers=("door",))
    done = await change_private_session(services, "bilateral", change, Request(operator=OFFICER, expected=1))
    assert (done.row.session.plan.room, done.row.version) == ("hall2", 2)
    with pytest.raises(ConflictError, match=r"private\.changed"):
        await change_private_session(services, "bilateral", change, Request(operator=OFFICER, expected=1))
    await load_again(services)
    (row,) = await list_private(services, staff=OFFICER)
    assert row.session == done.row.session
    undone = await undo_private(services, "bilateral", SEEN)
    assert (undone.row.session.plan.room, undone.row.session.viewers) == ("hall", ())


async def test_room_of_a_private_session_is_taken_without_its_name(services: ProgrammeServices) -> None:
    act = Add(session="talk", title=text(CANARY), kind="visit", room="hall2", starts_at=NOON, ends_at=NOON + HOUR)
    await add_private(services, act, (), SEEN)
    move = Move(session="opening", room="hall2", starts_at=NOON)
    (clash,) = (await preview_change(services, move, operator=OPERATOR)).clashes
    assert "talk" not in clash.code
    with pytest.raises(RuleError, match=r"programme\.id_used"):
        await add_private(services, act, (), SEEN)
    with pytest.raises(RuleError, match=r"programme\.clashes"):
        await change_private_session(services, "bilateral", PrivateChange(room="hall2", starts_at=NOON), SEEN)


async def test_it_is_made_public_by_an_act_and_private_again_by_undo(services: ProgrammeServices) -> None:
    with pytest.raises(RuleError, match=r"private\.unconfirmed"):
        await publish_private(services, "bilateral", SEEN, confirmed=False)
    with pytest.raises(RuleError, match=r"programme\.clashes") as refused:
        await publish_private(services, "bilateral", SEEN, confirmed=True)
    codes = tuple(clash.code for clash in refused.value.params["clashes"])  # type: ignore[attr-defined]
    assert CANARY not in repr((await read_board(services.board)).entries)
    published = await publish_private(services, "bilateral", Request(operator=OFFICER, confirmed=codes), confirmed=True)
    assert CANARY in repr((await read_board(services.board)).entries["session/bilateral"].state)
    assert await seen_by(services, OFFICER) == []
    await load_programme(services.board, LOADED, operator=OPERATOR)
    assert "session/bilateral" in (await read_board(services.board)).entries
    with pytest.raises(RuleError, match=r"private\.is_public"):
        await change_private_session(services, "bilateral", PrivateChange(room="hall1"), SEEN)
    await undo_last(services.board, published.key, operator=OFFICER)
    assert await seen_by(services, OFFICER) == ["bilateral"]


async def test_audit_trail_has_the_acts_and_not_the_titles(services: ProgrammeServices) -> None:
    await change_private_session(services, "bilateral", PrivateChange(room="hall2"), SEEN)
    assert ("broadcast:private:changed", OFFICER.id, "private/bilateral") in await audit_rows(
        services.board.transactions  # type: ignore[arg-type]
    )
    assert private_item("bilateral").title["en"] not in repr(await audit_rows(services.board.transactions))  # type: ignore[arg-type]
