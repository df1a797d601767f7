"""Reading of the log of a board."""

from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Phase, Verb
from broadcast.board.ports import Board
from broadcast.publish.feeds.log_reader import LogReader
from tests.support.board_samples import OPERATOR


async def read_head(board: Board) -> int:
    async with board.transactions.read() as transaction:
        return (await board.store.get_head(transaction)).offset


async def test_reading_on_gives_what_reading_at_once_gives(programmed: Board) -> None:
    following, loaded = LogReader(programmed, "conf"), await read_head(programmed)
    before = (await following.read_until(loaded)).sessions["opening"]
    await move_session(programmed, "opening", Verb.CANCEL, operator=OPERATOR)
    head = await read_head(programmed)
    history = await following.read_until(head)
    assert history.sessions["opening"].session.phase is Phase.CANCELLED
    assert history.sessions["opening"].number > before.number
    fresh = await LogReader(programmed, "conf").read_until(head)
    assert (fresh.sessions, fresh.event_number) == (history.sessions, history.event_number)
    assert "bilateral" not in fresh.sessions


async def test_reading_stops_at_the_revision_that_is_shown(programmed: Board) -> None:
    shown = await read_head(programmed)
    await move_session(programmed, "opening", Verb.CANCEL, operator=OPERATOR)
    reader = LogReader(programmed, "conf")
    assert (await reader.read_until(shown)).sessions["opening"].session.phase is Phase.SCHEDULED
    await reader.read_until(await read_head(programmed))
    assert (await reader.read_until(shown)).sessions["opening"].session.phase is Phase.SCHEDULED
