"""The staff pages of questions: every form works without scripts, refusals keep what was typed."""

import re

from aiohttp import ClientResponse

from tests.support.board_pages import Served, hidden

PATH = "/staff/questions/press-26"
TYPED = {"name": "Jeanne <b>Martin</b>", "outlet": "Le Quotidien", "language": "fr", "badge": "A-0001"}


async def send(served: Served, path: str = PATH, **fields: str) -> ClientResponse:
    form = {"csrf": hidden(await served.page(PATH), "csrf"), **fields}
    return await served.client.post(path, data=form, allow_redirects=False)


async def add(served: Served, **changes: str) -> ClientResponse:
    """Add a request by the form of the page."""
    return await send(served, question=hidden(await served.page(PATH), "question"), **{**TYPED, **changes})


async def act(served: Served, name: str) -> str:
    """Press the first button of an act, and return the page that follows."""
    button = re.search(rf'name="{name}" value="([^"]+)"', await served.page(PATH))
    assert button
    assert (await send(served, f"{PATH}/acts", **{name: button[1]})).status == 303
    return await served.page(PATH)


async def test_question_is_called_put_and_taken_back(served: Served) -> None:
    await served.sign_in()
    assert (await add(served)).headers["Location"] == f"{PATH}?did=added#add"
    page = await served.page(PATH)
    assert "Jeanne &lt;b&gt;Martin&lt;/b&gt;" in page
    assert 'class="chip chip-plain">French<' in page
    assert served.operator.name in (await act(served, "call")).partition('id="called-title"')[2]
    assert 'id="called-title"' not in await act(served, "put")
    assert 'id="called-title"' in await act(served, "undo")
    assert "Request withdrawn" in await act(served, "withdraw")


async def test_list_leads_to_each_press_conference(served: Served) -> None:
    await served.sign_in()
    await add(served)
    page = await served.page("/staff/questions")
    assert re.findall(r'href="(/staff/questions/[^"]+)"', page) == ["/staff/questions/press-25", PATH]
    assert "1</bdi> request waiting" in page


async def test_refused_request_keeps_what_was_typed(served: Served) -> None:
    await served.sign_in()
    for changes, field in (
        ({"language": "xx"}, "language"),
        ({"language": ""}, "language"),
        ({"name": "a" * 10_000}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"outlet": " "}, "outlet"),
    ):
        refused = await add(served, **changes)
        html = await refused.text()
        assert refused.status == 422, changes
        assert f'id="f-{field}-error"' in html, changes
        assert 'value="A-0001"' in html


async def test_second_officer_is_told_of_the_first_one(served: Served) -> None:
    await served.sign_in()
    await add(served)
    await add(served, language="vi")
    first, second = re.findall(r'name="call" value="([^"]+)"', await served.page(PATH))
    assert (await send(served, f"{PATH}/acts", call=first)).status == 303
    await served.sign_in("layla")
    refused = await send(served, f"{PATH}/acts", call=second)
    html = await refused.text()
    assert refused.status == 409
    assert served.runtime.catalogues.text("ar", "error.questions.other_called") in html
    assert served.operator.name in html


async def test_malformed_acts_and_other_sessions_are_refused(served: Served) -> None:
    await served.sign_in()
    assert (await send(served, f"{PATH}/acts")).status == 422
    assert (await send(served, f"{PATH}/acts", call="unknown")).status == 404
    await served.page("/staff/questions/debate-1", status=404)
    await served.sign_in("door")
    for path in ("/staff/questions", PATH):
        await served.page(path, status=403)
