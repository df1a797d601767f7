"""The staff page of planned announcements."""

import json

from aiohttp import ClientResponse
from sqlalchemy import text as sql

from broadcast.announcements.actions.publishing import publish_due
from broadcast.announcements.web.context import ANNOUNCEMENTS, PLANNED_WATCH
from conference.clock import ManualClock
from tests.support.board_pages import Served, hidden, served

__all__ = ["served"]

PATH = "/staff/announcements"
TEXTS = {f"text.{code}": f"Doors close {code}" for code in ("ar", "zh", "en", "fr", "ru", "es")}


async def send(served: Served, path: str = PATH, **fields: str) -> ClientResponse:
    form = {"csrf": hidden(await served.page(PATH), "csrf"), **fields}
    return await served.client.post(path, data=form, allow_redirects=False)


async def test_announcement_is_planned_changed_and_goes_out(served: Served, clock: ManualClock) -> None:
    await served.sign_in()
    app = served.client.app
    assert app is not None
    assert (await send(served, act="save", publish_at="09:30", destinations="web", **TEXTS)).status == 303
    page = await served.page(PATH)
    planned = hidden(page, "planned")
    assert "Doors close en" in page
    await app[PLANNED_WATCH].look()
    assert f'id="planned-{planned}"' in await served.page("/staff/console")
    chosen = await served.page(f"{PATH}?planned={planned}")
    assert ">Doors close fr</textarea>" in chosen
    changed = {"planned": planned, "expected": "1", "publish_at": "09:40", "shown_for": "5"}
    assert (await send(served, act="save", **TEXTS, **changed)).status == 303
    stale = await send(served, act="save", **TEXTS, **changed)
    assert (stale.status, ">Doors close fr</textarea>" in await stale.text()) == (409, True)
    clock.advance(41 * 60)
    async with served.board.transactions.write() as transaction:
        await publish_due(app[ANNOUNCEMENTS], transaction)
    await served.heard()
    assert "Doors close ru" in await served.page("/ru/")
    assert served.runtime.catalogues.text("en", "planned.state.published") in await served.page(PATH)


async def test_refused_form_says_why_and_keeps_what_was_typed(served: Served) -> None:
    await served.sign_in()
    texts = served.runtime.catalogues
    past = await send(served, act="save", publish_at="08:00", **TEXTS)
    assert past.status == 422
    html = await past.text()
    assert texts.text("en", "error.announcement.publish_past") in html
    assert ">Doors close ar</textarea>" in html
    assert 'value="08:00"' in html
    incomplete = await send(served, act="save", publish_at="23:00", **{**TEXTS, "text.fr": ""})
    assert 'id="f-text.fr-error"' in await incomplete.text()
    assert (await send(served, act="save", publish_at="25:61", **TEXTS)).status == 422
    assert (await send(served, f"{PATH}/acts", act="cancel", planned="unknown")).status == 404
    assert (await send(served, f"{PATH}/acts", act="other")).status == 422


async def test_choice_of_the_listing_is_kept_changed_and_audited(served: Served) -> None:
    await served.sign_in()
    subjects = {name.replace("text", "subject"): "Doors" for name in TEXTS}
    fields = {"act": "save", "publish_at": "09:30", **TEXTS}
    refused = await (await send(served, listed="yes", **fields)).text()
    assert 'id="f-subject.fr-error"' in refused
    assert 'name="listed" value="yes" checked' in refused
    assert (await send(served, listed="yes", **fields, **subjects)).status == 303
    page = await served.page(PATH)
    assert served.runtime.catalogues.text("en", "planned.listed") in page
    chosen = {"planned": hidden(page, "planned"), "expected": "1"}
    assert 'name="listed" value="yes" checked' in await served.page(f"{PATH}?planned={chosen['planned']}")
    unticked = await (await send(served, **{**fields, **chosen, "publish_at": "08:00"})).text()
    assert 'name="listed" value="yes" checked' not in unticked
    assert (await send(served, **fields, **chosen)).status == 303
    async with served.board.transactions.read() as transaction:
        query = sql("SELECT details FROM audit_log WHERE action LIKE 'broadcast:planned%' ORDER BY seq")
        rows = (await transaction.connection.execute(query)).scalars()
        assert [json.loads(row)["listed"] for row in rows] == [True, False]


async def test_urgent_draft_is_approved_by_another_operator(served: Served) -> None:
    await served.sign_in()
    await send(served, act="save", level="urgent", shown_for="5", **TEXTS)
    page = await served.page(PATH)
    fields = {"planned": hidden(page, "planned"), "expected": "1"}
    assert ['value="approve"' in page, 'value="publish"' in page] == [False, False]
    assert (await send(served, f"{PATH}/acts", act="publish", **fields)).status == 409
    await served.sign_in("layla")
    assert 'value="approve"' in await served.page(PATH)
    assert (await send(served, f"{PATH}/acts", act="approve", **fields)).status == 303
    assert (await send(served, f"{PATH}/acts", act="publish", **{**fields, "expected": "2"})).status == 303
    await served.heard()
    assert "Doors close en" in await served.page("/en/")


async def test_console_plans_a_prepared_text_for_later(served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?template=take-seats")
    fields = {"template": "take-seats", "session": "opening", "publish_at": "09:30", "shown_for": "15"}
    assert (await served.send("announcements", seen, act="publish", **fields)).status == 303
    page = await served.page(PATH)
    assert "Please take your seats." in page
    assert (await send(served, f"{PATH}/acts", act="cancel", planned=hidden(page, "planned"))).status == 303
    await served.sign_in("door")
    await served.page(PATH, status=403)
