"""The console's forms, sent without a script, and by htmx: then the answer holds the parts that changed."""

import re
from dataclasses import replace

from aiohttp import ClientResponse
from msgspec import structs

from broadcast.board.actions.commit import BoardCommand, RuleContext, commit
from broadcast.board.actions.read import read_board
from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.board import TALLY
from broadcast.board.domain.identification import Identification
from broadcast.board.domain.sessions import Verb
from broadcast.board.domain.signing import Signature, Tally
from broadcast.board.domain.speakers import SpeakersList, current_speaker
from conference.languages import LANGUAGES
from tests.broadcast.console.test_console import confirm_as_second, part, words
from tests.support.board_pages import Served


async def send_by_htmx(served: Served, path: str, **fields: str) -> ClientResponse:
    """Send a form of the console as the page does, with the offset that the page shows now."""
    seen = await served.page("/staff/console")
    with_headers = served.client.session.headers
    with_headers["HX-Request"] = "true"
    try:
        return await served.send(path, seen, **fields)
    finally:
        del with_headers["HX-Request"]


async def test_act_answers_with_the_parts_that_changed(served: Served) -> None:
    await served.sign_in()
    response = await send_by_htmx(served, "sessions/opening", verb="open", session="opening")
    html = await response.text()
    assert response.status == 200
    assert "Done: Opened · Opening ceremony · In progress" in words(html)
    assert "Opened Opening ceremony In progress Operator Undo U" in words(part(html, "log"))
    assert 'id="no-session.already_in_session"' in part(html, "chosen")
    assert 'data-part="composer"' not in html
    assert "<html" not in html


async def test_screens_are_asked_for_their_name(served: Served) -> None:
    await served.sign_in()
    for screen, status in (("lobby-1.ar", 200), ("", 200), ("lobby 1", 422)):
        response = await send_by_htmx(served, "screens/identify", screen=screen, session="opening")
        assert response.status == status
    entry = (await read_board(served.board)).entries["identification"]
    assert isinstance(entry.state, Identification)
    assert entry.state.screen is None
    log = words(part(await served.page("/staff/console"), "log"))
    assert "Screen names shown lobby-1.ar Operator" in log
    assert "Undo" not in log


async def test_refused_act_answers_with_its_reason_and_fields(served: Served) -> None:
    await served.sign_in()
    response = await send_by_htmx(served, "sessions/opening", verb="delay", until="25:00", session="opening")
    html = await response.text()
    assert (response.status, response.headers["Cache-Control"]) == (422, "no-store")
    assert 'id="error-until"' in part(html, "chosen")
    assert 'role="alert"' in html
    response = await send_by_htmx(served, "sessions/opening", verb="cancel", session="opening")
    assert response.status == 409
    assert response.headers["Rostrum-Revision"]


async def test_preview_and_publication_answer_with_the_composer(served: Served) -> None:
    await served.sign_in()
    fields = {"template": "starts-in", "parameter.minutes": "5", "level": "info", "session": "opening"}
    previewed = await (await send_by_htmx(served, "announcements", act="preview", **fields)).text()
    assert "Заседание начнется через 5 минут." in words(previewed)
    assert 'id="compose-starts-in"' in previewed
    published = await (await send_by_htmx(served, "announcements", act="publish", **fields)).text()
    assert "The session will start in 5 minutes." in words(published)
    assert 'data-part="composer"' in published
    assert 'id="compose-' not in published


async def test_speakers_are_called_in_any_order_and_passed_over(served: Served) -> None:
    await move_session(served.board, "debate-1", Verb.OPEN, operator=served.operator)
    await served.sign_in()

    async def act(what: str) -> SpeakersList:
        seen = await served.page("/staff/console?session=debate-1")
        response = await served.send("speakers/debate-1", seen, act=what)
        assert response.status == 303, await response.text()
        state = (await read_board(served.board)).entries["speakers/debate-1"].state
        assert isinstance(state, SpeakersList)
        return state

    listed = (await act("next")).speakers
    assert current_speaker(await act(f"give:{listed[4].id}")) is not None
    after = await act(f"skip:{listed[1].id}")
    assert [s.turn.value for s in after.speakers[:5]] == ["spoken", "skipped", "waiting", "waiting", "speaking"]
    after = await act(f"reinstate:{listed[1].id}")
    assert after.speakers[1].turn.value == "waiting"
    assert current_speaker(await act("end")) is None


