"""Forms that the server cannot save come back as they were typed, with 503."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest

from conference.languages import LANGUAGES
from rostrum.runtime import Runtime
from tests.accreditation.applications.web.test_apply import field_value
from tests.accreditation.applications.web.test_status import ASK_NAME, submit_finding
from tests.support.accreditation_pages import TYPED, Client, apply, fill_in, form_data, hidden
from tests.support.application_samples import upload
from tests.support.read_only_database import read_only


@asynccontextmanager
async def full_disk() -> AsyncIterator[None]:
    """A megabyte is free during the block: less than the reserve."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("conference.storage.disk_space.shutil.disk_usage", lambda _folder: SimpleNamespace(free=1 << 20))
        yield


@pytest.mark.parametrize("language", LANGUAGES)
async def test_unsaved_form_comes_back_filled(client: Client, runtime: Runtime, language: str) -> None:
    async with read_only(runtime.database):
        response = await fill_in(client, reading=language, freelance="yes")
    page = await response.text()
    assert (response.status, response.headers["Cache-Control"]) == (503, "no-store")
    assert int(response.headers["Retry-After"]) > 0
    assert {name: field_value(page, name) for name in ("native_name", "family_name", "outlet", "email", "phone")} == {
        name: TYPED[name] for name in ("native_name", "family_name", "outlet", "email", "phone")
    }
    catalogues = runtime.catalogues
    for key in ("error.application.not_saved", "error.photo.select_again"):
        assert catalogues.text(language, key) in page
    assert (await fill_in(client, reading=language, page=page)).status == 303


async def test_photo_saved_before_an_outage_is_kept(client: Client, runtime: Runtime) -> None:
    page = await (await fill_in(client, native_name="")).text()
    async with read_only(runtime.database):
        page = await (await fill_in(client, page=page, photo=None)).text()
    assert runtime.catalogues.text("ar", "apply.photo.kept") in page
    assert runtime.catalogues.text("ar", "error.photo.select_again") not in page
    assert (await fill_in(client, page=page, photo=None)).status == 303


async def test_forms_stop_at_the_disk_reserve(client: Client) -> None:
    async with full_disk():
        response = await fill_in(client)
        page = await response.text()
        assert response.status == 503
        upload_answer = await send_photo(client, hidden(page, "form"), hidden(page, "csrf"))
        assert (upload_answer["status"], upload_answer["code"]) == (503, "photo.not_saved")
    assert field_value(page, "family_name") == TYPED["family_name"]
    assert (await fill_in(client, page=page)).status == 303


@pytest.mark.parametrize("outage", ["database", "disk"])
async def test_unsaved_correction_comes_back_filled(client: Client, runtime: Runtime, outage: str) -> None:
    address = await apply(client)
    await submit_finding(client, address, ASK_NAME)
    form = await (await client.get(f"{address}/correct")).text()
    fields = {**TYPED, "csrf": hidden(form, "csrf"), "version": hidden(form, "version"), "native_name": "ليلى الحداد"}
    async with read_only(runtime.database) if outage == "database" else full_disk():
        response = await client.post(f"{address}/correct", data=form_data(fields, None), allow_redirects=False)
    page = await response.text()
    assert (response.status, field_value(page, "native_name")) == (503, "ليلى الحداد")
    assert runtime.catalogues.text("ar", "error.application.not_saved") in page
    fields |= {"csrf": hidden(page, "csrf"), "version": hidden(page, "version")}
    again = await client.post(f"{address}/correct", data=form_data(fields, None), allow_redirects=False)
    assert (again.status, again.headers["Location"]) == (303, address)


async def send_photo(client: Client, secret: str, token: str) -> Any:
    data = form_data({"form": secret}, upload())
    headers = {"Accept": "application/json", "X-CSRF-Token": token}
    return await (await client.post("/en/apply/photo", data=data, headers=headers)).json()


async def test_photo_that_cannot_be_saved_is_named(client: Client, runtime: Runtime) -> None:
    page = await (await client.get("/en/apply")).text()
    async with read_only(runtime.database):
        answer = await send_photo(client, hidden(page, "form"), hidden(page, "csrf"))
    assert (answer["status"], answer["code"]) == (503, "photo.not_saved")
    assert answer["detail"] == runtime.catalogues.text("en", "error.photo.not_saved")
