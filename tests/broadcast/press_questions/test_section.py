"""The public section of a press conference has languages and numbers, in no byte a name."""

import re

from broadcast.press_questions.actions import QuestionRequest, act_on_question, add_question
from broadcast.press_questions.domain import Act
from broadcast.press_questions.section import QUESTIONS, RECENT_S
from conference.clock import ManualClock
from conference.languages import LANGUAGES
from tests.support.board_pages import Served
from tests.support.board_samples import CANARY

SESSION = "press-26"


async def add_requests(served: Served, *languages: str) -> None:
    """Add a request in each of the languages, whose ids are `q0`, `q1` and so on, and call the first one."""
    services = served.client.app[QUESTIONS]
    for number, language in enumerate(languages):
        request = QuestionRequest(id=f"q{number}", name=CANARY, outlet=CANARY, language=language, badge="C-0001")
        await add_question(services, SESSION, request, operator=served.operator)
    await act_on_question(services, SESSION, "q0", Act.CALL, operator=served.operator)


def read_rows(html: str) -> list[list[str]]:
    """Return the cells of the section's rows."""
    section = re.search(r'<section class="press-questions".*?</section>', html, re.S)
    assert section
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", section[0])
    return [re.sub(r"<[^>]+>", " ", row).split() for row in rows]


async def test_languages_are_in_their_order_without_names(served: Served) -> None:
    await add_requests(served, "fr", "fr", "vi")
    rows = [["Vietnamese", "0", "1"], ["French", "Now", "0", "1"]]
    for path in (f"/en/sessions/{SESSION}", f"/en/sessions/{SESSION}/questions"):
        assert read_rows(await served.page(path)) == rows
    for code in LANGUAGES:
        for path in (f"/{code}/sessions/{SESSION}", f"/{code}/sessions/{SESSION}/questions"):
            html = await served.page(path)
            assert CANARY not in html
            assert "C-0001" not in html


async def test_section_is_confirmed_until_the_list_changes(served: Served, clock: ManualClock) -> None:
    await add_requests(served, "fr", "vi")
    path = f"/en/sessions/{SESSION}/questions"
    first = await served.client.get(path)
    headers = {"If-None-Match": first.headers["ETag"]}
    assert (await served.client.get(path, headers=headers)).status == 304
    services = served.client.app[QUESTIONS]
    await act_on_question(services, SESSION, "q0", Act.PUT, operator=served.operator)
    assert (await served.client.get(path, headers=headers)).status == 304
    clock.advance(RECENT_S)
    changed = await served.client.get(path, headers=headers)
    assert (changed.status, read_rows(await changed.text())[1]) == (200, ["French", "1", "0"])


async def test_only_press_conferences_have_the_section(served: Served) -> None:
    html = await served.page(f"/en/sessions/{SESSION}")
    assert re.search(r'<section class="press-questions"[^>]* hidden>', html)
    assert "press-questions" not in await served.page("/en/sessions/debate-1")
    for session_id in ("debate-1", "unknown"):
        await served.page(f"/en/sessions/{session_id}/questions", status=404)
