"""What screens would show after an act on a session, before it is done."""

from broadcast.board.actions.read import read_board
from conference.languages import language
from tests.broadcast.console.test_console import words
from tests.support.board_pages import Served, hidden

PREVIEW = "/staff/console/sessions/opening/preview"
JSON = {"Accept": "application/json"}


async def test_usual_acts_are_told_in_each_language_and_change_nothing(served: Served) -> None:
    await served.sign_in()
    before = (await read_board(served.board)).revision
    seen = await served.page("/staff/console?session=opening")
    form = {"csrf": hidden(seen, "csrf"), "until": "10:15", "reason": "technical"}
    async with served.client.post(PREVIEW, data=form, headers=JSON) as response:
        delay, postpone = (await response.json())["acts"]
    assert (delay["head"], postpone["head"]) == ("Delay", "Postpone")
    assert [text["tag"] for text in delay["texts"]] == [language(code).tag for code in served.board.languages]
    assert all("10:15" in "".join(text["lines"]) for text in delay["texts"])
    assert len({line for text in delay["texts"] for line in text["lines"]}) == len(served.board.languages)
    assert (await read_board(served.board)).revision == before


async def test_asked_act_is_told_alone_or_why_it_is_refused(served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?session=opening")
    answers = []
    for fields in ({"verb": "cancel"}, {"verb": "delay"}, {"verb": "resume"}, {"until": "25:61"}):
        async with served.client.post(PREVIEW, data={"csrf": hidden(seen, "csrf"), **fields}, headers=JSON) as response:
            answers.append(await response.json())
    cancel, delay, resume, late = answers
    assert "Cancelled" in [text["lines"][-1] for text in cancel["acts"][0]["texts"]]
    assert [(one["acts"][0]["texts"], bool(one["acts"][0]["problem"])) for one in (delay, resume)] == [([], True)] * 2
    assert (late["acts"], bool(late["problem"])) == ([], True)
    unknown = PREVIEW.replace("opening", "none")
    assert (await served.client.post(unknown, data={"csrf": hidden(seen, "csrf")}, headers=JSON)).status == 404


async def test_words_are_shown_without_scripts_and_before_a_yes(served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?session=opening")
    form = {"csrf": hidden(seen, "csrf"), "until": "10:15"}
    async with served.client.post(PREVIEW, data=form) as response:
        page = await response.text()
    assert ('value="10:15"' in page, "Screens will show Delay" in words(page)) == (True, True)
    asked = await served.send("sessions/opening", seen, verb="postpone", until="10:15", session="opening")
    assert "Screens will show Postpone" in words(await asked.text())
