"""Changes that wait, those that are refused, and the acts on the draft."""

from msgspec import structs

from conference.auth.roles import ADMINISTRATOR
from conference.event import Event, Look
from conference.graphics.colours import legible_colour
from rostrum.events.drafts import read_draft, save_draft
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn, hidden
from tests.support.application_samples import staff
from tests.support.badge_office import Office

SETUP = "/staff/setup"
ADA = staff("ada", ADMINISTRATOR)


async def save(runtime: Runtime, event: Event) -> None:
    """Save an event as the draft."""
    draft = await read_draft(runtime)
    await save_draft(runtime, event, draft.files, version=draft.version, staff=ADA)


async def test_refused_change_is_named_and_the_rest_applied(
    client: Client, sign_in: SignIn, office: Office, runtime: Runtime
) -> None:
    zones = (structs.replace(runtime.event.zones[0], bit=15, capacity=77), *runtime.event.zones[1:])
    await save(runtime, structs.replace(runtime.event, zones=zones))
    await office.active_badge("app_1")
    await sign_in("ada", ADMINISTRATOR)
    page = await (await client.get(SETUP)).text()
    assert "Number in the badge" in page.split("<table")[0]
    form = {"csrf": hidden(page, "csrf"), "version": hidden(page, "version"), "do": "apply"}
    assert (await client.post(SETUP, data=form, allow_redirects=False)).status == 303
    zone = (await read_draft(runtime)).loaded.event.zones[0]
    assert (zone.bit, zone.capacity) == (runtime.event.zones[0].bit, 77)


async def test_draft_that_was_changed_since_is_not_applied(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await save(runtime, structs.replace(runtime.event, reminder_hours=24))
    await sign_in("ada", ADMINISTRATOR)
    page = await (await client.get(SETUP)).text()
    await save(runtime, structs.replace(runtime.event, reminder_hours=36))
    form = {"csrf": hidden(page, "csrf"), "version": hidden(page, "version")}
    for do in ("apply", "discard"):
        assert (await client.post(SETUP, data={**form, "do": do}, allow_redirects=False)).status == 409
    assert (await read_draft(runtime)).event.reminder_hours == 36


async def test_draft_with_faults_cannot_be_applied(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await save(runtime, structs.replace(runtime.event, timezone="Moon/Sea"))
    await sign_in("ada", ADMINISTRATOR)
    page = await (await client.get(SETUP)).text()
    assert 'value="apply"' not in page
    assert 'value="discard"' in page


async def test_faults_of_the_look_are_named(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await sign_in("ada", ADMINISTRATOR)
    for look, key in ((Look(logo="logo.png"), "missing_file"), (Look(colour="#ffd400"), "contrast")):
        await save(runtime, structs.replace(runtime.event, look=look))
        page = await (await client.get(SETUP)).text()
        about = look.logo or legible_colour("#ffd400")
        assert runtime.catalogues.text("en", f"setup.fault.{key}", about=about) in page
