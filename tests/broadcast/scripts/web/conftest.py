"""The whole application with its programme, and people who write and sign scripts."""

from dataclasses import dataclass

import pytest
from aiohttp import ClientResponse

from broadcast.scripts.roles import SIGNER_ROLES
from broadcast.scripts.services import ScriptServices
from broadcast.scripts.web.context import SCRIPT_SERVICES
from conference.auth.people import NewStaff, create_staff
from tests.support.board_pages import PASSWORD, Served, hidden, served

__all__ = ["served"]

PAGE = "/staff/scripts/opening"


@dataclass
class ScriptDesk:
    """The application, with a person signed in who operates sessions; `signs` signs for all."""

    served: Served
    services: ScriptServices

    async def page(self, path: str = PAGE, status: int = 200) -> str:
        """Return the text of a page."""
        return await self.served.page(path, status)

    async def post(self, path: str, *, seen: str = "", **fields: str) -> ClientResponse:
        """Send a form as it stood on the page that was `seen`, by default the script's."""
        form = {"csrf": hidden(seen or await self.page(), "csrf"), **fields}
        return await self.served.client.post(path, data=form, allow_redirects=False)


@pytest.fixture
async def desk(served: Served) -> ScriptDesk:
    """An operator is signed in, in English."""
    await create_staff(served.runtime.accounts, NewStaff("signs", "Thu Hà", frozenset(SIGNER_ROLES), "vi", PASSWORD))
    await served.sign_in()
    app = served.client.app
    assert app is not None
    return ScriptDesk(served, app[SCRIPT_SERVICES])