async def test_console_works_when_all_have_signed(served: Served) -> None:
    def sign_all(context: RuleContext) -> Tally:
        signatures = tuple(Signature(country=country, at=context.now) for country in served.board.countries)
        return replace(context.get(TALLY, Tally), signatures=signatures)

    command = BoardCommand(key=TALLY, action="broadcast:signature:recorded", operator=served.operator)
    await commit(served.board, command, sign_all)
    await served.sign_in()
    shown = words(part(await served.page("/staff/console?session=signing"), "signing"))
    assert "All signatures are recorded." in shown
    assert "Record next" not in shown


async def test_signatures_are_recorded_found_and_undone(served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?session=signing")
    assert "Record next: Viet Nam" in words(seen)
    assert "72" not in words(part(seen, "signing"))
    assert len(re.findall(r'value="record:\w\w"', part(seen, "signing"))) == 73
    await served.send("signatures", seen, act="record:VN", session="signing")
    seen = await served.page("/staff/console?session=signing")
    assert "Viet Nam 09:00 Remove entry" in words(part(seen, "signing"))
    assert "Record next: Viet Nam" not in words(seen)
    response = await served.send("signatures", seen, act="record:XX", session="signing")
    assert response.status == 422
    assert "This party is not on the list of those that may sign." in words(await response.text())
    response = await served.send("undo", seen, key="tally", session="signing")
    html = await served.page(response.headers["Location"])
    assert "Record next: Viet Nam" in words(html)
    assert "Done: Action undone · Signature recorded · Viet Nam" in words(html)
    lines = words(part(html, "log"))
    assert "Action undone Signature recorded Viet Nam" in lines
    assert "Signature recorded undone Viet Nam" in lines
    assert "Undo" not in lines.replace("undone", "")


async def test_prepared_texts_are_buttons_with_free_text_last(served: Served) -> None:
    await served.sign_in()
    html = part(await served.page("/staff/console?session=opening"), "composer")
    values = re.findall(r'<button class="button-quiet" name="template" value="([\w-]+)">', html)
    assert values == [*(served.board.templates or {}), "own"]
    assert "The session will start in …<" in html
    chosen = part(await served.page("/staff/console?session=opening&template=own"), "composer")
    assert re.findall(r'name="template" value="([\w-]*)">', chosen) == ["", "own"]
    assert "Still to be written:" in words(chosen)


async def test_prepared_announcement_is_previewed_then_published(served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?session=opening&template=starts-in")
    fields = {
        "template": "starts-in",
        "parameter.minutes": "5",
        "level": "info",
        "shown_for": "15",
        "session": "opening",
        "destinations": "lobby",
    }
    previewed = await (await served.send("announcements", seen, act="preview", **fields)).text()
    assert 'name="destinations" value="lobby" checked' in previewed
    assert "The session will start in 5 minutes." in words(previewed)
    assert "Заседание начнется через 5 минут." in words(previewed)
    assert 'name="parameter.minutes" value="5"' in previewed
    assert "No announcement is on the screens." in words(previewed)
    assert (await served.send("announcements", previewed, act="publish", **fields)).status == 303
    html = await served.page("/staff/console")
    assert "The session will start in 5 minutes." in words(html)
    assert [">Lobby screens</bdi>" in html, ">Web page</bdi>" in html] == [True, False]
    assert "The session will start in 5 minutes." not in words(await served.page("/en/"))
    [path] = re.findall(r'action="/staff/console/(announcements/[^"]+/withdraw)"', html)
    await served.send(path, html)
    assert "No announcement is on the screens." in words(await served.page("/staff/console"))


async def test_own_words_go_out_only_when_the_six_languages_are_there(served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?template=own")
    texts = {f"text.{code}": f"in {code}" for code in LANGUAGES}
    fields = {"template": "own", "level": "info", "session": "opening", **texts, "text.ru": "", "text.vi": ""}
    response = await served.send("announcements", seen, act="publish", **fields)
    html = await response.text()
    assert response.status == 422
    assert 'id="error-text.ru">The text in this language is missing.<' in html
    assert 'id="error-text.vi"' not in html
    assert ">in ar</textarea>" in html
    fields["text.ru"] = "in ru"
    assert (await served.send("announcements", html, act="publish", **fields)).status == 303


async def test_unreadable_own_words_are_refused_at_their_field(served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?template=own")
    texts = {f"text.{code}": f"in {code}" for code in LANGUAGES} | {"text.ar": "ا" + "\u064b" * 60}
    fields = {"template": "own", "level": "info", "session": "opening", **texts}
    response = await served.send("announcements", seen, act="publish", **fields)
    assert response.status == 422
    said = served.runtime.catalogues.text("en", "error.text.marks")
    assert f'id="error-text.ar">{said}<' in await response.text()


async def test_an_urgent_announcement_is_asked_once(served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?template=evacuate")
    fields = {"template": "evacuate", "level": "urgent", "session": "opening"}
    asked = await (await served.send("announcements", seen, act="publish", **fields)).text()
    assert "The announcement is shown full-screen immediately, on every screen of the chosen places." in words(asked)
    assert not any(key.startswith("announcement/") for key in (await read_board(served.board)).entries)
    await served.send("announcements", asked, act="publish", confirmed="1", **fields)
    await confirm_as_second(served)
    assert any(key.startswith("announcement/") for key in (await read_board(served.board)).entries)


async def test_act_of_two_operators_waits_and_is_not_for_one(served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?session=opening")
    served.client.session.headers["Accept"] = "application/json"
    fields = {"verb": "cancel", "confirmed": "1", "session": "opening"}
    proposed = await served.send("sessions/opening", seen, **fields)
    assert (await proposed.json())["proposed"] is True
    del served.client.session.headers["Accept"]
    waiting = await served.page("/staff/console?session=opening")
    proposal = part(waiting, "proposals").split('id="proposal-')[1].split('"')[0]
    own = await served.send(f"proposals/{proposal}/confirm", waiting)
    assert own.status == 409
    assert "Another operator must confirm your proposal." in words(await own.text())
    declined = await served.send(f"proposals/{proposal}/decline", waiting)
    assert declined.status == 303
    assert 'id="proposal-' not in await served.page("/staff/console?session=opening")


async def test_prepared_text_says_who_reviewed_it_and_what_changed(served: Served) -> None:
    await served.sign_in()
    page = "/staff/console?session=opening&template="
    unreviewed = "Not reviewed in"
    assert unreviewed not in words(await served.page(f"{page}take-seats"))
    templates = served.board.templates
    assert isinstance(templates, dict)
    seats = templates["take-seats"]
    text = {**seats.text, "en": f"{seats.text['en']} Hanoi Convention."}
    reviews = {"reviewers": {"fr": "Anne"}, "former_reviewers": {"ar": "Layla"}}
    templates["take-seats"] = structs.replace(seats, text=text, **reviews)
    shown = words(await served.page(f"{page}take-seats"))
    assert ("Reviewed by: Anne" in shown, "changed after its review by Layla" in shown) == (True, True)
    assert "Not reviewed in: English" in words(await served.page(f"{page}starts-in"))
    told = shown.partition("Not reviewed in:")[2].partition("Level")[0]
    assert ("Français" in told.partition("The agreed term")[0], "العربية" in told) == (False, True)
    assert "Français The agreed term for “Hanoi Convention” is" in told
