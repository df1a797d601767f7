"""Texts of the live day, of a rehearsal and of private sessions in the answers of every address.

Covers B18. The addresses are those of the routers: a new page, export or answer of the API is asked too.
"""

import asyncio
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

import pytest
from aiohttp import ClientResponse, web

from broadcast.announcements.actions.planning import PlanRequest, plan_announcement
from broadcast.announcements.domain.planned import Timing
from broadcast.announcements.web.context import ANNOUNCEMENTS
from broadcast.board.actions.announcements import post_announcement
from broadcast.board.actions.rolling_list import add_speaker
from broadcast.board.domain.speakers import SpeakersList
from broadcast.board.domain.speaking.speaker_entries import SpeakerEntry
from broadcast.console.speaker_acts import FloorAct, change_floor
from broadcast.feed.service import BOARD
from broadcast.programme.actions.changes import Request, change_programme
from broadcast.programme.actions.private import add_private
from broadcast.programme.domain.acts import Add, Retitle
from broadcast.programme.web.context import PROGRAMME
from broadcast.rehearsal.actions.control import start_rehearsal
from broadcast.rehearsal.web.context import HOST, REHEARSALS
from broadcast.scripts.actions.links import NewLink, add_link
from broadcast.scripts.actions.running import note_deviation
from broadcast.scripts.domain.links import SCOPES
from broadcast.scripts.web.context import SCRIPT_SERVICES
from broadcast.statements.actions import hand_in, make_link
from broadcast.statements.domain import Purpose
from broadcast.statements.web import STATEMENTS
from conference.auth.roles import Role, Staff
from rostrum.roles import PRIVATE_SESSIONS_OFFICER, ROLE_TABLE, SECURITY_OFFICER
from tests.support.access_sweep import CODES, UNKNOWN, Sweeper, Way, filled, swept_routes
from tests.support.board_moves import open_session
from tests.support.board_pages import Served, served
from tests.support.board_samples import MORNING, NOON, announcement, text
from tests.support.byte_search import ByteSearch
from tests.support.file_texts import readable_parts
from tests.support.scripts import write_script

__all__ = ["served"]

LIVE, REHEARSED, PRIVATE = "livecanaryxq", "rehearsedcanaryxq", "privatecanaryxq"
EMBARGOED = "embargoedcanaryxq"
"""Words of a statement whose speaker has not had the floor."""

SEARCH = ByteSearch((LIVE, REHEARSED, PRIVATE, EMBARGOED))
ROLES = frozenset(ROLE_TABLE) - {SECURITY_OFFICER}
FIRST_EVENT_S = 0.5
"""Longest time for the first message, which is sent at once."""

SESSION = "debate-1"

OF_REHEARSALS = {
    "/staff/rehearsal",
    "/staff/debrief",
    "/staff/debrief.csv",
    "/staff/debrief.pdf",
    "/api/v1/rehearsal/notes",
    "/api/v1/debrief",
}
"""Addresses of the live side that are about rehearsals."""

OF_PRIVATE_SESSIONS = {
    "/api/v1/private-sessions",
    "/staff/programme",
    "/staff/programme/event.zip",
    "/staff/programme/private",
    "/staff/scripts",
}
"""Addresses on which their officer sees private sessions."""

OWN_FILES = {
    "/feed/v1/en/board.json",
    "/feed/v1/en/events",
    "/feed/v1/events",
    "/staff/programme/programme.csv",
    "/staff/programme/programme.xlsx",
    f"/staff/console/speakers/{SESSION}/times.csv",
    f"/staff/console/speakers/{SESSION}/times.xlsx",
}
"""Answers that have the texts of their own side: without them the search would prove nothing."""

LIVE_FILES = {f"/staff/scripts/{SESSION}/script.pdf", "/api/v1/planned-announcements"}


@dataclass
class Sides:
    """The served application while a rehearsal runs: the applications by the beginning of their addresses, links.

    `delivered` is the speaker whose statement is public.
    """

    sweeper: Sweeper
    apps: Mapping[str, web.Application]
    links: Mapping[str, str]
    delivered: str
    cookie: Mapping[str, str] = field(default_factory=dict)
    token: Mapping[str, str] = field(default_factory=dict)

    async def sign_in(self, *roles: Role) -> None:
        """Ask as a new person with these roles, and with an API token of that person."""
        staff, self.cookie = await self.sweeper.hire(f"person-{len(roles)}", *roles)
        _, self.token = await self.sweeper.issue_token(staff)

    async def list_answers(self, prefix: str) -> dict[str, set[str]]:
        """Ask for every address of a side, and return the texts that were found, by address.

        Pages of `accreditation` are left out: it imports nothing of the board.
        """
        found = {}
        for route in swept_routes(self.apps[prefix]):
            if route.method != "GET" or "{rest}" in route.path or route.module.startswith("accreditation."):
                continue
            secret = self.links.get(route.link_kind, "x" * 40)
            path = filled(route, {**UNKNOWN, **CODES, "session": SESSION, "speaker": self.delivered, "secret": secret})
            headers, languages = self.token if route.way is Way.API else self.cookie, {"languages": "fr,en"}
            query = languages if path.endswith("/events") else {}
            async with self.sweeper.client.get(
                f"{prefix}{path}", headers=headers, params=query, allow_redirects=False
            ) as response:
                found[path] = await find_texts(response)
                assert not prefix or not found[path] or response.headers["Cache-Control"] == "no-store", path
        return found


async def find_texts(response: ClientResponse) -> set[str]:
    """Return which texts are in an answer: headers, bytes, the files and pages in it; of a stream its beginning."""
    if response.content_type == "text/event-stream":
        parts = [await read_beginning(response)]
    else:
        parts = list(readable_parts(await response.read()))
    headers = str(response.headers).encode()
    return set().union(*(SEARCH.find_in(part) for part in (headers, *parts)))


