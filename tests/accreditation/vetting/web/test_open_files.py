"""Who has a file open, as the vetting pages tell it."""

import re

from accreditation.applications.domain.applications import Application
from accreditation.vetting.actions.open_files import OPEN_FILE_LIFE
from conference.clock import ManualClock
from rostrum import roles
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn, apply, enter_again, hidden
from tests.support.background import written
from tests.support.vetting_pages import A, B, load_application, press_button

OPEN_SINCE = "has had this application open since"


async def page_of(client: Client, queue: str, application: Application | None = None) -> str:
    page = await (await client.get(queue, params={"id": application.id} if application else {})).text()
    return re.sub("</?bdi[^>]*>", "", page)


async def send(client: Client, runtime: Runtime, what: str, application: Application, *, version: int = 0) -> str:
    """Send what the script of an open file sends, from the officer's own queue; return the answer."""
    page = await page_of(client, A)
    form = {"csrf": hidden(page, "csrf"), "version": str(version or application.version)}
    response = await client.post(f"{A}/applications/{application.id}/{what}", data=form, allow_redirects=False)
    assert response.status == {"open": 200, "leave": 204}[what]
    await written(runtime.transactions)
    return re.sub("</?bdi[^>]*>", "", await response.text())


async def test_file_page_and_queue_name_the_other_officer(
    client: Client, sign_in: SignIn, runtime: Runtime, clock: ManualClock, address: str
) -> None:
    candidate = await load_application(client, address)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    assert OPEN_SINCE not in await page_of(client, A, candidate)
    await written(runtime.transactions)
    assert OPEN_SINCE not in await page_of(client, A, candidate)
    await sign_in("son", roles.SECURITY_OFFICER)
    page = await page_of(client, B)
    assert ("An officer of the other agency" in page, "Opened by the other agency" in page) == (True, True)
    assert "Linh" not in page
    await sign_in("mai", roles.ACCREDITATION_OFFICER)
    page = await page_of(client, A)
    assert (f"Linh {OPEN_SINCE}" in page, "Opened by Linh" in page) == (True, True)
    clock.advance(OPEN_FILE_LIFE.total_seconds())
    assert OPEN_SINCE not in await page_of(client, A)


async def test_script_tells_who_came_and_what_changed(
    client: Client, sign_in: SignIn, runtime: Runtime, address: str
) -> None:
    candidate = await load_application(client, address)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    assert (await send(client, runtime, "open", candidate)).strip() == ""
    await sign_in("mai", roles.ACCREDITATION_OFFICER)
    answer = await send(client, runtime, "open", candidate)
    assert (f"Linh {OPEN_SINCE}" in answer, "data-reload" in answer) == (True, False)
    await press_button(client, A, candidate, "ask", field_photo="on", message="Without <glasses>")
    await enter_again(client, "linh")
    answer = await send(client, runtime, "open", candidate)
    assert ("Mai" in answer, "Without &lt;glasses&gt;" in answer, "data-reload" in answer) == (True, True, True)
    changed = await load_application(client, address)
    assert "data-reload" not in await send(client, runtime, "open", changed)


async def test_file_is_released_by_leaving_and_by_signing_out(
    client: Client, sign_in: SignIn, runtime: Runtime, address: str
) -> None:
    candidate = await load_application(client, address)
    await sign_in("mai", roles.ACCREDITATION_OFFICER)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    await send(client, runtime, "open", candidate)
    await send(client, runtime, "leave", candidate)
    await enter_again(client, "mai")
    assert OPEN_SINCE not in await page_of(client, A)
    await enter_again(client, "linh")
    await send(client, runtime, "open", candidate)
    page = await page_of(client, A, candidate)
    await client.post("/staff/sign-out", data={"csrf": hidden(page, "csrf")}, allow_redirects=False)
    await written(runtime.transactions)
    await enter_again(client, "mai")
    assert OPEN_SINCE not in await page_of(client, A)


async def test_decision_moves_on_and_releases_the_file(
    client: Client, sign_in: SignIn, runtime: Runtime, address: str
) -> None:
    first = await load_application(client, address)
    second = await load_application(client, await apply(client, email="b@example.org"))
    await sign_in("mai", roles.ACCREDITATION_OFFICER)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    _, location = await press_button(client, A, first, "approve", following=second.id)
    await written(runtime.transactions)
    await client.get(location)
    await written(runtime.transactions)
    await enter_again(client, "mai")
    assert OPEN_SINCE not in await page_of(client, A, first)
    assert f"Linh {OPEN_SINCE}" in await page_of(client, A, second)


async def test_script_of_an_unknown_file_or_another_agency_is_refused(
    client: Client, sign_in: SignIn, address: str
) -> None:
    candidate = await load_application(client, address)
    await sign_in("son", roles.SECURITY_OFFICER)
    form = {"csrf": hidden(await page_of(client, B), "csrf"), "version": "1"}
    for queue, one, status in ((A, candidate.id, 403), (B, "app_none", 404)):
        assert (await client.post(f"{queue}/applications/{one}/open", data=form)).status == status
    assert (await client.post(f"{A}/applications/{candidate.id}/leave", data=form)).status == 403
