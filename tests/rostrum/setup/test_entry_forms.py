"""Entries and values of the event, edited on the set-up pages and served once they are applied."""

from typing import Any

import pytest

from conference.auth.roles import ADMINISTRATOR
from conference.event.documents import documents_of
from conference.event.export import tables_of
from conference.event.load import check_documents
from conference.event.model import ScreenRules
from conference.languages import LANGUAGES
from rostrum.events.drafts import read_draft
from rostrum.events.startup import read_loaded_event
from rostrum.runtime import Runtime
from tests.rostrum.setup.conftest import SendForm, send_from
from tests.support.accreditation_pages import Client, SignIn, hidden
from tests.support.badge_office import Office

SETUP = "/staff/setup"


def in_all(field: str, words: str) -> dict[str, str]:
    """The same words in each language of a text."""
    return {f"f.{field}.{code}": words for code in LANGUAGES}


async def act(client: Client, do: str) -> int:
    """Apply or discard the draft on the overview; the status of the answer."""
    page = await (await client.get(SETUP)).text()
    form = {"csrf": hidden(page, "csrf"), "version": hidden(page, "version"), "do": do}
    return (await client.post(SETUP, data=form, allow_redirects=False)).status


async def test_created_places_and_category_are_served(
    client: Client, sign_in: SignIn, send_form: SendForm, runtime: Runtime
) -> None:
    await sign_in("ada", ADMINISTRATOR)
    zone = in_all("name", "Garden") | {"f.name.fr": "Jardin", "f.name.ar": "الحديقة", "f.code": "garden", "f.mark": "G"}
    room = in_all("name", "Tent") | {"f.name.fr": "Tente", "f.code": "tent", "f.zone": "garden"}
    door = in_all("name", "Hedge") | {"f.name.ar": "السياج", "f.id": "hedge", "f.zone": "garden"}
    category = in_all("name", "Gardeners") | {
        **{"f.code": "gardeners", "f.letter": "Q", "f.colour": "#123456", "f.zones.garden": "yes"},
        **{"f.valid_from": "2025-10-24T08:00", "f.valid_until": "2025-10-27T08:00"},
    }
    for section, values in (("zones", zone), ("rooms", room), ("doors", door), ("categories", category)):
        answer = await send_form(f"{SETUP}/sections/{section}/new", **values)
        assert answer.status == 303, await answer.text()
    assert (await read_draft(runtime)).loaded.event.zones == runtime.event.zones
    assert await act(client, "apply") == 303
    loaded = await read_loaded_event(runtime.transactions)
    assert loaded is not None
    event = loaded.event
    assert (event.zone("garden").name["fr"], event.zone("garden").bit) == ("Jardin", 14)
    assert event.room("tent").zone == "garden"
    assert event.door("hedge").name["ar"] == "السياج"
    assert event.category("gardeners").zones == ("garden",)
    assert event.category("gardeners").valid_from.isoformat() == "2025-10-24T08:00:00+07:00"
    assert check_documents(documents_of(tables_of(event)), event.folder).event == event


async def test_saved_form_without_changes_makes_no_draft(
    client: Client, sign_in: SignIn, send_form: SendForm, runtime: Runtime
) -> None:
    await sign_in("ada", ADMINISTRATOR)
    pages = ("conference", "applications", "desk", "rules", "screens")
    entries = ("zones/entries/venue", "categories/entries/general", "pools/entries/pool-1", "rooms/entries/plenary")
    for page in (*(f"pages/{one}" for one in pages), *(f"sections/{one}" for one in entries)):
        assert (await send_form(f"{SETUP}/{page}")).status in (303, 404), page
    assert not (await read_draft(runtime)).is_saved


HOSTILE = {
    "f.name.en": "x" * 10_000,
    "f.name.fr": "a\x07b",
    "f.name.ru": "",
    "f.bit": "0",
    "f.within": "nowhere",
    "f.capacity": "-1",
    "f.mark": "123",
    "f.passback": "never",
}


async def test_hostile_values_are_refused_at_their_fields(
    client: Client, sign_in: SignIn, send_form: SendForm, runtime: Runtime
) -> None:
    await sign_in("ada", ADMINISTRATOR)
    answer = await send_form(f"{SETUP}/sections/zones/entries/press_centre", **HOSTILE)
    page = await answer.text()
    assert answer.status == 422
    assert [name for name in HOSTILE if f'href="#f-{name}"' not in page] == []
    assert "x" * 500 in page
    assert "\x07" not in page
    assert not (await read_draft(runtime)).is_saved


