"""The staff pages of alerts: two persons, one in danger, the banner of the live page, and the record."""

from aiohttp import ClientResponse

from broadcast.alerts.ports import Receipt, ReceiverKind
from broadcast.alerts.web.context import ALERTS
from conference.clock import ManualClock
from tests.support.board_pages import Served, hidden, served

__all__ = ["served"]

PATH = "/staff/alerts"


async def send(served: Served, path: str = PATH, **fields: str) -> ClientResponse:
    form = {"csrf": hidden(await served.page(PATH), "csrf"), **fields}
    return await served.client.post(path, data=form, allow_redirects=False)


async def act(served: Served, name: str, **fields: str) -> ClientResponse:
    seen = {"alert": hidden(await served.page(PATH), "alert"), **fields}
    return await send(served, f"{PATH}/acts", act=name, **seen)


async def test_actual_alert_is_published_by_two_and_shown_to_viewers(served: Served, clock: ManualClock) -> None:
    await served.sign_in()
    assert (await send(served, act="save", status="actual", prepared="evacuate")).status == 303
    page = await served.page(PATH)
    alert_id = hidden(page, "alert")
    assert ['value="publish"' in page, 'value="ask_alone"' in page] == [False, True]
    assert (await act(served, "publish", expected="1")).status == 409
    await served.sign_in("layla")
    assert 'value="publish"' in await served.page(PATH)
    assert (await act(served, "publish", expected="1")).status == 303
    await served.heard()
    live = await served.page("/ar/")
    headline = served.runtime.event.alerts[0].headline
    assert f'class="alert-banner alert-alert" data-alert-id="{alert_id}"' in live
    assert headline["ar"] in live
    assert (await act(served, "all_clear")).status == 303
    await served.sign_in()
    assert (await act(served, "publish")).status == 303
    await served.heard()
    assert "alert-banner alert-all-clear" in await served.page("/ru/")
    clock.advance(16 * 60)
    assert "alert-banner" not in await served.page("/fr/")


async def test_one_person_in_danger_gives_a_reason_and_confirms(served: Served) -> None:
    await served.sign_in()
    await send(served, act="save", status="actual", prepared="shelter")
    short = await act(served, "ask_alone", expected="1", reason="fire")
    assert (short.status, 'value="fire"' in await short.text()) == (422, True)
    asked = await act(served, "ask_alone", expected="1", reason="Fire in the hall now")
    html = await asked.text()
    assert (asked.status, hidden(html, "reason"), 'value="publish_alone"' in html) == (
        200,
        "Fire in the hall now",
        True,
    )
    done = await act(served, "publish_alone", expected="1", reason=hidden(html, "reason"))
    assert done.status == 303
    assert "alert-until" in await served.page(PATH)


async def test_refused_form_keeps_what_was_typed(served: Served) -> None:
    await served.sign_in()
    refused = await send(served, act="save", status="exercise", **{"headline.en": "Leave now"})
    html = await refused.text()
    assert refused.status == 422
    assert ">Leave now</textarea>" in html
    assert 'id="f-headline.fr-error"' in html
    assert (await send(served, act="save", status="real", prepared="evacuate")).status == 422
    assert (await send(served, f"{PATH}/acts", act="discard", alert="alt_none")).status == 404


async def test_record_tells_who_has_shown_an_alert_and_when(served: Served) -> None:
    await served.sign_in()
    await send(served, act="save", status="exercise", prepared="medical")
    alert_id = hidden(await served.page(PATH), "alert")
    await act(served, "publish")
    app = served.client.app
    assert app is not None
    services = app[ALERTS]
    receipt = Receipt(alert_id=alert_id, kind=ReceiverKind.SCREEN, name="lobby-1", at=services.board.clock.now())
    async with services.board.transactions.write() as transaction:
        await services.store.add_receipts(transaction, [receipt])
    assert "lobby-1" in await served.page(f"{PATH}/{alert_id}")
    table = await served.page(f"{PATH}/{alert_id}/receipts.csv")
    assert "screen" in table.splitlines()[1]
    await served.page(f"{PATH}/alt_none", 404)
