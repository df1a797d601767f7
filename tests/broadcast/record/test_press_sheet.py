"""The press sheet: figures of the board with their sources, as page and PDF."""

import pypdfium2

from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.signing import record_signature
from broadcast.board.actions.speakers import end_statement, give_floor_to_next
from broadcast.board.domain.sessions import Verb
from conference.clock import ManualClock
from conference.languages import LANGUAGES
from tests.support.board_pages import Served


async def play_session(served: Served) -> None:
    """Hold a session of half an hour with one statement, and a signature."""
    board, operator = served.board, served.operator
    assert isinstance(board.clock, ManualClock)
    await move_session(board, "debate-1", Verb.OPEN, operator=operator)
    await give_floor_to_next(board, "debate-1", operator=operator)
    board.clock.advance(30 * 60)
    await end_statement(board, "debate-1", operator=operator)
    await move_session(board, "debate-1", Verb.ADJOURN, operator=operator)
    await record_signature(board, "VN", operator=operator)
    await served.heard()


async def test_sheet_has_figures_with_sources_in_each_language(served: Served) -> None:
    await play_session(served)
    for code in LANGUAGES:
        page = await served.page(f"/{code}/record/figures")
        values = [part.partition("<")[0] for part in page.split('class="record-value">')[1:]]
        assert values == ["1", "1", "1", "0.5" if "0.5" in page else "0,5"]
        assert page.count('<p class="quiet">') == 1 + len(values)
        assert f'href="/{code}/record/figures"' in await served.page(f"/{code}/record")


async def test_sheet_is_a_pdf_too(served: Served) -> None:
    await play_session(served)
    response = await served.client.get("/fr/record/figures.pdf")
    assert response.content_type == "application/pdf"
    (page,) = pypdfium2.PdfDocument(await response.read())
    text = page.get_textpage().get_text_range()
    assert "La conférence en chiffres" in text
    assert "Séances tenues" in text


async def test_sheet_before_the_first_session_has_zeros(served: Served) -> None:
    page = await served.page("/en/record/figures")
    assert page.count('class="record-value">0<') >= 3