async def test_notices_of_dark_screens_are_set_and_served(
    client: Client, sign_in: SignIn, send_form: SendForm, runtime: Runtime
) -> None:
    await sign_in("ada", ADMINISTRATOR)
    addresses = "hall@un.example, desk@un.example"
    values = {"notices.console": None, "notices.mail": "yes", "notice_mail": addresses, "notice_after_s": "45"}
    answer = await send_form(f"{SETUP}/pages/screens", **{f"f.screens.{name}": one for name, one in values.items()})
    assert answer.status == 303, await answer.text()
    assert await act(client, "apply") == 303
    loaded = await read_loaded_event(runtime.transactions)
    assert loaded is not None
    mail = ("hall@un.example", "desk@un.example")
    assert loaded.event.screens == ScreenRules(notices=("mail",), notice_mail=mail, notice_after_s=45)
    assert check_documents(documents_of(tables_of(loaded.event)), loaded.event.folder).event == loaded.event


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"notices.mail": "yes"}, "notice_mail"),
        ({"notice_mail": "hall@un.example"}, "notices"),
        ({"notices.mail": "yes", "notice_mail": "hall@un.example nobody"}, "notice_mail"),
        ({"notices.mail": "yes", "notice_mail": "hall@un.example hall@un.example"}, "notice_mail"),
        ({"notice_after_s": "soon"}, "notice_after_s"),
        ({"notice_after_s": "100000"}, "notice_after_s"),
    ],
)
async def test_wrong_notices_are_refused_at_their_field(
    client: Client, sign_in: SignIn, send_form: SendForm, runtime: Runtime, values: dict[str, str], field: str
) -> None:
    await sign_in("ada", ADMINISTRATOR)
    answer = await send_form(f"{SETUP}/pages/screens", **{f"f.screens.{name}": one for name, one in values.items()})
    page = await answer.text()
    assert answer.status == 422
    assert page.count('href="#f-f.screens.') == page.count(f'href="#f-f.screens.{field}"') == 1
    assert not (await read_draft(runtime)).is_saved


async def test_number_of_another_zone_is_refused(
    client: Client, sign_in: SignIn, send_form: SendForm, runtime: Runtime
) -> None:
    await sign_in("ada", ADMINISTRATOR)
    answer = await send_form(f"{SETUP}/sections/zones/entries/press_centre", **{"f.bit": "0"})
    assert answer.status == 422
    assert 'href="#f-f.bit"' in await answer.text()


async def test_row_is_added_without_a_script(
    client: Client, sign_in: SignIn, send_form: SendForm, runtime: Runtime
) -> None:
    await sign_in("ada", ADMINISTRATOR)
    path = f"{SETUP}/pages/desk"
    count = len(runtime.event.desk.hours) if runtime.event.desk else 0
    more = await send_form(path, do="row:desk.hours", **{"f.desk.place.en": "Tent"})
    page = await more.text()
    assert more.status == 200
    assert 'value="Tent"' in page
    row = f"f.desk.hours.{count}"
    values = {
        f"{row}.opens_at": "2025-10-26T09:00",
        f"{row}.closes_at": "2025-10-26T10:00",
        "f.desk.hours.0-remove": "yes",
    }
    assert (await send_from(client, path, page, {**values})).status == 303
    desk = (await read_draft(runtime)).event.desk
    assert desk is not None
    assert desk.place["en"] == "Tent"
    assert len(desk.hours) == count
    assert desk.hours[-1].opens_at.isoformat() == "2025-10-26T09:00:00+07:00"


async def test_values_changed_meanwhile_are_a_conflict(
    client: Client, sign_in: SignIn, send_form: SendForm, runtime: Runtime
) -> None:
    await sign_in("ada", ADMINISTRATOR)
    path = f"{SETUP}/sections/doors/entries/gate-a"
    page = await (await client.get(path)).text()
    await send_form(path, **{"f.name.en": "First"})
    await send_form(f"{SETUP}/sections/doors/entries/gate-b", **{"f.name.en": "Other"})
    answer = await send_from(client, path, page, {"f.name.en": "Second"})
    shown = await answer.text()
    assert answer.status == 409
    assert 'value="Second"' in shown
    assert (await read_draft(runtime)).event.door("gate-a").name["en"] == "First"
    assert (await send_from(client, path, shown, {})).status == 303
    assert (await read_draft(runtime)).event.door("gate-a").name["en"] == "Second"


