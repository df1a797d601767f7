"""What another operator did first, in the words of the log."""

from aiohttp import web

from broadcast.board.actions.read import read_board, read_changes
from broadcast.board.domain.display import ProjectionContext
from broadcast.console.console import words_of
from broadcast.console.console_log import action_key, describe
from broadcast.feed.service import board_of
from conference.errors import ConflictError
from conference.texts.dates import format_time
from conference.web import error_text, language_of, site_of


async def describe_conflict(request: web.Request, error: ConflictError) -> str:
    """Return the text of a conflict: which operator changed the key, how and when."""
    board, code = board_of(request), language_of(request)
    changes = await read_changes(board, limit=1, key=str(error.params.get("key", "")))
    if not changes:
        return error_text(request, error)
    context = await projection_context(request)
    about, left, _ = describe(changes[0], context, code)
    done = site_of(request).catalogues.text(code, action_key(changes[0].action))
    return site_of(request).catalogues.text(
        code,
        "console.conflict",
        what=" · ".join(part for part in (done, about, left) if part),
        by=changes[0].operator_name,
        time=format_time(code, changes[0].at, board.zone),
    )


async def projection_context(request: web.Request) -> ProjectionContext:
    """Return what states of the board are projected with, read from the database."""
    board = board_of(request)
    state = await read_board(board)
    states = {key: entry.state for key, entry in state.entries.items() if entry.state is not None}
    return ProjectionContext(words=words_of(request), zone=board.zone, board=states)
