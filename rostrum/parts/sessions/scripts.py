"""Installation of scripts: their services, the sessions of the board and of the event, the pages."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from aiohttp import web

from broadcast.board.actions.read import read_board
from broadcast.board.domain.board import EventInfo
from broadcast.board.domain.sessions import Session
from broadcast.board.ports import Board
from broadcast.console.console_acts import UNSIGNED_SCRIPT
from broadcast.scripts.actions.reading import unsigned_script
from broadcast.scripts.domain.signing import Signer
from broadcast.scripts.ports import ScriptSession
from broadcast.scripts.services import ScriptServices
from broadcast.scripts.storage.links import SqlLinks
from broadcast.scripts.storage.running import SqlRuns
from broadcast.scripts.storage.scripts import SqlScripts
from broadcast.scripts.web import crew, links, pages, running, versions
from broadcast.scripts.web.context import SCRIPT_SERVICES
from conference.event import Event
from conference.transactions import Transaction
from rostrum.runtime import Runtime


class ProgrammeSessions:
    """`broadcast.scripts.ports.SessionSource`: the sessions of the board, and the event's private ones."""

    def __init__(self, board: Board, event: Event) -> None:
        self._board = board
        self._event = event

    async def list_sessions(self) -> Sequence[ScriptSession]:
        """Return all sessions in the order of their times."""
        states = [entry.state for entry in (await read_board(self._board)).entries.values()]
        rooms = {room.code: room.name for room in self._event.rooms}
        rooms |= {room.id: room.name for state in states if isinstance(state, EventInfo) for room in state.rooms}
        public = [
            ScriptSession(
                id=one.id,
                title=one.title,
                room=rooms.get(one.room, {}),
                starts_at=one.starts_at,
                ends_at=one.ends_at,
            )
            for one in states
            if isinstance(one, Session)
        ]
        private = [
            ScriptSession(
                id=item.id,
                title=item.title,
                room=rooms.get(item.room, {}),
                starts_at=item.starts_at,
                ends_at=item.ends_at,
                is_private=True,
            )
            for item in self._event.programme
            if not item.public
        ]
        return sorted((*public, *private), key=lambda session: (session.starts_at, session.id))


def script_services(runtime: Runtime, board: Board) -> ScriptServices:
    """Make the services of scripts."""
    link_store = SqlLinks()

    def count_opening(link_id: str, at: datetime) -> None:
        async def count(transaction: Transaction) -> None:
            await link_store.count_opening(transaction, link_id, at)

        runtime.transactions.background.add("opening of a script link", count)

    rules = runtime.event.scripts
    return ScriptServices(
        transactions=runtime.transactions,
        scripts=SqlScripts(),
        runs=SqlRuns(),
        links=link_store,
        sessions=ProgrammeSessions(board, runtime.event),
        clock=runtime.clock,
        ids=runtime.ids,
        issued=runtime.issued_secrets,
        count_opening=count_opening,
        required=tuple(signer for signer in Signer if signer.value in rules.sign_off),
        warns_without=rules.warn == "all",
        languages=runtime.event.languages,
        event=runtime.event.name,
        zone=runtime.event.zone_info,
    )


def install_scripts(app: web.Application, runtime: Runtime, board: Board) -> None:
    """Install the pages of scripts."""
    app[SCRIPT_SERVICES] = script_services(runtime, board)
    app[UNSIGNED_SCRIPT] = _ask_for_script(app[SCRIPT_SERVICES])
    for module in (pages, versions, running, links, crew):
        app.router.add_routes(module.routes())


def _ask_for_script(services: ScriptServices) -> Callable[[str], Awaitable[bool]]:
    async def is_unsigned(session_id: str) -> bool:
        return await unsigned_script(services, session_id)

    return is_unsigned
