"""Texts of statements on the page of their session: once their speaker has had the floor, and not before."""

from broadcast.board.actions.sessions import move_session
from broadcast.board.actions.speakers import give_floor_to_next
from broadcast.board.domain.sessions import Verb
from tests.broadcast.statements.test_domain import PDF
from tests.broadcast.statements.test_web import hand_in, link_for
from tests.support.board_pages import Served

ADDRESS = "/en/statements/debate-1/debate-1-01"


async def test_text_is_linked_once_its_speaker_has_the_floor(served: Served) -> None:
    await served.sign_in()
    await hand_in(served, await link_for(served, "debate-1-01"), PDF)
    assert ADDRESS not in await served.page("/en/sessions/debate-1")
    await move_session(served.board, "debate-1", Verb.OPEN, operator=served.operator)
    await give_floor_to_next(served.board, "debate-1", operator=served.operator)
    await served.heard()
    served.client.session.cookie_jar.clear()
    assert ADDRESS in await served.page("/en/sessions/debate-1")
