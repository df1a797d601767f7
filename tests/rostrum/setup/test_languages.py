"""Languages of the event on their page: what an added one lacks, what a removed one takes away."""

from conference.auth.roles import ADMINISTRATOR
from conference.event.event_languages import find_missing_texts
from rostrum.events.drafts import plan_draft, read_draft
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn, hidden

LANGUAGES_PATH = "/staff/setup/languages"


async def change(client: Client, do: str, code: str) -> int:
    """Send a change of the languages; the status of the answer."""
    page = await (await client.get(LANGUAGES_PATH)).text()
    form = {"csrf": hidden(page, "csrf"), "version": hidden(page, "version"), "do": do, "code": code}
    return (await client.post(LANGUAGES_PATH, data=form, allow_redirects=False)).status


async def test_removed_and_added_language_lacks_its_texts(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await sign_in("ada", ADMINISTRATOR)
    assert await change(client, "remove", "ru") == 303
    assert (await plan_draft(runtime)).faults == ()
    assert await change(client, "add", "ru") == 303
    draft = await read_draft(runtime)
    assert draft.event.languages[-1] == "ru"
    assert find_missing_texts(draft.event)
    page = await (await client.get(LANGUAGES_PATH)).text()
    assert 'name="t.//name/ru"' in page
    assert (await plan_draft(runtime)).plan is None


async def test_first_language_is_chosen(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await sign_in("ada", ADMINISTRATOR)
    assert await change(client, "first", "vi") == 303
    assert (await read_draft(runtime)).event.languages[0] == "vi"


async def test_unknown_language_is_refused(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await sign_in("ada", ADMINISTRATOR)
    assert await change(client, "add", "xx") == 422
    assert not (await read_draft(runtime)).is_saved