async def test_new_entry_is_added_beside_that_of_another_person(
    client: Client, sign_in: SignIn, send_form: SendForm, runtime: Runtime
) -> None:
    await sign_in("ada", ADMINISTRATOR)
    path = f"{SETUP}/sections/zones/new"
    page = await (await client.get(path)).text()
    first = in_all("name", "Garden") | {"f.code": "garden", "f.mark": "G"}
    second = in_all("name", "Pond") | {"f.code": "pond", "f.mark": "W"}
    assert (await send_form(path, **first)).status == 303
    refused = await send_from(client, path, page, {**second})
    assert refused.status == 422
    assert 'href="#f-f.bit"' in await refused.text()
    assert (await send_from(client, path, page, {**second, "f.bit": "15"})).status == 303
    assert [zone.code for zone in (await read_draft(runtime)).event.zones[-2:]] == ["garden", "pond"]


async def test_what_badges_contain_is_refused_in_words(
    client: Client, sign_in: SignIn, send_form: SendForm, office: Office, runtime: Runtime
) -> None:
    await office.active_badge("app_1")
    await sign_in("ada", ADMINISTRATOR)
    bit = await send_form(f"{SETUP}/sections/zones/entries/venue", **{"f.bit": "15"})
    assert bit.status == 422
    assert 'href="#f-f.bit"' in await bit.text()
    category = await send_form(f"{SETUP}/sections/categories/entries/general", **{"f.letter": "Z"})
    assert category.status == 422
    environment = await send_form(f"{SETUP}/pages/rules", **{"f.environment": "live"})
    assert 'href="#f-f.environment"' in await environment.text()
    assert not (await read_draft(runtime)).is_saved


async def test_entry_in_use_by_others_is_not_removed(client: Client, sign_in: SignIn, runtime: Runtime) -> None:
    await sign_in("ada", ADMINISTRATOR)

    async def remove(section: str, name: str) -> int:
        path = f"{SETUP}/sections/{section}/entries/{name}"
        page = await (await client.get(path)).text()
        form = {"csrf": hidden(page, "csrf"), "seen": hidden(page, "seen")}
        return (await client.post(f"{path}/removal", data=form, allow_redirects=False)).status

    assert await remove("zones", "venue") == 422
    assert await remove("doors", "gate-a") == 303
    assert "gate-a" not in {door.id for door in (await read_draft(runtime)).event.doors}


async def test_discarded_draft_is_gone(client: Client, sign_in: SignIn, send_form: SendForm, runtime: Runtime) -> None:
    await sign_in("ada", ADMINISTRATOR)
    await send_form(f"{SETUP}/pages/conference", **{"f.city.fr": "Ha Noi"})
    page = await (await client.get(SETUP)).text()
    assert "Ha Noi" in page
    assert await act(client, "discard") == 303
    assert not (await read_draft(runtime)).is_saved


@pytest.mark.parametrize("field", ["timezone", "ends_on"])
async def test_values_of_the_header_are_checked(
    client: Client, sign_in: SignIn, send_form: SendForm, field: str
) -> None:
    await sign_in("ada", ADMINISTRATOR)
    wrong: dict[str, Any] = {"timezone": "Moon/Sea", "ends_on": "2025-01-01"}
    answer = await send_form(f"{SETUP}/pages/conference", **{f"f.{field}": wrong[field]})
    assert answer.status == 422
    assert f'href="#f-f.{field}"' in await answer.text()


async def test_stream_of_the_floor_has_no_language(
    client: Client, sign_in: SignIn, send_form: SendForm, runtime: Runtime
) -> None:
    await sign_in("ada", ADMINISTRATOR)
    path, address = f"{SETUP}/sections/streams/new", "https://video.example.org/floor.m3u8"
    values = {"f.id": "floor", "f.room": "plenary", "f.role": "floor", "f.medium": "video", "f.address": address}
    refused = await send_form(path, **values, **{"f.language": "vi"})
    assert refused.status == 422
    assert 'href="#f-f.language"' in await refused.text()
    wrong = await send_form(path, **values | {"f.address": "http://video.example.org/floor.m3u8"})
    assert 'href="#f-f.address"' in await wrong.text()
    assert (await send_form(path, **values)).status == 303
    (stream,) = (await read_draft(runtime)).event.streams
    assert (stream.address, stream.language) == (address, None)
