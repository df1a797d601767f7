"""Reading of the record: once for each revision."""

from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Verb
from broadcast.board.ports import Board
from broadcast.record.reading import RecordReader
from tests.support.board_samples import OPERATOR


async def test_record_is_kept_until_the_board_changes(programmed: Board) -> None:
    reader = RecordReader(board=programmed)
    async with programmed.transactions.read() as transaction:
        loaded = await programmed.store.get_head(transaction)
    first = await reader.read(loaded)
    assert await reader.read(loaded) is first
    opened = await move_session(programmed, "opening", Verb.OPEN, operator=OPERATOR)
    assert [entry.session for entry in (await reader.read(opened.revision)).entries] == ["opening"]
