"""Installation of scripts: their services, the sessions of the board and of the event, the pages."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from aiohttp import web

from broadcast.board.actions.read import read_board
from broadcast.board.domain.board import session_key
from broadcast.board.domain.sessions import Plan, Session
from broadcast.board.domain.timing import actual_start
from broadcast.board.ports import Board
from broadcast.board.roles import PRIVATE_SESSIONS_OFFICER
from broadcast.console.questions import UNSIGNED_SCRIPT
from broadcast.programme.actions.changes import ProgrammeServices
from broadcast.programme.actions.private import list_private
from broadcast.programme.storage import SqlPrivateSessions
from broadcast.scripts.actions.reading import unsigned_script
from broadcast.scripts.domain.signing import Signer
from broadcast.scripts.ports import RunStore, ScriptSession
from broadcast.scripts.services import ScriptServices
from broadcast.scripts.storage.links import SqlLinks
from broadcast.scripts.storage.running import SqlRuns
from broadcast.scripts.storage.scripts import SqlScripts
from broadcast.scripts.web import api, api_links, crew, imports, links, pages, printing, running, versions
from broadcast.scripts.web.context import SCRIPT_SERVICES
from broadcast.scripts.web.printing import PRINT_LIMITS
from conference.audit import SYSTEM
from conference.auth.roles import Staff
from conference.event import Event
from conference.languages import FALLBACK
from conference.rate_limits import Limits
from conference.transactions import RecordingTransactions, Transaction
from rostrum.runtime import Runtime

PROGRAM = Staff(SYSTEM, SYSTEM, SYSTEM, frozenset({PRIVATE_SESSIONS_OFFICER}), FALLBACK)
"""The program itself, which sees every session: for crew links and orphans."""


class ProgrammeSessions:
    """`broadcast.scripts.ports.SessionSource`: those of the board, and private ones for people who may see them."""

    def __init__(self, programme: ProgrammeServices, event: Event) -> None:
        self._programme = programme
        self._rooms = {room.code: room.name for room in event.rooms}

    async def list_sessions(self, staff: Staff | None) -> Sequence[ScriptSession]:
        """Return the sessions that a person may see, in the order of their times; all for None, the program."""
        states = [entry.state for entry in (await read_board(self._programme.board)).entries.values()]
        public = [one for one in states if isinstance(one, Session)]
        private = await list_private(self._programme, staff=PROGRAM if staff is None else staff)
        sessions = [
            *(self._make_session(one.id, one) for one in public),
            *(self._make_session(row.session.id, row.session.plan, is_private=True) for row in private),
        ]
        return sorted(sessions, key=lambda session: (session.starts_at, session.id))

    async def find_session(self, session_id: str, staff: Staff | None) -> ScriptSession | None:
        """Return one of the sessions of `list_sessions`."""
        board = self._programme.board
        async with board.transactions.read() as transaction:
            entry = await board.store.find_entry(transaction, session_key(session_id))
        if entry is not None and isinstance(entry.state, Session):
            return self._make_session(session_id, entry.state)
        private = await list_private(self._programme, staff=PROGRAM if staff is None else staff)
        return next(
            (
                self._make_session(session_id, row.session.plan, is_private=True)
                for row in private
                if row.session.id == session_id
            ),
            None,
        )

    def _make_session(self, session_id: str, plan: Session | Plan, *, is_private: bool = False) -> ScriptSession:
        announced, begins_at = None, None
        if isinstance(plan, Session):
            announced, begins_at = plan.planned, actual_start(plan)
        return ScriptSession(
            id=session_id,
            title=plan.title,
            room=self._rooms.get(plan.room, {}),
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            is_private=is_private,
            announced_at=announced.starts_at if announced else None,
            begins_at=begins_at,
        )


def rehearsed_script_services(
    runtime: Runtime, board: Board, *, transactions: RecordingTransactions, runs: RunStore
) -> ScriptServices:
    """Make the services of the scripts that run in a rehearsal on `board`: its clock and transactions, its `runs`."""
    return replace(
        script_services(runtime, board),
        transactions=transactions,
        runs=runs,
        sessions=ProgrammeSessions(ProgrammeServices(board=board), runtime.event),
        clock=board.clock,
    )


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
        sessions=ProgrammeSessions(ProgrammeServices(board=board, private=SqlPrivateSessions()), runtime.event),
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
    app[PRINT_LIMITS] = Limits()
    app[UNSIGNED_SCRIPT] = _ask_for_script(app[SCRIPT_SERVICES])
    for module in (pages, printing, imports, versions, running, links, crew, api, api_links):
        app.router.add_routes(module.routes())


def install_rehearsed_scripts(app: web.Application, services: ScriptServices) -> None:
    """Install the pages of running scripts in a rehearsal: they are written on the live pages alone."""
    app[SCRIPT_SERVICES] = services
    app[UNSIGNED_SCRIPT] = _ask_for_script(services)
    app.router.add_routes(running.routes())


def _ask_for_script(services: ScriptServices) -> Callable[[str], Awaitable[bool]]:
    async def is_unsigned(session_id: str) -> bool:
        return await unsigned_script(services, session_id)

    return is_unsigned
