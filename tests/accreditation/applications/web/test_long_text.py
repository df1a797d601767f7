"""Over-long text is refused at its field, in the page's language, and never normalised."""

import asyncio
import re
import unicodedata
from html import unescape

import pytest

from accreditation.applications.web.context import APPLICATION_PAGES, SMALL_FORM_BYTES
from accreditation.applications.web.limits import PHOTOS, SUBMISSIONS
from conference.languages import LANGUAGES
from conference.rate_limits import Limit
from conference.texts import stream_safe
from conference.web.form_bodies import MAX_FIELD_CHARACTERS
from rostrum import roles
from tests.accreditation.applications.web.test_status import ASK_NAME, submit_finding
from tests.support.accreditation_pages import TYPED, Client, SignIn, apply, fill_in, form_data, hidden

MARKS = "a" + "\u0301\u0316" * 2000
"""Four thousand combining marks, for which normalisation takes four million steps."""

TOO_LONG = {
    "ar": "النص أطول مما تتسع",
    "zh": "文字过长",
    "en": "This is too long",
    "fr": "C’est trop long",
    "ru": "Слишком длинно",
    "es": "Es demasiado largo",
    "vi": "Quá dài",
}


class Recorder:
    """`unicodedata` that records the length of the longest normalised text."""

    def __init__(self) -> None:
        self.longest = 0

    def normalize(self, form: stream_safe.NormalForm, text: str) -> str:
        self.longest = max(self.longest, len(text))
        return unicodedata.normalize(form, text)

    def combining(self, character: str) -> int:
        return unicodedata.combining(character)


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    monkeypatch.setattr(stream_safe, "unicodedata", recorder := Recorder())
    return recorder


def use_up_limit(client: Client, limit: Limit) -> None:
    """Use up the limit of this client address."""
    assert client.app is not None
    pages = client.app[APPLICATION_PAGES]
    for _ in range(limit.burst):
        pages.limits.charge(limit, "127.0.0.1", pages.services.clock.now())


async def test_long_name_is_an_error_at_its_field(client: Client, recorder: Recorder) -> None:
    for language in LANGUAGES:
        response = await fill_in(client, reading=language, photo=None, native_name=MARKS)
        page = unescape(await response.text())
        assert response.status == 422, language
        assert TOO_LONG[language] in page, language
        assert "4001" in page, language
        assert 'id="f-native_name-error"' in page, language
        assert recorder.longest < 1000, language


async def test_long_text_in_every_field_shows_the_form_again(client: Client, recorder: Recorder) -> None:
    long = dict.fromkeys(TYPED, MARKS) | {"accepted": MARKS, "form": MARKS}
    response = await fill_in(client, photo=None, **long)
    assert response.status == 422
    assert recorder.longest < 1000


async def test_field_over_the_size_limit_is_not_normalised(client: Client, recorder: Recorder) -> None:
    response = await fill_in(client, reading="en", photo=None, native_name="a" * (MAX_FIELD_CHARACTERS + 1))
    assert response.status == 422
    assert TOO_LONG["en"] in await response.text()
    assert recorder.longest == 0


async def test_form_with_a_megabyte_of_text_is_refused(client: Client, recorder: Recorder) -> None:
    assert (await fill_in(client, native_name="\u0301\u0316" * 250_000)).status == 413
    assert recorder.longest == 0


async def test_correction_with_a_long_name_shows_the_form_again(client: Client, recorder: Recorder) -> None:
    status_page = await apply(client)
    await submit_finding(client, status_page, ASK_NAME)
    address = f"{status_page}/correct"
    page = await (await client.get(address)).text()
    recorder.longest = 0
    data = form_data({**TYPED, "csrf": hidden(page, "csrf"), "native_name": MARKS}, None)
    response = await client.post(address, data=data)
    assert response.status == 422
    assert TOO_LONG["ar"] in await response.text()
    assert recorder.longest < 1000


async def test_long_note_of_an_officer_is_an_error(client: Client, recorder: Recorder, sign_in: SignIn) -> None:
    await apply(client)
    await sign_in("linh", roles.ACCREDITATION_OFFICER)
    page = await (await client.get("/staff/vetting/accreditation")).text()
    application = re.search(r"/applications/(app_\w+)", page)
    assert application
    form = {"csrf": hidden(page, "csrf"), "act": "hold", "version": hidden(page, "version"), "note": MARKS + "a"}
    recorder.longest = 0
    response = await client.post(f"/staff/vetting/accreditation/applications/{application[1]}", data=form)
    assert response.status == 422
    assert TOO_LONG["en"] in await response.text()
    assert recorder.longest < 1000


async def test_search_for_a_long_text_is_bounded(client: Client, recorder: Recorder, sign_in: SignIn) -> None:
    await sign_in("hoa", roles.BADGE_DESK)
    for address in ("/staff/badges", "/en/apply/outlets"):
        assert (await client.get(address, params={"q": MARKS[:1000]})).status == 200
    assert recorder.longest < 1000


async def test_malformed_page_number_is_the_first_page(client: Client, sign_in: SignIn) -> None:
    await sign_in("hoa", roles.BADGE_DESK)
    for page in ("9" * 5000, "00", "-1"):
        assert (await client.get("/staff/badges", params={"page": page})).status == 200


@pytest.mark.parametrize(("path", "limit"), [("apply", SUBMISSIONS), ("apply/photo", PHOTOS)])
async def test_address_over_its_limit_is_refused_before_the_body(client: Client, path: str, limit: Limit) -> None:
    """Only the head of the request is sent; the response does not wait for the body."""
    use_up_limit(client, limit)
    reader, writer = await asyncio.open_connection("127.0.0.1", client.port)
    head = f"POST /en/{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=X\r\n"
    writer.write(f"{head}Content-Length: {SMALL_FORM_BYTES + 1}\r\n\r\n--X\r\n".encode())
    answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 429")
    assert b"Retry-After: " in answer


async def test_cross_site_form_does_not_count_for_the_limit(client: Client) -> None:
    for _ in range(SUBMISSIONS.burst + 1):
        response = await client.post("/en/apply", data={"a": "b"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert response.status == 403
    assert (await fill_in(client)).status == 303
