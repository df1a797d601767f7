"""What another operator did first, in the answer to the one who was second."""

from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.sessions import Verb
from tests.broadcast.console.test_console import words
from tests.support.board_pages import Served


async def test_conflict_names_the_act_and_its_operator(served: Served) -> None:
    await served.sign_in("layla")
    seen = await served.page("/staff/console?session=opening")
    await move_session(served.board, "opening", Verb.OPEN, operator=served.operator)
    answer = await served.send("sessions/opening", seen, verb="delay", until="14:30", session="opening")
    assert answer.status == 409
    assert served.operator.name in words(await answer.text())
