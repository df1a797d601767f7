"""The staff page of screens."""

import re

from aiohttp import ClientResponse
from cryptography.hazmat.primitives.asymmetric import ec

from broadcast.feed.identity.proofs import public_text
from tests.support.board_pages import Served, hidden, served

__all__ = ["served"]

PATH = "/staff/screens"


async def ask(served: Served) -> str:
    key = public_text(ec.generate_private_key(ec.SECP256R1()))
    return str((await (await served.client.post("/screens/pairing", json={"public_key": key})).json())["code"])


async def send(served: Served, path: str, fields: list[tuple[str, str]]) -> ClientResponse:
    token = hidden(await served.page(PATH), "csrf")
    return await served.client.post(path, data=[("csrf", token), *fields], allow_redirects=False)


async def test_screens_are_paired_changed_and_taken_over(served: Served) -> None:
    codes = [await ask(served), await ask(served)]
    await served.sign_in()
    texts = served.runtime.catalogues
    page = await served.page(f"{PATH}?code={codes[0]}")
    assert len(re.findall(r'name="codes" value="[^"]+"( id="f-codes")? checked', page)) == 1
    assert texts.text("en", "error.screen.unknown_code") in await served.page(f"{PATH}?code=AAAA-AAAA")
    chosen = [("act", "approve"), *(("codes", code) for code in codes), ("layout", "lobby"), ("languages", "ar")]
    named = [(f"name.{codes[0]}", "Lobby-1"), (f"place.{codes[0]}", "Entrance"), (f"name.{codes[1]}", "lobby-1")]
    partly = await send(served, f"{PATH}/requests", [*chosen, *named])
    html = await partly.text()
    assert partly.status == 409
    assert texts.text("en", "error.screen.name_taken", name="lobby-1").split(":")[0] in html
    assert f'name="name.{codes[1]}" type="text" value="lobby-1"' in html
    taken = await send(
        served, f"{PATH}/requests", [("act", "approve"), ("codes", codes[1]), (f"over.{codes[1]}", "lobby-1")]
    )
    assert taken.headers["Location"].endswith(f"{PATH}?did=approve")
    page = await served.page(f"{PATH}?screen=lobby-1")
    assert "Entrance" in page
    form = [("screen", "lobby-1"), ("expected", hidden(page, "expected"))]
    wrong = await send(served, PATH, [*form, ("act", "assign"), ("layout", "lobby"), ("option.every_s", "1")])
    assert (wrong.status, 'id="f-option.every_s-error"' in await wrong.text()) == (422, True)
    changed = await send(served, PATH, [*form, ("act", "assign"), ("layout", "welcome"), ("place", "Hall <b>")])
    assert changed.status == 303
    assert (await send(served, PATH, [*form, ("act", "unpair")])).status == 409
    page = await served.page(f"{PATH}?screen=lobby-1")
    assert "Hall &lt;b&gt;" in page
    again = [("screen", "lobby-1"), ("expected", hidden(page, "expected"))]
    assert (await send(served, PATH, [*again, ("act", "unpair")])).status == 303
    gone = await send(served, PATH, [("screen", "lobby-1"), ("act", "remove")])
    assert gone.status == 303
    assert 'id="screen-lobby-1"' not in await served.page(PATH)


async def test_requests_are_rejected_and_nothing_chosen_is_told(served: Served) -> None:
    code = await ask(served)
    await served.sign_in()
    none = await send(served, f"{PATH}/requests", [("act", "approve")])
    assert (none.status, 'href="#f-codes"' in await none.text()) == (422, True)
    assert (await send(served, f"{PATH}/requests", [("act", "reject"), ("codes", code)])).status == 303
    assert code not in await served.page(PATH)
    assert (await send(served, f"{PATH}/requests", [("act", "other"), ("codes", code)])).status == 422
