"""A rehearsal whose texts are marked, so that they are found where they must not be."""

from dataclasses import replace

from broadcast.board.actions.programme import load_programme
from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.speakers import end_statement, give_floor_to_next
from broadcast.board.domain.programme import PublicItem
from broadcast.board.domain.sessions import Verb
from broadcast.board.event_data import programme_of
from broadcast.board.ports import Board
from broadcast.board.storage import SqlBoardStore
from broadcast.rehearsal.tables import BOARD_TABLES
from tests.support.board_pages import Served
from tests.support.board_samples import CANARY, text


async def play_statement(board: Board, served: Served) -> None:
    """Let a speaker of the debate have the floor, end, and let another one begin."""
    await move_session(board, "debate-1", Verb.OPEN, operator=served.operator)
    await give_floor_to_next(board, "debate-1", operator=served.operator)
    await end_statement(board, "debate-1", operator=served.operator)
    await give_floor_to_next(board, "debate-1", operator=served.operator)


async def rehearse(served: Served) -> None:
    """Play a statement in a rehearsal whose titles and speakers are marked."""
    rehearsed = replace(served.board, store=SqlBoardStore(BOARD_TABLES))
    programme = programme_of(served.runtime.event)
    marked = tuple(
        replace(
            item,
            title=text(CANARY),
            speakers=tuple(replace(one, name=text(CANARY), role=text(CANARY)) for one in item.speakers),
        )
        for item in programme.items
        if isinstance(item, PublicItem)
    )
    await load_programme(rehearsed, replace(programme, items=marked), operator=served.operator)
    await play_statement(rehearsed, served)
