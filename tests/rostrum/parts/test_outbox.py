"""Pages of the outbox in the whole application."""

import re

import pytest
from sqlalchemy import select, update

from conference.auth.people import NewStaff, create_staff
from conference.mail.letters import Attachment
from conference.mail.pages import PATH, PRINT_PATH
from conference.mail.tables import letters
from conference.storage.audit import audit_log
from rostrum.roles import ACCREDITATION_OFFICER, ADMINISTRATOR, BADGE_DESK, SECURITY_OFFICER
from rostrum.runtime import Runtime
from tests.support.accreditation_pages import PASSWORD, Client, hidden
from tests.support.letters import sample_letter

ROLES = {"officer": ACCREDITATION_OFFICER, "admin": ADMINISTRATOR, "security": SECURITY_OFFICER, "desk": BADGE_DESK}


async def enter(client: Client, runtime: Runtime, role: str = "officer") -> None:
    await create_staff(runtime.accounts, NewStaff(role, role.title(), frozenset({ROLES[role]}), "en", PASSWORD))
    page = await (await client.get("/staff/sign-in")).text()
    form = {"csrf": hidden(page, "csrf"), "username": role, "password": PASSWORD, "next": ""}
    assert (await client.post("/staff/sign-in", data=form)).status == 200


async def add(runtime: Runtime, **values: object) -> str:
    async with runtime.transactions.write() as transaction:
        return str(await runtime.outbox.add(transaction, sample_letter(**values)))


async def set_state(runtime: Runtime, letter_id: str, state: str, **values: object) -> None:
    async with runtime.transactions.write() as transaction:
        change = update(letters).where(letters.c.id == letter_id).values(state=state, **values)
        await transaction.connection.execute(change)


async def text_of(client: Client, path: str) -> str:
    answer = await client.get(path)
    assert answer.status == 200
    return await answer.text()


@pytest.mark.parametrize(("role", "status"), [("officer", 200), ("admin", 200), ("security", 403), ("desk", 403)])
async def test_pages_are_for_officers_and_administrators(
    client: Client, runtime: Runtime, role: str, status: int
) -> None:
    letter_id = await add(runtime)
    await enter(client, runtime, role)
    for path in (PATH, f"{PATH}/{letter_id}", f"{PATH}/{letter_id}/preview", PRINT_PATH):
        assert (await client.get(path)).status == status


async def test_letters_are_listed_by_state_and_found(client: Client, runtime: Runtime) -> None:
    await enter(client, runtime)
    assert "No letters" in await text_of(client, PATH)
    await add(runtime, about="app_1", name="<b>Mai</b>")
    refused = await add(runtime, about="app_2", name="Lan", address="lan@example.org")
    await set_state(runtime, refused, "refused", reason="answered", answer="550 <i>unknown</i>")
    page = await text_of(client, PATH)
    assert "No mail server is set up" in page
    assert "&lt;b&gt;Mai&lt;/b&gt;" in page
    assert re.search(r"Refused <strong>1</strong>", page)
    for query in ("?state=refused", "?q=lan", "?about=app_2", "?q=app_2"):
        page = await text_of(client, PATH + query)
        assert "lan@example.org" in page
        assert "mai@example.org" not in page
    page = await text_of(client, f"{PATH}/{refused}")
    assert "550 &lt;i&gt;unknown&lt;/i&gt;" in page
    assert (await client.get(f"{PATH}/ltr_unknown")).status == 404


async def test_preview_runs_no_script_and_loads_nothing(client: Client, runtime: Runtime) -> None:
    await enter(client, runtime)
    image = Attachment(file_name="a.png", content_type="image/png", content=b"png", content_id="logo")
    letter_id = await add(runtime, html='<p><img src="cid:logo"><img src="cid:none"></p>', attachments=(image,))
    page = await client.get(f"{PATH}/{letter_id}")
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert '<iframe class="letter-preview" sandbox' in await page.text()
    preview = await client.get(f"{PATH}/{letter_id}/preview")
    policy = preview.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert preview.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert await preview.text() == '<p><img src="data:image/png;base64,cG5n"><img src=""></p>'


