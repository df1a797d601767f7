"""Files of CAP over the web: import with every error by name, export, and the public feed."""

from dataclasses import replace
from xml.etree.ElementTree import Element

from aiohttp import ClientResponse, FormData
from defusedxml.ElementTree import fromstring

from broadcast.alerts.cap_reading import read_alert
from broadcast.alerts.cap_writing import write_alert
from broadcast.alerts.domain.register import RegisteredAlert
from broadcast.alerts.storage import SqlAlerts
from broadcast.alerts.web.context import ALERTS
from broadcast.alerts.web.files import ATOM, PUBLIC_FOR_S, PublicAlerts
from conference.clock import ManualClock
from conference.transactions import Transaction
from tests.broadcast.alerts.test_cap_reading import LEAST
from tests.broadcast.alerts.web.test_pages import PATH, act, send
from tests.support.alert_samples import message
from tests.support.board_pages import Served, hidden, served

__all__ = ["served"]

BOMB = b'<!DOCTYPE a [<!ENTITY b "' + b"c" * 100 + b'"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>'


async def upload(served: Served, content: bytes) -> ClientResponse:
    form = FormData({"csrf": hidden(await served.page(PATH), "csrf")})
    form.add_field("file", content, filename="alert.xml", content_type="application/xml")
    return await served.client.post(f"{PATH}/import", data=form, allow_redirects=False)


async def entries(served: Served) -> list[Element]:
    return list(fromstring((await served.page("/alerts.atom")).encode()).iter(f"{{{ATOM}}}entry"))


async def test_file_is_refused_by_name_or_read_as_a_draft(served: Served) -> None:
    await served.sign_in()
    texts = served.runtime.catalogues
    bomb = await upload(served, BOMB)
    assert (bomb.status, texts.text("en", "error.cap.entities") in await bomb.text()) == (422, True)
    wrong = await upload(served, LEAST.replace("<severity>Unknown", "<severity>Huge").encode())
    html = await wrong.text()
    assert (wrong.status, "info[0].severity" in html) == (422, True)
    assert texts.text("en", "error.cap.not_value") in html
    empty = await upload(served, b"")
    assert empty.status == 422
    assert (await upload(served, LEAST.encode())).status == 422  # without a time of expiry
    old = replace(message(), infos=tuple(replace(one, areas=()) for one in message().infos))
    assert (await upload(served, write_alert(old))).status == 303
    assert (await upload(served, write_alert(old))).status == 409


async def test_public_actual_alert_is_in_the_feed_until_it_ends(served: Served) -> None:
    await served.sign_in()
    await send(served, act="save", status="exercise", prepared="evacuate")
    exercise = hidden(await served.page(PATH), "alert")
    await act(served, "publish")
    assert await entries(served) == []
    await served.page(f"/alerts/{exercise}.xml", 404)
    assert read_alert((await served.page(f"{PATH}/{exercise}/alert.xml")).encode()).identifier
    await send(served, act="save", status="actual", prepared="evacuate")
    await served.sign_in("layla")
    actual = hidden(await served.page(PATH), "alert")
    await act(served, "publish")
    assert len(await entries(served)) == 1
    public = await served.client.get(f"/alerts/{actual}.xml")
    assert public.content_type == "application/cap+xml"
    assert read_alert(await public.read()).status == "Actual"


async def test_public_alerts_are_read_once_in_two_seconds(served: Served, clock: ManualClock) -> None:
    app = served.client.app
    assert app is not None
    services, reads = app[ALERTS], []

    class Counted(SqlAlerts):
        async def list_open(self, transaction: Transaction) -> list[RegisteredAlert]:
            reads.append(transaction)
            return await super().list_open(transaction)

    public, counted = PublicAlerts(), replace(services, store=Counted())
    for _ in range(3):
        assert await public.read(counted) == []
    assert len(reads) == 1
    clock.advance(PUBLIC_FOR_S)
    await public.read(counted)
    public.forget()
    await public.read(counted)
    assert len(reads) == 3
