"""Texts that lack a language, typed on the page of languages."""

from conference.auth.roles import ADMINISTRATOR
from conference.event.event_languages import add_language, find_missing_texts, remove_language, wording_at
from rostrum.events.drafts import plan_draft, read_draft, save_draft
from rostrum.runtime import Runtime
from rostrum.setup.missing_texts import name_of_place
from tests.support.accreditation_pages import Client, SignIn, hidden
from tests.support.application_samples import staff

PATH = "/staff/setup/languages"
ADA = staff("ada", ADMINISTRATOR)


async def lack_russian(runtime: Runtime) -> None:
    """Make a draft that lacks all texts of a language."""
    draft = await read_draft(runtime)
    event = add_language(remove_language(draft.event, "ru"), "ru")
    await save_draft(runtime, event, draft.files, version=draft.version, staff=ADA)


async def send(client: Client, texts: dict[str, str]) -> tuple[int, str]:
    """Send texts; status and page of the answer."""
    page = await (await client.get(PATH)).text()
    answer = await client.post(f"{PATH}/texts", data={"csrf": hidden(page, "csrf"), **texts}, allow_redirects=False)
    return answer.status, await answer.text()


async def test_completed_texts_let_the_draft_be_applied(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await lack_russian(runtime)
    assert (await plan_draft(runtime)).plan is None
    await sign_in("ada", ADMINISTRATOR)
    while missing := find_missing_texts(event := (await read_draft(runtime)).event):
        texts = {name_of_place(place): wording_at(event, place)[1] for place in missing[:200]}
        assert (await send(client, texts))[0] == 303
    planned = await plan_draft(runtime)
    assert planned.plan is not None
    assert planned.draft.event.item("opening").title["ru"] == runtime.event.item("opening").title["en"]
    assert planned.draft.event.desk is not None
    assert "ru" in planned.draft.event.desk.place


async def test_refused_text_is_shown_again_and_nothing_saved(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await lack_russian(runtime)
    await sign_in("ada", ADMINISTRATOR)
    before = (await read_draft(runtime)).version
    status, page = await send(client, {"t.//name/ru": "x" * 501, "t.//city/ru": "Город", "t.none/x": "y"})
    assert status == 422
    assert 'href="#f-t.//name/ru"' in page
    assert 'value="Город"' in page
    assert (await read_draft(runtime)).version == before
