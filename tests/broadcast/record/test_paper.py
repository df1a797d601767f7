"""The record of a day as PDF: in each language what the page says, public sessions only."""

import pypdfium2

from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.speakers import give_floor_to_next
from broadcast.board.domain.sessions import Verb
from tests.support.board_pages import Served

LATIN = {"en": "called to order", "fr": "La séance est ouverte", "vi": "Phiên họp bắt đầu"}
DAY = "2025-10-25"


async def read_pdf(served: Served, code: str) -> str:
    response = await served.client.get(f"/{code}/record/{DAY}.pdf")
    assert (response.status, response.content_type) == (200, "application/pdf")
    pages = pypdfium2.PdfDocument(await response.read())
    return "".join(page.get_textpage().get_text_range() for page in pages)


async def test_pdf_tells_the_day(served: Served) -> None:
    await move_session(served.board, "debate-1", Verb.OPEN, operator=served.operator)
    await give_floor_to_next(served.board, "debate-1", operator=served.operator)
    await served.heard()
    for code, sentence in LATIN.items():
        text = await read_pdf(served, code)
        assert sentence in " ".join(text.split())
    assert f'href="/fr/record/{DAY}.pdf"' in await served.page(f"/fr/record/{DAY}")


async def test_pdf_is_confirmed_by_its_etag(served: Served) -> None:
    first = await served.client.get(f"/ar/record/{DAY}.pdf")
    again = await served.client.get(f"/ar/record/{DAY}.pdf", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status, again.status) == (200, 304)


async def test_private_sessions_are_not_in_the_pdf(served: Served) -> None:
    private = [item for item in served.runtime.event.programme if not item.public]
    assert private
    text = await read_pdf(served, "en")
    assert not [item.id for item in private if item.title["en"] in text]
