"""Requests to put questions under an applicant's link, without JavaScript."""

import re
from html import unescape
from pathlib import Path

import pytest
from aiohttp import ClientResponse

from accreditation.applications.domain.applications import secret_digest
from conference.clock import ManualClock
from conference.ids import RandomIds
from conference.languages import LANGUAGES
from tests.support.badge_office import make_office
from tests.support.badge_pages import LINK
from tests.support.board_pages import Served, hidden, served

__all__ = ["served"]

OWN = f"/en/applications/{LINK}"
PATH = f"{OWN}/questions"
LIST = "/staff/questions/press-26"


@pytest.fixture(autouse=True)
async def journalist(served: Served, clock: ManualClock, tmp_path: Path) -> None:
    """An accredited journalist with a badge, while two press conferences are in the programme."""
    office = await make_office(served.runtime.transactions, clock, RandomIds(), tmp_path)
    await office.active_badge("app_1", secret_hash=secret_digest(LINK))
    await office.apply("app_2", secret_hash=secret_digest("x" * 22))


async def send(served: Served, path: str = PATH, **fields: str) -> ClientResponse:
    form = {"csrf": hidden(await served.page(PATH), "csrf"), **fields}
    return await served.client.post(path, data=form, allow_redirects=False)


def states_of(html: str) -> list[str]:
    """Return the words of the states on a page."""
    chips = re.findall(r'<span class="chip [^"]*"><svg.*?</svg>(.*?)</span>', html)
    return [unescape(re.sub(r"<[^>]+>", "", one)) for one in chips]


async def test_journalist_requests_and_withdraws(served: Served) -> None:
    assert f'href="{PATH}"' in await served.page(OWN)
    for language in ("fr", "fr"):
        answer = await send(served, session="press-26", language=language)
        assert (answer.status, answer.headers["Location"]) == (303, PATH)
    html = await served.page(PATH)
    assert states_of(html) == ["On the list"]
    assert "On the list" in states_of(await served.page(OWN))
    button = re.search(r'name="question" value="([^"]+)"', html)
    assert button
    assert (await send(served, f"{PATH}/withdraw", question=button[1])).status == 303
    assert states_of(await served.page(PATH)) == ["Withdrawn"]


async def test_officers_see_who_requested(served: Served) -> None:
    await send(served, session="press-26", language="fr")
    await served.sign_in()
    assert "Requested by the journalist" in await served.page(LIST)
    for code in LANGUAGES:
        assert "questions" in await served.page(PATH.replace("/en/", f"/{code}/"))


async def test_list_that_officers_closed_accepts_nothing(served: Served) -> None:
    await served.sign_in()
    for do, shown in (("close", False), ("open", True), ("close", False)):
        form = {"csrf": hidden(await served.page(LIST), "csrf"), "do": do}
        assert (await served.client.post(f"{LIST}/list", data=form, allow_redirects=False)).status == 303
        assert ('value="press-26"' in await served.page(PATH)) is shown
    refused = await send(served, session="press-26", language="fr")
    html = await refused.text()
    assert (refused.status, "does not accept requests any more" in html) == (409, True)


async def test_refused_form_keeps_what_was_chosen(served: Served) -> None:
    refused = await send(served, language="fr")
    html = await refused.text()
    assert refused.status == 422
    assert 'id="f-session-error"' in html
    assert '<option value="fr" selected>' in html
    for session, language, status in (("debate-1", "fr", 404), ("press-26", "xx", 422), ("press-26\x00", "fr", 422)):
        assert (await send(served, session=session, language=language)).status == status
    assert (await send(served, f"{PATH}/withdraw", question="qst_unknown")).status == 404


async def test_person_without_a_badge_is_told(served: Served) -> None:
    other = OWN.replace(LINK, "x" * 22)
    assert f"{other}/questions" not in await served.page(other)
    assert "a valid badge" in await served.page(f"{other}/questions")
    refused = await send(served, f"{other}/questions", session="press-26", language="fr")
    assert refused.status == 409
