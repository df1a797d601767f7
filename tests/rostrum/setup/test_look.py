"""Logo and colour of the event on their page."""

from typing import Any

from aiohttp import FormData

from conference.auth.roles import ADMINISTRATOR
from rostrum.events.drafts import plan_draft, read_draft
from rostrum.runtime import Runtime
from tests.conference.event.logo_files import logo_file
from tests.support.accreditation_pages import Client, SignIn, hidden

PATH = "/staff/setup/look"


async def send(client: Client, logo: bytes | None = None, **fields: str) -> tuple[int, str]:
    """Send the form; status and page of the answer."""
    page = await (await client.get(PATH)).text()
    data = FormData(default_to_multipart=True)
    values: dict[str, Any] = {"csrf": hidden(page, "csrf"), "seen": hidden(page, "seen"), **fields}
    for name, value in values.items():
        data.add_field(name, value)
    if logo is not None:
        data.add_field("logo", logo, filename="logo.png", content_type="image/png")
    answer = await client.post(PATH, data=data, allow_redirects=False)
    return answer.status, await answer.text()


async def test_colour_and_logo_are_in_the_draft(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await sign_in("ada", ADMINISTRATOR)
    assert (await send(client, logo_file(), has_colour="yes", colour="#8a2a5b"))[0] == 303
    draft = await read_draft(runtime)
    assert (draft.event.look.colour, draft.event.look.logo) == ("#8a2a5b", "logo.png")
    assert draft.files["logo.png"].startswith(b"\x89PNG")
    assert (await plan_draft(runtime)).plan is not None
    assert (await client.get(f"{PATH}/logo.png")).content_type == "image/png"
    assert (await send(client, has_colour="", colour="#8a2a5b", remove_logo="yes"))[0] == 303
    look = (await read_draft(runtime)).event.look
    assert (look.colour, look.logo) == (None, None)


async def test_refused_logo_and_colour_are_told_at_their_fields(
    client: Client, sign_in: SignIn, runtime: Runtime
) -> None:
    await sign_in("ada", ADMINISTRATOR)
    status, page = await send(client, b"<svg onload='x'/>", has_colour="yes", colour="#ffff00")
    assert status == 422
    assert 'href="#f-logo"' in page
    assert 'href="#f-colour"' in page
    assert not (await read_draft(runtime)).is_saved


async def test_file_that_is_too_large_is_refused(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await sign_in("ada", ADMINISTRATOR)
    assert (await send(client, b"\x89PNG" + bytes(2_000_000)))[0] == 422
    assert not (await read_draft(runtime)).is_saved


async def test_event_without_a_logo_has_no_picture(client: Client, sign_in: SignIn) -> None:
    await sign_in("ada", ADMINISTRATOR)
    await send(client, remove_logo="yes")
    assert (await client.get(f"{PATH}/logo.png")).status == 404
