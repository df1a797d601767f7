"""The page of letters: preview, test letters, who may open it."""

import re

from sqlalchemy import select

from accreditation.letters.domain import LetterKind
from conference.languages import LANGUAGES, language
from conference.mail.tables import letters
from rostrum import roles
from rostrum.roles import ROLE_TABLE
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import Client, SignIn, SignInAsEach, hidden

PAGE, PREVIEW = "/staff/letters", "/staff/letters/preview"
READERS = (roles.ACCREDITATION_OFFICER, roles.ADMINISTRATOR)


async def test_page_is_for_accreditation_officers_and_administrators(
    client: Client, sign_in_as_each: SignInAsEach
) -> None:
    async for role in sign_in_as_each(ROLE_TABLE.roles):
        for path in (PAGE, PREVIEW):
            assert (await client.get(path)).status == (200 if role in READERS else 403), (role.name, path)


async def test_letter_is_shown_in_each_language(client: Client, sign_in: SignIn) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    for code in LANGUAGES:
        query = {"kind": LetterKind.APPROVED.value, "in_language": code}
        page, preview = [await (await client.get(path, params=query)).text() for path in (PAGE, PREVIEW)]
        shown = language(code)
        assert f'<pre class="letter-text" lang="{shown.tag}" dir="{shown.direction}">' in page
        assert f'<html lang="{shown.tag}" dir="{shown.direction}">' in preview


async def test_frame_of_a_letter_runs_and_loads_nothing(client: Client, sign_in: SignIn) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    page = await client.get(PAGE)
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    frame = re.search(r"<iframe[^>]*>", await page.text())
    assert frame is not None
    assert " sandbox " in frame[0]
    preview = await client.get(PREVIEW)
    policy = preview.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "frame-ancestors 'self'", "sandbox"} <= set(policy)
    assert not any(part.startswith("script-src") for part in policy)


async def test_test_letter_goes_to_the_outbox(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    page = await (await client.get(PAGE, params={"kind": "badge.ready", "in_language": "zh"})).text()
    form = {name: hidden(page, name) for name in ("csrf", "person", "kind", "in_language") if f'name="{name}"' in page}
    answer = await client.post(PAGE, data={**form, "address": "linh@example.org"})
    assert "The test letter is in the outbox." in await answer.text()
    async with runtime.transactions.read() as transaction:
        (letter,) = (await transaction.connection.execute(select(letters))).all()
    assert (letter.kind, letter.language, letter.address) == ("badge.ready", "zh", "linh@example.org")


async def test_wrong_address_is_shown_with_its_error(client: Client, sign_in: SignIn) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    page = await (await client.get(PAGE)).text()
    form = {name: hidden(page, name) for name in ("csrf", "kind", "in_language")}
    answer = await client.post(PAGE, data={**form, "address": "linh at example"})
    assert answer.status == 422
    assert 'value="linh at example"' in await answer.text()
