"""Pages of duplicates: the list, a pair side by side with its reasons, and the settlement."""

from html import unescape

from accreditation.duplicates.actions.comparing import compare_outdated
from accreditation.duplicates.web.duplicates import DUPLICATE_SERVICES
from rostrum import roles
from tests.support.accreditation_pages import Client, SignIn, apply, hidden
from tests.support.vetting_pages import A, B, load_application

PATH = "/staff/duplicates"


async def apply_twice(client: Client) -> str:
    """Hand in two applications of one person; return the path of their hit."""
    first = await load_application(client, await apply(client))
    other = await load_application(client, await apply(client, outlet="Delta Post", email="other@example.org"))
    assert client.app is not None
    await compare_outdated(client.app[DUPLICATE_SERVICES])
    return f"{PATH}/{first.id}/{other.id}"


async def test_officer_finds_the_hit_and_settles_it(client: Client, sign_in: SignIn) -> None:
    path = await apply_twice(client)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    assert path in await (await client.get(PATH)).text()
    queue = await (await client.get(A, params={"filter": "duplicates"})).text()
    assert queue.count('<li class="line') >= 2
    assert f'href="{PATH}"' in queue
    page = unescape(await (await client.get(path)).text())
    assert "The name is the same." in page
    assert "The telephone number is the same." in page
    assert "The outlets are different." in page
    form = {"csrf": hidden(page, "csrf"), "seen": hidden(page, "seen"), "verdict": "different_persons", "note": "twins"}
    answer = await client.post(path, data=form)
    assert "Saved: the applications are of different people." in await answer.text()
    assert path not in await (await client.get(PATH)).text()
    assert path in await (await client.get(PATH, params={"shown": "settled"})).text()
    assert "twins" in await (await client.get(path)).text()


async def test_refused_settlement_keeps_the_note(client: Client, sign_in: SignIn) -> None:
    path = await apply_twice(client)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    page = await (await client.get(path)).text()
    form = {"csrf": hidden(page, "csrf"), "seen": "name", "verdict": "same_person", "note": "wrote to both"}
    answer = await client.post(path, data=form)
    assert answer.status == 409
    text = await answer.text()
    assert "wrote to both" in text
    assert "Please look again." in text
    without_note = {**form, "seen": hidden(page, "seen"), "verdict": "keep_both", "note": " "}
    assert (await client.post(path, data=without_note)).status == 422
    assert (await client.post(path, data=form | {"verdict": "nobody"})).status == 422


async def test_security_sees_the_hit_and_settles_nothing(client: Client, sign_in: SignIn) -> None:
    path = await apply_twice(client)
    await sign_in("son", roles.SECURITY_OFFICER)
    page = await (await client.get(path)).text()
    assert "Accreditation officers settle possible duplicates." in page
    assert B in page
    assert "verdict" not in page
    token = hidden(await (await client.get(B)).text(), "csrf")
    assert (await client.post(path, data={"csrf": token, "verdict": "same_person"})).status == 403


async def test_pages_are_for_officers_only(client: Client, sign_in: SignIn) -> None:
    path = await apply_twice(client)
    for role in (roles.ADMINISTRATOR, roles.BADGE_DESK, roles.DOOR):
        await sign_in(role.name, role)
        assert [(await client.get(one)).status for one in (PATH, path)] == [403, 403]


async def test_unknown_pair_is_not_found(client: Client, sign_in: SignIn) -> None:
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    assert (await client.get(f"{PATH}/app_x/app_y")).status == 404
    assert "No possible duplicates" in await (await client.get(PATH)).text()
    assert "Nothing settled yet" in await (await client.get(PATH, params={"shown": "settled"})).text()
