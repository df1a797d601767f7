"""The signing page: acts by plain forms, errors that keep what was typed, the hall for its script."""

from typing import Any

from aiohttp import ClientResponse

from broadcast.board.actions.read import read_board
from broadcast.board.domain.board import CALLING, RATIFICATIONS, TALLY
from tests.support.board_pages import Served, hidden, served

__all__ = ["served"]

PATH = "/staff/signing"


async def send(served: Served, act: str, **fields: str) -> ClientResponse:
    page = await served.page(PATH)
    form = {"csrf": hidden(page, "csrf"), "act": act, **fields}
    return await served.client.post(PATH, data=form, allow_redirects=False)


async def state_of(served: Served, key: str) -> Any:
    entry = (await read_board(served.board)).entries.get(key)
    return entry.state if entry else None


async def test_protocol_calls_records_and_removes(served: Served) -> None:
    await served.sign_in()
    assert (await send(served, "call", country="VN")).status == 303
    assert (await state_of(served, CALLING)).called == "VN"
    assert (await send(served, "sign", country="VN")).status == 303
    assert (await send(served, "sign-apart", country="DZ")).status == 303
    tally = await state_of(served, TALLY)
    assert [(one.country, one.in_plenary) for one in tally.signatures] == [("VN", True), ("DZ", False)]
    assert (await send(served, "remove", country="DZ")).status == 303
    assert len((await state_of(served, TALLY)).signatures) == 1


async def test_refused_form_keeps_what_was_typed(served: Served) -> None:
    await served.sign_in()
    refused = await send(served, "badge", country="VN", badge="<b>9999", version="0")
    page = await refused.text()
    assert refused.status == 422
    assert "&lt;b&gt;9999" in page
    stale = await send(served, "signer", country="VN", name="Nguyễn An", version="7")
    assert stale.status == 409
    assert "Nguyễn An" in await stale.text()
    assert (await send(served, "unknown", country="VN")).status == 422
    assert (await send(served, "sign", country="XX")).status == 422


async def test_second_operator_confirms_in_the_page(served: Served) -> None:
    await served.sign_in()
    assert (await send(served, "propose", country="VN", in_plenary="yes")).status == 409
    assert (await send(served, "propose", country="IN", in_plenary="yes")).status == 303
    page = await served.page(PATH)
    proposal = hidden(page, "proposal")
    assert 'value="confirm"' not in page
    assert (await send(served, "confirm", proposal=proposal)).status == 409
    await served.sign_in("layla")
    assert 'value="confirm"' in await served.page(PATH)
    assert (await send(served, "confirm", proposal=proposal)).status == 303
    assert (await state_of(served, TALLY)).signatures[-1].country == "IN"


async def test_counts_are_confirmed_with_source(served: Served) -> None:
    await served.sign_in()
    assert (await send(served, "count", of="72")).status == 303
    assert (await state_of(served, TALLY)).of == 72
    partial = {"source.en": "Treaty Section"}
    assert (await send(served, "count", **partial)).status == 422
    assert (await send(served, "deposit", country="VN", on="2025-10-25")).status == 303
    assert (await send(served, "ratifications", required="60")).status == 303
    assert (await state_of(served, RATIFICATIONS)).required == 60


async def test_page_names_chosen_state_and_hall_is_answered(served: Served) -> None:
    await served.sign_in("layla")
    page = await served.page(f"{PATH}?country=VN&did=signer")
    assert 'id="chosen"' in page
    answer = await (await served.client.get(f"{PATH}/hall?seen=old")).json()
    assert answer["present"] == {}
    assert answer["seen"] in page


async def test_door_staff_see_neither_page_nor_hall(served: Served) -> None:
    await served.sign_in("door")
    await served.page(PATH, status=403)
    await served.page(f"{PATH}/hall", status=403)
