"""Installation of the texts of statements: services and pages."""

from aiohttp import web

from broadcast.board.ports import Board
from broadcast.statements import api
from broadcast.statements import web as pages
from broadcast.statements.actions import StatementServices
from broadcast.statements.storage import SqlStatements
from rostrum.runtime import Runtime


def install_statements(app: web.Application, runtime: Runtime, board: Board) -> None:
    """Install the pages of operators, delegations, interpreters and the press."""
    services = StatementServices(board=board, store=SqlStatements(), vault=runtime.vault)
    app[pages.STATEMENTS] = pages.StatementPages(services)
    for module in (api, pages):
        app.router.add_routes(module.routes())
