"""The staff page of figures: a correction is everywhere at once, refusals keep what was typed."""

import re

from aiohttp import ClientResponse

from conference.languages import LANGUAGES
from tests.support.board_pages import Served, hidden

PATH = "/staff/figures"
VALUES = {"value": "63", "precision": "exact", "source": "B", "as_of_day": "2025-10-24", "as_of_time": "18:30"}


async def send(served: Served, **fields: str) -> ClientResponse:
    form = {"csrf": hidden(await served.page(PATH), "csrf"), **fields}
    return await served.client.post(PATH, data=form, allow_redirects=False)


async def read_feed(served: Served) -> list[dict[str, object]]:
    return list((await (await served.client.get("/feeds/en/figures.json")).json())["figures"])


async def find_figure(served: Served, value: int) -> str:
    """Return the id of the first figure of signatories with this value."""
    return str(
        next(one["id"] for one in await read_feed(served) if (one["topic"], one["value"]) == ("signatories", value))
    )


async def test_correction_is_everywhere_at_once(served: Served) -> None:
    """Covers B26."""
    await served.sign_in()
    wrong = await find_figure(served, 64)
    tags = {path: (await served.client.get(path)).headers.get("ETag") for path in ("/feeds/fr/figures.csv",)}
    assert f"{PATH}?figure={wrong}#write" in await served.page(PATH)
    assert (await send(served, figure=wrong, reason="counting", **VALUES)).status == 303
    page = await served.page(PATH)
    assert served.operator.name in page
    served.client.session.cookie_jar.clear()
    for code in LANGUAGES:
        html = await served.page(f"/{code}/press")
        struck = re.findall(r"<del [^>]*>(.*?)</del>", html, re.S)
        assert len(struck) == 1
        assert ">64</bdi>" in struck[0] or ">٦٤</bdi>" in struck[0]
        assert served.runtime.catalogues.text(code, "press.reason.counting") in html
    figures = (await (await served.client.get("/feeds/en/figures.json")).json())["figures"]
    corrected = next(one for one in figures if one["id"] == wrong)
    replacement = next(one for one in figures if one["id"] == corrected["corrected_by"])
    assert (corrected["value"], corrected["reason"], bool(corrected["corrected_at"])) == (64, "counting", True)
    assert (replacement["value"], replacement["note"]) == (63, corrected["note"])
    for path, tag in tags.items():
        again = await served.client.get(path, headers={"If-None-Match": str(tag)})
        assert again.status == 200
        assert f"{wrong}," in await again.text()


async def test_withdrawn_figure_is_struck_through(served: Served) -> None:
    await served.sign_in()
    (wrong,) = [one for one in await read_feed(served) if one["topic"] == "outlets"]
    form = {"csrf": hidden(await served.page(PATH), "csrf"), "figure": str(wrong["id"])}
    refused = await served.client.post(f"{PATH}/withdrawals", data=form)
    assert (refused.status, '<details class="figures-withdrawal" open>' in await refused.text()) == (422, True)
    done = await served.client.post(f"{PATH}/withdrawals", data={**form, "withdrawal_reason": "source"})
    assert f"Withdrawn by {served.operator.name}" in re.sub(r"</?bdi[^>]*>", "", await done.text())
    page = await served.page("/en/press")
    assert "Withdrawn on" in page.split("<del ")[1].split("</ul>")[0]
    (listed,) = [one for one in await read_feed(served) if one["id"] == wrong["id"]]
    assert (bool(listed["corrected_at"]), listed["corrected_by"], listed["reason"]) == (True, "", "source")


async def test_second_officer_sees_the_figure_in_its_place(served: Served) -> None:
    await served.sign_in()
    wrong = await find_figure(served, 64)
    await send(served, figure=wrong, reason="counting", **VALUES)
    await served.sign_in("layla")
    second = await send(served, figure=wrong, reason="typing", **{**VALUES, "value": "62"})
    html = await second.text()
    assert second.status == 409
    assert served.runtime.catalogues.text("ar", "error.figures.corrected") in html
    assert hidden(html, "figure") not in ("", wrong)
    assert 'value="62"' in html


async def test_refused_figure_keeps_what_was_typed(served: Served) -> None:
    await served.sign_in()
    wrong = await find_figure(served, 64)
    for changes, field in (
        ({"as_of_day": "2026-10-24"}, "as_of_day"),
        ({"as_of_day": "0001-01-01"}, "as_of_day"),
        ({"as_of_day": "2025-10-25", "as_of_time": "23:00"}, "as_of_day"),
        ({"source": "unknown"}, "source"),
        ({"value": "-1"}, "value"),
        ({"reason": ""}, "reason"),
    ):
        refused = await send(served, figure=wrong, **{"reason": "typing", **VALUES, **changes})
        html = await refused.text()
        assert refused.status == 422, changes
        assert f'id="f-{field}-error"' in html, changes
        assert hidden(html, "figure") == wrong
    assert (await send(served, figure="fig_absent", reason="typing", **VALUES)).status == 404


async def test_figure_of_today_may_have_its_day_only(served: Served) -> None:
    await served.sign_in()
    today = {**VALUES, "as_of_day": "2025-10-25", "as_of_time": "", "topic": "signatories"}
    assert (await send(served, **today)).status == 303
    html = await served.page("/en/press")
    assert '<time datetime="2025-10-25" dir="ltr">25 October 2025</time>' in html
    await served.sign_in("door")
    await served.page(PATH, status=403)