async def read_beginning(response: ClientResponse) -> bytes:
    """Return the snapshot with which a feed begins; nothing of a stream that begins with the next change."""
    read = b""
    with suppress(TimeoutError):
        async with asyncio.timeout(FIRST_EVENT_S):
            while b"data: " not in read or not read.endswith(b"\n\n"):
                read += await response.content.readany()
    return read


@pytest.fixture
async def sides(served: Served) -> Sides:
    """A rehearsal runs; each side has texts that the other does not have, and one session is private."""
    live = served.client.app
    assert live is not None
    officer, _ = await Sweeper(served.client, served.runtime).hire("officer", *ROLES)
    await write_script(live[SCRIPT_SERVICES], "Anthem", session_id=SESSION)
    await start_rehearsal(live[REHEARSALS], date(2025, 10, 25), MORNING, rate=60, operator=officer)
    rehearsed = await live[HOST].find_application()
    assert rehearsed is not None
    apps = {"": live, "/rehearsal": rehearsed}
    delivered, _ = [await change_board(app, words, officer) for app, words in ((live, LIVE), (rehearsed, REHEARSED))]
    await plan_texts(live, officer)
    return Sides(Sweeper(served.client, served.runtime), apps, await make_links(live, officer), delivered)


async def change_board(app: web.Application, words: str, operator: Staff) -> str:
    """Write the words where operators may write: titles, speakers, an announcement, a deviation from the script.

    The speaker, whose id is returned, has had the floor, and has handed in a text. A rehearsal has no texts.
    """
    board, asked = app[BOARD], Request(operator=operator)
    await change_programme(app[PROGRAMME], Retitle(session=SESSION, title=text(words)), asked)
    await open_session(board, SESSION, operator=operator)
    entry = SpeakerEntry(name=text(words), role=text(words))
    speakers = (await add_speaker(board, SESSION, entry, operator=operator)).state
    assert isinstance(speakers, SpeakersList)
    speaker = speakers.speakers[-1].id
    if STATEMENTS in app:
        services = app[STATEMENTS].services
        link = await make_link(services, SESSION, speaker, purpose=Purpose.HAND_IN, operator=operator)
        await hand_in(services, link, statement_pdf(words))
    for name in ("give", "end"):
        floor = FloorAct(name=name, speaker=speaker)
        await change_floor(board, SESSION, floor, operator=operator, expected=None)
    await post_announcement(board, text(words), operator=operator)
    await note_deviation(app[SCRIPT_SERVICES], SESSION, "", words, staff=operator)
    return speaker


def statement_pdf(words: str) -> bytes:
    """A PDF of one page with the words, which are compressed in it."""
    page = zlib.compress(f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode())
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (len(page), page),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%PDF-1.4\n" + body + b"trailer\n<</Root 1 0 R>>\n%%EOF\n"


async def plan_texts(live: web.Application, operator: Staff) -> None:
    """Plan an announcement of the live day and a private session."""
    planned = announcement("ann_planned", text=text(LIVE))
    await plan_announcement(live[ANNOUNCEMENTS], planned, Timing(), PlanRequest(operator=operator))
    hours = {"starts_at": MORNING, "ends_at": NOON}
    act = Add(session="talks", title=text(PRIVATE), kind="bilateral_meeting", room="R313", **hours)
    await add_private(live[PROGRAMME], act, (), Request(operator=operator))


async def make_links(live: web.Application, operator: Staff) -> dict[str, str]:
    """Return the secrets of a crew, of a delegation and of interpreters, by the beginning of the address of their link.

    The delegation has handed in a text, whose speaker waits.
    """
    _, crew = await add_link(live[SCRIPT_SERVICES], SESSION, NewLink("Sound", SCOPES, "en", 3), staff=operator)
    services = live[STATEMENTS].services
    links = {"/{language}/cues/": crew}
    for purpose, speaker in ((Purpose.HAND_IN, f"{SESSION}-03"), (Purpose.INTERPRET, "")):
        secret = await make_link(services, SESSION, speaker, purpose=purpose, operator=operator)
        links[f"/{{language}}/statements/{purpose.value}/"] = secret
    await hand_in(services, links[f"/{{language}}/statements/{Purpose.HAND_IN.value}/"], statement_pdf(EMBARGOED))
    return links


def addresses_of(mark: str, found: Mapping[str, set[str]]) -> set[str]:
    """Return the addresses whose answers have a text."""
    return {path for path, marks in found.items() if mark in marks}


async def test_no_answer_has_texts_of_another_side(sides: Sides) -> None:
    await sides.sign_in(*(ROLES - {PRIVATE_SESSIONS_OFFICER}))
    live, rehearsed = [await sides.list_answers(prefix) for prefix in sides.apps]
    assert addresses_of(LIVE, rehearsed) == set()
    assert addresses_of(REHEARSED, live) <= OF_REHEARSALS
    assert addresses_of(PRIVATE, {**live, **rehearsed}) == set()
    assert addresses_of(EMBARGOED, {**live, **rehearsed}) == set()
    statement = f"/en/statements/{SESSION}/{sides.delivered}"
    assert addresses_of(LIVE, live) >= OWN_FILES | LIVE_FILES | {statement}
    assert addresses_of(REHEARSED, rehearsed) >= OWN_FILES


async def test_officer_sees_private_sessions_on_their_own_pages_alone(sides: Sides) -> None:
    await sides.sign_in(*ROLES)
    live = await sides.list_answers("")
    assert addresses_of(PRIVATE, live) == OF_PRIVATE_SESSIONS
    assert addresses_of(REHEARSED, live) <= OF_REHEARSALS
