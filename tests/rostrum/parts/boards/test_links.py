"""Links of the pages of a rehearsal: what it lacks is not offered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from broadcast.console.speaker_acts import FloorAct, change_floor
from broadcast.feed.service import BOARD
from broadcast.rehearsal.actions.control import start_rehearsal
from broadcast.rehearsal.web.context import HOST, REHEARSALS
from broadcast.scripts.web.context import SCRIPT_SERVICES
from rostrum.roles import ROLE_TABLE, SECURITY_OFFICER
from tests.support.access_sweep import Sweeper
from tests.support.board_moves import open_session
from tests.support.board_pages import Served, served
from tests.support.board_samples import MORNING
from tests.support.scripts import write_script

__all__ = ["served"]

HOME, SCRIPT, CONSOLE = "/rehearsal/staff/", "/staff/scripts/opening", "/rehearsal/staff/console"
PAGES = (
    "/staff/rehearsal",
    f"/rehearsal{SCRIPT}/run",
    "/rehearsal/en/",
    "/rehearsal/screens/lobby",
    f"{CONSOLE}?session=signing",
    f"{CONSOLE}?session=debate-1&template=own",
    f"{CONSOLE}/speakers/debate-1?done=1",
)
"""Pages to which no page of staff has a link, or only with another choice."""

_ADDRESS = re.compile(r'\s(href|src|action|formaction|hx-get|hx-post|data-terms)="(/[^"#]*)')
LINKS = ("href", "src", "hx-get")
_WITHOUT_ID = r"\1/*"
_ID = re.compile(r"(?<=/)(sessions|speakers|rooms|scripts|statements|announcements|screens)/[^/?]+")


def kind_of(address: str) -> str:
    """The path without ids, and the names of the query: one address of each kind is asked for."""
    split = urlsplit(address)
    names = sorted({part.partition("=")[0] for part in split.query.split("&")})
    return f"{_ID.sub(_WITHOUT_ID, split.path)}?{names}"


@dataclass
class Crawl:
    """The addresses that were asked for, by kind, and those that lead nowhere, with the page that has them."""

    served: Served
    headers: Mapping[str, str]
    apps: Mapping[str, web.Application]
    asked: set[tuple[str, bool]] = field(default_factory=set)
    broken: list[tuple[str, str]] = field(default_factory=list)

    async def follow(self, *addresses: str) -> None:
        """Ask for the addresses and for all to which the pages of the rehearsal among them lead."""
        waiting = [(one, False, "") for one in addresses]
        while waiting:
            address, is_form, found_on = waiting.pop(0)
            if (kind_of(address), is_form) in self.asked:
                continue
            self.asked.add((kind_of(address), is_form))
            leads_nowhere, page = (await self.lacks_form(address), "") if is_form else await self.read(address)
            if leads_nowhere:
                self.broken.append((address, found_on))
            waiting += [(unescape(one), name not in LINKS, address) for name, one in _ADDRESS.findall(page)]

    async def read(self, address: str) -> tuple[bool, str]:
        """Whether there is no such page, and its text if it is one of the rehearsal."""
        async with self.served.client.get(address, headers=self.headers, allow_redirects=False) as response:
            is_page = address.startswith(("/rehearsal", "/staff/rehearsal")) and response.content_type == "text/html"
            text = await response.text() if is_page and response.status == 200 else ""
            return response.status in (404, 405, 500), text

    async def lacks_form(self, address: str) -> bool:
        """Whether nothing takes the form."""
        prefix = "/rehearsal" if address.startswith("/rehearsal/") else ""
        path, router = urlsplit(address).path.removeprefix(prefix), self.apps[prefix].router
        found = [await router.resolve(make_mocked_request(method, path)) for method in ("POST", "GET")]
        return all(one.http_exception is not None for one in found)


async def test_no_link_of_a_rehearsal_leads_nowhere(served: Served) -> None:
    live = served.client.app
    assert live is not None
    roles = frozenset(ROLE_TABLE) - {SECURITY_OFFICER}
    operator, headers = await Sweeper(served.client, served.runtime).hire("all", *roles)
    await write_script(live[SCRIPT_SERVICES], "Anthem")
    await start_rehearsal(live[REHEARSALS], date(2025, 10, 25), MORNING, rate=60, operator=operator)
    rehearsed = await live[HOST].find_application()
    assert rehearsed is not None
    await open_session(rehearsed[BOARD], "debate-1", operator=operator)
    floor = FloorAct(name="give", speaker="debate-1-01")
    await change_floor(rehearsed[BOARD], "debate-1", floor, operator=operator, expected=None)
    crawl = Crawl(served, headers, {"": live, "/rehearsal": rehearsed})
    await crawl.follow(HOME, *PAGES)
    assert len(crawl.asked) > 60
    assert crawl.broken == []
