"""Acts that wait for a second operator, in the words of a language."""

from broadcast.board.domain.proposals import RESERVED_VERBS
from broadcast.board.domain.sessions import Verb
from tests.broadcast.console.test_console import part, words
from tests.support.board_pages import Served


async def test_proposal_is_named_in_the_language_of_the_reader(served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?session=opening")
    await served.send("sessions/opening", seen, verb="cancel", confirmed="1", session="opening")
    await served.sign_in("layla")
    shown = words(part(await served.page("/staff/console"), "proposals"))
    assert "Operator" in shown
    assert "إلغاء الجلسة" in shown


def test_cancelling_and_closing_may_be_reserved() -> None:
    assert set(RESERVED_VERBS) == {Verb.CANCEL, Verb.ADJOURN}
