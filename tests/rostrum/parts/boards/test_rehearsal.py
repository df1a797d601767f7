"""A rehearsal beside the live day, over the whole application: access, clock, end, and nothing of one in the other."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from aiohttp import ClientWebSocketResponse
from sqlalchemy import select
from sqlalchemy import text as sql

from broadcast.board.actions.announcements import post_announcement
from broadcast.board.domain.events import BoardChanged
from broadcast.board.storage import LIVE_TABLES
from broadcast.rehearsal.tables import BOARD_TABLES, RUN_TABLES
from broadcast.rehearsal.web.context import HOST, REHEARSALS
from broadcast.scripts.web.context import SCRIPT_SERVICES
from conference.clock import ManualClock
from tests.support.board_pages import Served, hidden, served
from tests.support.board_samples import text
from tests.support.scripts import write_script

__all__ = ["served"]

LIVE_CANARY, OWN_CANARY = "CANARY-of-the-live-day", "CANARY-of-the-rehearsal"
DAY = "2025-10-25"


@dataclass
class Rehearsing:
    """The served application in which a rehearsal runs at sixty seconds a second; the operator is signed in."""

    served: Served
    token: str
    told: list[BoardChanged] = field(default_factory=list)

    async def send(self, path: str, **fields: str) -> str:
        """Send a form of the page that controls the rehearsal, and return where it leads to."""
        page = await self.served.page("/staff/rehearsal")
        form = {"csrf": hidden(page, "csrf"), "csrf_person": hidden(page, "csrf_person"), **fields}
        response = await self.served.client.post(f"/staff/rehearsal{path}", data=form, allow_redirects=False)
        assert response.status == 303, await response.text()
        return response.headers["Location"]

    async def announce(self, words: str) -> None:
        """Post an announcement on the console of the rehearsal."""
        page = await self.served.page("/rehearsal/staff/console?template=own")
        texts = {f"text.{code}": f"{words} {code}" for code in ("ar", "zh", "en", "fr", "ru", "es", "vi")}
        form = {"csrf": hidden(page, "csrf"), "template": "own", "level": "info", **texts}
        response = await self.served.client.post(
            "/rehearsal/staff/console/announcements", data=form, allow_redirects=False
        )
        assert response.status == 303, await response.text()
        assert response.headers["Location"].startswith("/rehearsal/staff/console?")

    async def read(self, path: str) -> tuple[int, str]:
        """Return status and text of an address, without a login and without cookies."""
        jar = self.served.client.session.cookie_jar
        kept = list(jar)
        jar.clear()
        async with self.served.client.get(path, allow_redirects=False) as response:
            answer = response.status, await response.text()
        jar.clear()
        for cookie in kept:
            jar.update_cookies({cookie.key: cookie.value})
        return answer

    async def connect(self, path: str) -> ClientWebSocketResponse:
        return await self.served.client.ws_connect(path)


@pytest.fixture
async def rehearsing(served: Served) -> Rehearsing:
    await served.sign_in()
    made = Rehearsing(served, "")

    async def note(event: BoardChanged) -> None:
        made.told.append(event)

    served.runtime.bus.subscribe(BoardChanged, note)
    assert await made.send("", day=DAY, at="08:00", rate="60") == "/staff/rehearsal"
    made.token = re.findall(r"\?rehearsal=([\w-]+)", await served.page("/staff/rehearsal"))[0]
    return made


async def receive(socket: ClientWebSocketResponse, kind: str) -> Mapping[str, object]:
    """Return the next message of a kind."""
    while True:
        message = json.loads((await socket.receive(timeout=5)).data)
        if message["type"] == kind:
            return dict(message)


async def test_nothing_of_one_is_in_any_byte_of_the_other(rehearsing: Rehearsing) -> None:
    served = rehearsing.served
    live, own = await rehearsing.connect("/feed/v1/en/ws"), await rehearsing.connect("/rehearsal/feed/v1/en/ws")
    await receive(live, "snapshot")
    await receive(own, "snapshot")
    await rehearsing.announce(OWN_CANARY)
    await post_announcement(served.board, text(LIVE_CANARY), operator=served.operator)
    told_live, told_own = await receive(live, "update"), await receive(own, "update")
    assert (LIVE_CANARY in str(told_live), OWN_CANARY in str(told_live)) == (True, False)
    assert (LIVE_CANARY in str(told_own), OWN_CANARY in str(told_own)) == (False, True)
    for socket in (live, own):
        await socket.close()
    for path in ("/en/", "/fr/", "/feed/v1/en/board.json", "/staff/console", "/en/screens/lobby"):
        page = await served.page(path)
        assert OWN_CANARY not in page, path
        assert "rehearsal-band" not in page, path
        own_page = await served.page(f"/rehearsal{path}")
        assert LIVE_CANARY not in own_page, path
        assert "feed" in path or "rehearsal-band" in own_page, path
    assert OWN_CANARY in await served.page("/rehearsal/en/")
    assert LIVE_CANARY in await served.page("/en/")
    await check_tables(rehearsing)


async def check_tables(rehearsing: Rehearsing) -> None:
    """Check that rows, events and messages of the live day know nothing of the rehearsal, and the other way round."""
    runtime = rehearsing.served.runtime
    async with runtime.transactions.read() as transaction:
        for tables, foreign in ((LIVE_TABLES, OWN_CANARY), (BOARD_TABLES, LIVE_CANARY)):
            for table in (tables.entries, tables.changes):
                rows = (await transaction.connection.execute(table.select())).all()
                assert rows
                assert foreign not in str(rows)
        deliveries = (await transaction.connection.execute(sql("SELECT * FROM webhook_deliveries"))).all()
        letters = (await transaction.connection.execute(sql("SELECT * FROM letters"))).all()
        entry = sql(
            "SELECT subject, details FROM audit_log WHERE action = 'broadcast:announcement:posted' ORDER BY seq"
        )
        first, second = (await transaction.connection.execute(entry)).all()
    assert (len(rehearsing.told), deliveries, letters) == (1, [], [])
    assert first.subject.startswith("rehearsal/announcement/")
    assert '"rehearsal"' in first.details
    assert second.subject.startswith("announcement/")
    assert "rehearsal" not in second.details


async def test_screens_need_the_token_of_the_running_rehearsal(rehearsing: Rehearsing) -> None:
    status, page = await rehearsing.read("/rehearsal/en/screens/lobby")
    assert (status, "error-title" in page) == (403, True)
    for path in ("/rehearsal/feed/v1/en/board.json", "/rehearsal/feed/v1/en/events", "/rehearsal/en/"):
        assert (await rehearsing.read(path))[0] == 403
        assert (await rehearsing.read(f"{path}?rehearsal=guessed"))[0] == 403
    assert (await rehearsing.read(f"/rehearsal/feed/v1/en/board.json?rehearsal={rehearsing.token}"))[0] == 200


async def test_token_in_an_address_becomes_a_cookie_of_the_path(rehearsing: Rehearsing) -> None:
    client = rehearsing.served.client
    client.session.cookie_jar.clear()
    address = f"/rehearsal/ar/screens/lobby?screen=left&rehearsal={rehearsing.token}"
    async with client.get(address, allow_redirects=False) as response:
        assert response.headers["Location"] == "/rehearsal/ar/screens/lobby?screen=left"
        cookie = response.cookies["rehearsal"]
    assert (cookie["path"], cookie["httponly"]) == ("/rehearsal/", True)
    page = await rehearsing.served.page("/rehearsal/ar/screens/lobby")
    assert "بروفة" in page
    assert await rehearsing.served.page("/rehearsal/feed/v1/ar/board.json")


@pytest.mark.parametrize("path", ["/en/", "/en/screens/lobby", "/feed/v1/en/board.json", "/feed/v1/en/ws"])
async def test_token_is_refused_on_the_live_day(rehearsing: Rehearsing, path: str) -> None:
    status, page = await rehearsing.read(f"{path}?rehearsal={rehearsing.token}")
    refusal = rehearsing.served.runtime.catalogues.text("en", "error.rehearsal.token_on_live")
    assert (status, refusal in page) == (403, True)


async def test_end_refuses_screens_and_closes_what_was_opened(rehearsing: Rehearsing) -> None:
    served = rehearsing.served
    socket = await rehearsing.connect("/rehearsal/feed/v1/en/ws")
    await receive(socket, "snapshot")
    await rehearsing.send("/end")
    assert (await receive(socket, "goodbye"))["reason"] == "drain"
    assert served.client.app is not None
    assert served.client.app[HOST].opened is None
    for path in ("/rehearsal/en/screens/lobby", "/rehearsal/feed/v1/en/board.json", "/rehearsal/staff/console"):
        status, page = await rehearsing.read(f"{path}?rehearsal={rehearsing.token}")
        assert status == 410, page


async def test_clock_of_the_feed_follows_the_control(rehearsing: Rehearsing, clock: ManualClock) -> None:
    socket = await rehearsing.connect("/rehearsal/feed/v1/en/ws")
    begun = await receive(socket, "snapshot")
    assert (begun["at"], begun["rate"]) == ("2025-10-25T01:00:00Z", 60)
    clock.advance(10)
    await rehearsing.send("/clock", act="pause")
    stopped = await receive(socket, "tick")
    assert datetime.fromisoformat(str(stopped["at"])) == datetime.fromisoformat(str(begun["at"])) + timedelta(
        minutes=10
    )
    assert stopped["rate"] == 0
    await rehearsing.send("/clock", act="set", at="14:30")
    assert (await receive(socket, "tick"))["at"] == "2025-10-25T07:30:00Z"
    await rehearsing.send("/reset", at="09:00")
    assert (await receive(socket, "snapshot"))["at"] == "2025-10-25T02:00:00Z"
    await socket.close()
    live = json.loads(await rehearsing.served.page("/feed/v1/en/board.json"))
    assert "rate" not in live


async def test_nothing_is_opened_until_it_is_asked_for(served: Served) -> None:
    assert served.client.app is not None
    host = served.client.app[HOST]
    assert (await host.find_application(), host.opened) == (None, None)
    assert served.client.app[REHEARSALS].live is served.board
    await served.sign_in()
    assert await served.page("/rehearsal/staff/console", 410)


async def test_signature_is_recorded_in_the_rehearsal_alone(rehearsing: Rehearsing) -> None:
    served = rehearsing.served
    page = await served.page("/rehearsal/staff/console")
    assert "/staff/signing" in await served.page("/staff/console")
    assert "/staff/signing" not in page  # the register is the live one's
    form = {"csrf": hidden(page, "csrf"), "act": "record:VN"}
    async with served.client.post("/rehearsal/staff/console/signatures", data=form, allow_redirects=False) as response:
        assert response.status == 303, await response.text()
    tallies = [json.loads(await served.page(f"{path}/feed/v1/en/board.json")) for path in ("/rehearsal", "")]
    assert [len(tally["keys"]["tally"]["state"]["latest"]) for tally in tallies] == [1, 0]


async def test_rehearsal_has_a_screen_of_the_signing(rehearsing: Rehearsing) -> None:
    (path,) = re.findall(
        r"(/rehearsal/en/screens/signing\?rehearsal=[\w-]+)\"", await rehearsing.served.page("/staff/rehearsal")
    )
    assert (await rehearsing.read(path))[0] == 303
    assert 'id="screen"' in await rehearsing.served.page("/rehearsal/en/screens/signing")


async def test_script_runs_in_the_rehearsal_alone(rehearsing: Rehearsing) -> None:
    served, address = rehearsing.served, "/rehearsal/staff/scripts/opening"
    assert f"{address}/run" not in await served.page("/staff/rehearsal")
    live = served.client.app[SCRIPT_SERVICES]
    await write_script(live, "Anthem")
    assert f"{address}/run" in await served.page("/staff/rehearsal")
    page = await served.page(f"{address}/run")
    assert 'href="/staff/scripts/opening"' in page  # it is written on the live page alone
    forms = {f"{address}/run": {"act": "next", "run": "0"}, f"{address}/deviations": {"text": OWN_CANARY}}
    for path, fields in forms.items():
        form = {"csrf": hidden(page, "csrf"), "cue": "", **fields}
        async with served.client.post(path, data=form, allow_redirects=False) as response:
            assert response.status == 303, await response.text()
    assert 'aria-current="step"' in await served.page(f"{address}/run")
    assert OWN_CANARY in await served.page("/staff/rehearsal")
    live_page = await served.page("/staff/scripts/opening/run")
    assert (OWN_CANARY in live_page, 'aria-current="step"' in live_page) == (False, False)
    await rehearsing.send("/end")
    assert OWN_CANARY in await served.page("/staff/rehearsal?of=" + (await latest(rehearsing)))
    async with served.runtime.transactions.read() as transaction:
        for table in (RUN_TABLES.runs, RUN_TABLES.progress, RUN_TABLES.deviations):
            assert (await transaction.connection.execute(table.select())).all() == []


async def latest(rehearsing: Rehearsing) -> str:
    """Return the id of the latest rehearsal."""
    services = rehearsing.served.client.app[REHEARSALS]
    async with services.transactions.read() as transaction:
        return (await services.store.list_latest(transaction, limit=1))[0].id


async def test_edit_page_moves_sessions_of_the_rehearsal_alone(rehearsing: Rehearsing) -> None:
    served, address = rehearsing.served, "/rehearsal/staff/programme/sessions/opening"
    page = await served.page("/rehearsal/staff/programme?session=opening")
    assert f'action="{address}#act"' in page
    form = {"csrf": hidden(page, "csrf"), "act": "move", "room": "R313"}
    async with served.client.post(address, data=form, allow_redirects=False) as response:
        assert response.status == 303, await response.text()
    boards = [json.loads(await served.page(f"{path}/feed/v1/en/board.json")) for path in ("/rehearsal", "")]
    assert [board["keys"]["session/opening"]["state"]["room"] for board in boards] == ["R313", "plenary"]


async def test_alert_of_a_rehearsal_is_an_exercise_for_its_own_screens(rehearsing: Rehearsing) -> None:
    """Whatever is chosen: an actual alert of a rehearsal must not be one, and not reach the live day."""
    served, path = rehearsing.served, "/rehearsal/staff/alerts"
    form = {"csrf": hidden(await served.page(path), "csrf"), "act": "save", "status": "actual", "prepared": "evacuate"}
    assert (await served.client.post(path, data=form, allow_redirects=False)).status == 303
    page = await served.page(path)
    act = {"act": "publish", "alert": hidden(page, "alert"), "expected": "1", "csrf": hidden(page, "csrf")}
    assert (await served.client.post(f"{path}/acts", data=act, allow_redirects=False)).status == 303
    found = {}
    async with served.board.transactions.read() as transaction:
        for name, table in (("rehearsal", BOARD_TABLES.entries), ("live", LIVE_TABLES.entries)):
            rows = await transaction.connection.execute(select(table.c.state).where(table.c.key.startswith("alert/")))
            found[name] = [json.loads(row.state)["status"] for row in rows]
    assert found == {"rehearsal": ["exercise"], "live": []}
    assert 'name="alert"' not in await served.page("/staff/alerts")