async def test_text_of_a_confidential_letter_is_shown_to_nobody(client: Client, runtime: Runtime) -> None:
    await enter(client, runtime, "admin")
    letter_id = await add(runtime, confidential=True, text="https://press.example.org/secret", html="<p>secret</p>")
    page = await text_of(client, f"{PATH}/{letter_id}")
    assert "mai@example.org" in page
    assert "application.received" in page
    for text in (page, await text_of(client, PRINT_PATH), await text_of(client, PATH)):
        assert "secret" not in text
    assert (await client.get(f"{PATH}/{letter_id}/preview")).status == 404


async def test_act_changes_the_letter_and_is_recorded(client: Client, runtime: Runtime) -> None:
    await enter(client, runtime)
    letter_id = await add(runtime)
    await set_state(runtime, letter_id, "unclear", reason="answer_lost")
    page = await text_of(client, f"{PATH}/{letter_id}")
    assert "may have arrived" in page
    form = {"csrf": hidden(page, "csrf"), "do": "send_again"}
    answer = await client.post(f"{PATH}/{letter_id}", data=form)
    assert "The letter waits to be sent again." in await answer.text()
    assert (await client.post(f"{PATH}/{letter_id}", data=form)).status == 409
    async with runtime.transactions.read() as transaction:
        state = await transaction.connection.scalar(select(letters.c.state))
        actions = (await transaction.connection.scalars(select(audit_log.c.action))).all()
    assert state == "waiting"
    assert actions.count("conference:letter:sent_again") == 1


async def test_letters_are_printed_and_then_marked(client: Client, runtime: Runtime) -> None:
    await enter(client, runtime)
    letter_ids = [await add(runtime, about=about, text=f"Text {about}") for about in ("app_1", "app_2")]
    page = await text_of(client, PRINT_PATH)
    assert "Text app_1" in page
    assert 'lang="vi"' in page
    form = [("csrf", hidden(page, "csrf")), *(("letter", one) for one in letter_ids)]
    answer = await client.post(PRINT_PATH, data=form)
    assert "marked as printed" in await answer.text()
    assert "No letter waits to be printed" in await text_of(client, PRINT_PATH)


async def post_again(client: Client, runtime: Runtime, **fields: str | list[str]) -> str:
    async with runtime.transactions.read() as transaction:
        some = await transaction.connection.scalar(select(letters.c.id).where(letters.c.state != "sent"))
    page = await text_of(client, f"{PATH}/{some}")
    pairs = [
        (name, value) for name, values in fields.items() for value in ([values] if isinstance(values, str) else values)
    ]
    answer = await client.post("/staff/letters/again", data=[("csrf", hidden(page, "csrf")), *pairs])
    return await answer.text()


async def test_chosen_letters_are_sent_again_after_a_confirmation(client: Client, runtime: Runtime) -> None:
    await enter(client, runtime)
    chosen = [await add(runtime, about=about) for about in ("app_1", "app_2", "app_3")]
    for letter_id, state in zip(chosen, ("refused", "failed", "sent"), strict=True):
        await set_state(runtime, letter_id, state, reason="answered")
    listed = await text_of(client, PATH)
    assert [f'value="{one}"' in listed for one in chosen] == [True, True, False]
    page = await post_again(client, runtime, letter=chosen)
    assert re.findall(r'name="letter" value="([^"]*)"', page) == chosen[:2]
    assert await states_of(runtime, chosen) == ["refused", "failed", "sent"]
    done = await post_again(client, runtime, letter=chosen, confirmed="true")
    assert "letters wait to be sent again." in done
    assert await states_of(runtime, chosen) == ["waiting", "waiting", "sent"]


async def test_all_letters_of_a_state_are_confirmed_by_their_number(client: Client, runtime: Runtime) -> None:
    await enter(client, runtime)
    failed = [await add(runtime, about=about) for about in ("app_1", "app_2")]
    deleted = await add(runtime, about="app_3", text="")
    for letter_id in (*failed, deleted):
        await set_state(runtime, letter_id, "failed", reason="not_composed")
    assert 'name="state" value="failed"' in await text_of(client, f"{PATH}?state=failed")
    page = await post_again(client, runtime, state="failed")
    assert re.findall(r'name="letter" value="([^"]*)"', page) == failed
    assert "No letter can be sent again" in await post_again(client, runtime, state="bounced")


async def states_of(runtime: Runtime, letter_ids: list[str]) -> list[str]:
    async with runtime.transactions.read() as transaction:
        rows = (await transaction.connection.execute(select(letters.c.id, letters.c.state))).all()
    states = {row.id: row.state for row in rows}
    return [states[letter_id] for letter_id in letter_ids]
