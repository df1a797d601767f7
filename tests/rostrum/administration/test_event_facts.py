"""The page of the event's facts."""

from html import escape

from conference.auth.roles import ADMINISTRATOR
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn


async def test_facts_of_the_event_are_shown_as_loaded(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await sign_in("ada", ADMINISTRATOR)
    page = await (await client.get("/staff/event")).text()
    event = runtime.event
    shown = [event.name, event.venue]
    shown += [zone.name for zone in event.zones]
    shown += [category.name for category in event.categories]
    shown += [door.name for door in event.doors]
    assert [text["en"] for text in shown if str(escape(text["en"], quote=False)) not in page] == []
    assert event.audience in page
    assert event.timezone in page
    assert "Saturday, 25 October 2025" in page or "Saturday 25 October 2025" in page
