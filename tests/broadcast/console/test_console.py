"""The console without a script: plain forms, each answered by a page; and the same for its script, in JSON."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from broadcast.board.actions.read import read_board
from broadcast.board.actions.sessions import move_session
from broadcast.board.domain.board import Revision, session_key
from broadcast.board.domain.sessions import REFUSALS, TRANSITIONS, Phase, Session, Verb
from broadcast.console.console_view import KEYS
from broadcast.feed.screens import PaintReport
from conference.clock import ManualClock
from conference.languages import LANGUAGES
from conference.texts.catalogues import own_catalogues
from tests.support.board_pages import Served, hidden

JSON = {"Accept": "application/json"}


def words(html: str) -> str:
    bare = re.sub(
        r"</?(?:bdi|time|kbd|strong)[^>]*>|[\u2068\u2069]", "", re.sub(r"<script.*?</script>", " ", html, flags=re.S)
    )
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", bare)))


def part(html: str, name: str) -> str:
    match = re.search(rf'data-part="{name}"(.*?)</section>', html, re.S)
    assert match, name
    return match[1]


async def confirm_as_second(served: Served) -> None:
    """Confirm as another operator what waits for a second one."""
    await served.sign_in("layla")
    seen = await served.page("/staff/console")
    (proposal,) = re.findall(r'id="proposal-(\w+)"', seen)
    response = await served.send(f"proposals/{proposal}/confirm", seen)
    assert response.status == 303


async def phase_of(served: Served, session_id: str) -> Phase:
    state = (await read_board(served.board)).entries[session_key(session_id)].state
    assert isinstance(state, Session)
    return state.phase


async def test_only_operators_come_in(served: Served) -> None:
    response = await served.client.get("/staff/console", allow_redirects=False)
    assert response.headers["Location"] == "/staff/sign-in?next=/staff/console"
    await served.sign_in("door")
    await served.page("/staff/console", 403)
    page = await served.page("/staff/")
    response = await served.client.post(
        "/staff/console/sessions/opening", data={"csrf": hidden(page, "csrf"), "verb": "open"}
    )
    assert response.status == 403
    assert await phase_of(served, "opening") is Phase.SCHEDULED


async def test_a_form_without_its_token_does_nothing(served: Served) -> None:
    await served.sign_in()
    response = await served.client.post("/staff/console/sessions/opening", data={"verb": "open"})
    assert response.status == 403
    assert await phase_of(served, "opening") is Phase.SCHEDULED


async def test_every_verb_has_a_button_with_key_and_refusal(served: Served) -> None:
    await served.sign_in()
    html = await served.page("/staff/console?session=opening")
    buttons = re.findall(r'<button name="verb" value="(\w+)" class="([\w-]+)" data-key="(\w)"( disabled)?', html)
    assert [(verb, key) for verb, _, key, _ in buttons] == [(verb.value, KEYS[verb]) for verb in Verb]
    for verb, _, _, disabled in buttons:
        assert bool(disabled) == ((Phase.SCHEDULED, Verb(verb)) not in TRANSITIONS), verb
    for (phase, verb), code in REFUSALS.items():
        if phase is Phase.SCHEDULED:
            reason = served.runtime.catalogues.text("en", f"error.{code}")
            assert re.search(rf'value="{verb.value}"[^>]* disabled aria-describedby="no-{re.escape(code)}"', html)
            named = re.search(rf'<li id="no-{re.escape(code)}">(.*?)</li>', html)
            assert named
            assert reason in words(named[1])
            assert served.runtime.catalogues.text("en", f"console.verb.{verb.value}") in words(named[1])


@pytest.mark.parametrize(
    ("session", "before", "filled"),
    [
        ("opening", [], "open"),
        ("opening", [Verb.OPEN, Verb.SUSPEND], "resume"),
        ("welcome", [Verb.OPEN], "adjourn"),
        ("debate-1", [Verb.OPEN], "next"),
        ("signing", [Verb.OPEN], "record:VN"),
        ("opening", [Verb.CANCEL], None),
    ],
)
async def test_one_button_is_filled_the_likely_one(
    served: Served, session: str, before: list[Verb], filled: str | None
) -> None:
    for verb in before:
        await move_session(served.board, session, verb, operator=served.operator)
    await served.sign_in()
    html = (await served.page(f"/staff/console?session={session}")).partition("<dialog")[0]
    found = re.findall(r'<button name="\w+" value="([\w:]+)" class="button"', html)
    assert found == ([filled] if filled else [])


async def test_an_operator_opens_a_session_and_reads_what_went_out(served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?session=opening")
    response = await served.send("sessions/opening", seen, verb="open")
    assert response.status == 303
    html = await served.page(response.headers["Location"])
    assert "Done: Opened · Opening ceremony · In progress Undo" in words(html)
    assert "09:00 Opened Opening ceremony In progress Operator Undo U 0 0" in words(part(html, "log"))
    assert await phase_of(served, "opening") is Phase.IN_SESSION


async def test_each_operator_reads_the_log_in_their_language(served: Served) -> None:
    await move_session(served.board, "opening", Verb.OPEN, operator=served.operator)
    await served.sign_in("layla")
    html = await served.page("/staff/console")
    assert '<html lang="ar" dir="rtl"' in html
    assert served.runtime.event.item("opening").title["ar"] in words(part(html, "log"))


async def test_a_delay_takes_the_next_time_the_venues_clock_shows(served: Served, clock: ManualClock) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?session=opening")
    await served.send("sessions/opening", seen, verb="delay", until="9:45", reason="protocol")
    state = (await read_board(served.board)).entries["session/opening"].state
    assert isinstance(state, Session)
    assert state.until == clock.now() + timedelta(minutes=45)
    html = words(await served.page("/staff/console?session=opening"))
    assert "Delayed new time: 09:45 For reasons of protocol" in html


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"verb": "suspend", "until": "08:59"}, "session.until_past"),
        ({"verb": "suspend", "until": "9:30", "until_day": "2025-10-24"}, "session.until_past"),
        ({"verb": "suspend", "until": "9:30", "until_day": "0001-01-01"}, "session.until_past"),
        ({"verb": "suspend", "until": "9:30", "until_day": "9999-12-31"}, "field.not_date"),
        ({"verb": "suspend", "until": "9:30", "until_day": "tomorrow"}, "field.not_date"),
    ],
)
async def test_time_past_or_on_no_day_is_refused(served: Served, fields: dict[str, str], code: str) -> None:
    await move_session(served.board, "opening", Verb.OPEN, operator=served.operator)
    await served.sign_in()
    csrf = hidden(await served.page("/staff/console?session=opening"), "csrf")
    headers = {**JSON, "X-CSRF-Token": csrf}
    response = await served.client.post("/staff/console/sessions/opening", data=fields, headers=headers)
    assert (response.status in (409, 422), (await response.json())["code"]) == (True, code)
    assert await phase_of(served, "opening") is Phase.IN_SESSION


async def test_suspension_until_another_day_names_the_day(served: Served, clock: ManualClock) -> None:
    await move_session(served.board, "opening", Verb.OPEN, operator=served.operator)
    await served.sign_in()
    seen = await served.page("/staff/console?session=opening")
    days = re.findall(r'<option value="(2025-10-\d\d)"( selected)?>', seen)
    assert days == [("2025-10-25", " selected"), ("2025-10-26", "")]
    fields = {"verb": "suspend", "until": "8:48", "until_day": "2025-10-26"}
    assert (await served.send("sessions/opening", seen, **fields)).status == 303
    state = (await read_board(served.board)).entries["session/opening"].state
    assert isinstance(state, Session)
    assert state.until == clock.now() + timedelta(days=1, minutes=-12)


async def test_evening_session_does_not_move_to_the_morning(served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?session=closing")
    assert re.search(r'<option value="2025-10-26" selected>', seen)
    response = await served.send("sessions/closing", seen, verb="delay", until="9:18")
    assert response.status == 409
    assert "The new time must be later than the planned start." in words(await response.text())
    assert await phase_of(served, "closing") is Phase.SCHEDULED


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"verb": "delay"}, 409, "Enter the new time."),
        ({"verb": "delay", "until": "25:00"}, 422, "Write the time on the 24-hour clock, such as 14:30."),
        ({"verb": "delay", "until": "1_0:00"}, 422, "Write the time on the 24-hour clock, such as 14:30."),
        ({"verb": "resume"}, 409, "The session has not begun; open it first."),
        ({"verb": "explode"}, 422, "This action is not known. Reload the page."),
        ({"verb": "suspend", "reason": "whim"}, 422, "This action is not known. Reload the page."),
    ],
)
async def test_refusal_shows_its_text_and_keeps_typed_values(
    served: Served, fields: dict[str, str], status: int, said: str
) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?session=opening")
    response = await served.send("sessions/opening", seen, **fields)
    html = await response.text()
    assert response.status == status
    assert said in words(html)
    assert f'value="{fields.get("until", "")}" aria-describedby' in html
    assert await phase_of(served, "opening") is Phase.SCHEDULED


@pytest.mark.parametrize(
    ("verb", "before", "said"),
    [
        ("adjourn", Verb.OPEN, "has ended. People will begin to leave."),
        ("postpone", None, "has been postponed."),
        ("cancel", None, "has been cancelled. People on their way will turn back."),
    ],
)
async def test_interrupting_act_asks_for_confirmation_once(
    served: Served, verb: str, before: Verb | None, said: str
) -> None:
    if before:
        await move_session(served.board, "debate-1", before, operator=served.operator)
    await served.sign_in()
    phase = await phase_of(served, "debate-1")
    seen = await served.page("/staff/console?session=debate-1")
    asked = await (await served.send("sessions/debate-1", seen, verb=verb, reason="")).text()
    assert said in words(asked)
    assert "General debate, part 1" in words(asked)
    assert await phase_of(served, "debate-1") is phase
    chosen = {"waiting": "kept"} if verb == "adjourn" else {}
    assert ('name="waiting"' in asked) is (verb == "adjourn")
    response = await served.send("sessions/debate-1", asked, verb=hidden(asked, "verb"), confirmed="1", **chosen)
    assert response.status == 303
    if verb == "cancel":
        await confirm_as_second(served)
    assert (await phase_of(served, "debate-1")).value == {
        "adjourn": "adjourned",
        "postpone": "postponed",
        "cancel": "cancelled",
    }[verb]


@pytest.mark.parametrize("code", LANGUAGES)
def test_answers_to_a_question_name_the_act(code: str) -> None:
    catalogues = own_catalogues()
    for what in ("adjourn", "postpone", "cancel", "urgent"):
        yes = catalogues.text(code, f"console.confirm.{what}_yes")
        assert yes not in {"Cancel", "إلغاء", "取消", "Annuler", "Отменить", "Cancelar", "Hủy"}
        assert yes != catalogues.text(code, "console.confirm.back")
    for what in ("adjourn", "postpone", "cancel"):
        assert "Opening" in catalogues.text(code, f"console.confirm.{what}_title", title="Opening")
        assert catalogues.text(code, f"console.confirm.{what}_back") != catalogues.text(
            code, f"console.confirm.{what}_yes"
        )


async def test_question_names_the_session_and_offers_to_keep_it(served: Served) -> None:
    await served.sign_in()
    html = await served.page("/staff/console?session=opening")
    dialog = html.partition('<dialog id="confirm-cancel">')[2].partition("</dialog>")[0]
    assert "Cancel “Opening ceremony”?" in words(dialog)
    buttons = re.findall(r'<button class="([\w-]+)" value="(\w*)"( autofocus)?[^>]*>([^<]+)<', dialog)
    assert buttons == [
        ("button", "", " autofocus", "Keep the session"),
        ("button-danger", "yes", "", "Yes, cancel the session"),
    ]
    asked = await (await served.send("sessions/opening", html, verb="cancel")).text()
    assert re.search(r'<a class="button" href="/staff/console\?session=opening" autofocus>Keep the session</a>', asked)
    assert '<button class="button-danger" name="confirmed" value="1">Yes, cancel the session</button>' in asked


async def test_conflict_names_operator_action_and_time(served: Served) -> None:
    """Covers B13, C7."""
    await move_session(served.board, "opening", Verb.OPEN, operator=served.operator)
    await served.sign_in("layla")
    seen = await served.page("/staff/console?session=opening")
    await move_session(served.board, "opening", Verb.SUSPEND, operator=served.operator)
    response = await served.send("sessions/opening", seen, verb="adjourn", confirmed="1")
    assert response.status == 409
    told = words(await response.text())
    assert "Operator" in told
    assert "09:00" in told
    assert served.runtime.catalogues.text("ar", "console.action.session.suspended") in told
    assert await phase_of(served, "opening") is Phase.SUSPENDED


async def test_a_change_elsewhere_on_the_board_is_no_conflict(served: Served) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console?session=opening")
    await move_session(served.board, "rt-1", Verb.CANCEL, operator=served.operator)
    assert (await served.send("sessions/opening", seen, verb="open")).status == 303


async def test_connected_and_correct_are_two_columns(served: Served, clock: ManualClock) -> None:
    screens, epoch = served.feed.screens, served.feed.hub.latest.revision.epoch
    offset = (await read_board(served.board)).revision.offset
    for name in ("lobby-1", "lobby-2", "lobby-3"):
        screens.join(name, name, language="ar", now=clock.now())
    await move_session(served.board, "opening", Verb.OPEN, operator=served.operator)
    await served.heard()
    screens.show("lobby-1", "lobby-1", PaintReport(revision=Revision(epoch, offset + 1), language="ar", at=clock.now()))
    screens.show("lobby-2", "lobby-2", PaintReport(revision=Revision(epoch, offset), language="ar", at=clock.now()))
    await served.sign_in()
    html = await served.page("/staff/console")
    assert "Opened Opening ceremony In progress Operator Undo U 3 1" in words(part(html, "log"))
    listed = words(part(html, "screens"))
    assert "lobby-1 العربية up to date" in listed
    assert "lobby-2 العربية up to date" in listed
    assert "lobby-3 العربية no confirmation yet" in listed
    assert " 1 / 3 " in words(html)
    clock.advance(2 * served.feed.hub.latest.tick_s)
    assert "lobby-2 العربية behind" in words(part(await served.page("/staff/console"), "screens"))
    screens.leave("lobby-1", "lobby-1")
    assert "Opened Opening ceremony In progress Operator Undo U 2 0" in words(
        part(await served.page("/staff/console"), "log")
    )


async def test_the_script_is_answered_in_json(served: Served) -> None:
    await served.sign_in()
    csrf = hidden(await served.page("/staff/console"), "csrf")

    async def send(**fields: str) -> tuple[int, Any]:
        response = await served.client.post(
            "/staff/console/sessions/opening", data=fields, headers={**JSON, "X-CSRF-Token": csrf}
        )
        return response.status, await response.json()

    status, body = await send(verb="open")
    assert (status, body["changed"]) == (200, True)
    status, body = await send(verb="open")
    assert (status, body["code"]) == (409, "session.already_in_session")
    status, body = await send(verb="adjourn")
    assert (status, body["code"]) == (409, "console.unconfirmed")
    status, body = await send(verb="suspend", until="noon")
    assert body["errors"]["until"]["detail"] == "Write the time on the 24-hour clock, such as 14:30."
    status, body = await send(verb="suspend", expected="1")
    assert (status, body["code"]) == (409, "board.changed")
    assert "Opening ceremony" in body["detail"]


@pytest.mark.parametrize("path", ["sessions/cellar", "speakers/opening-x", "announcements/ann_x/withdraw"])
async def test_unknown_session_page_is_not_found(served: Served, path: str) -> None:
    await served.sign_in()
    seen = await served.page("/staff/console")
    assert (await served.send(path, seen, verb="open", act="next")).status == 404


async def test_without_a_programme_the_page_says_what_to_do(served: Served) -> None:
    state = await read_board(served.board)
    async with served.board.transactions.write() as transaction:
        from broadcast.board.ports import ChangeAuthor, Write

        await served.board.store.lock(transaction)
        stamp = ChangeAuthor(
            action="broadcast:programme:loaded", operator="x", operator_name="x", at=served.runtime.clock.now()
        )
        await served.board.store.add_entries(
            transaction, [Write(key=k, state=None, previous=None) for k in state.entries], stamp
        )
    await served.heard()
    await served.sign_in()
    assert "Load it with rostrum event load" in words(await served.page("/staff/console"))
    assert "The programme has ended." in words(await served.page("/en/"))


async def test_parts_are_for_operators_and_show_the_chosen_session(served: Served) -> None:
    path = "/staff/console/parts/choice?session=debate-1"
    response = await served.client.get(path, allow_redirects=False)
    assert response.headers["Location"].startswith("/staff/sign-in?next=")
    await served.sign_in("door")
    await served.page(path, 403)
    await served.sign_in()
    revision = served.feed.hub.latest.revision
    response = await served.client.get(path)
    assert response.headers["Rostrum-Revision"] == f"{revision.epoch}.{revision.offset}"
    html = await response.text()
    assert 'data-session="debate-1"' in part(html, "chosen")
    assert ('data-part="run"' in html, 'data-part="composer"' in html) == (False, True)
    chosen = await served.page("/staff/console/parts/choice?session=opening&template=own")
    assert 'id="text-ar"' in chosen
    assert 'id="enter-state"' in part(chosen, "speakers")
    signing = await served.page("/staff/console/parts/choice?session=signing")
    assert 'id="console-speakers" data-part="speakers" hidden' in signing
    await served.page("/staff/console/parts/change", 404)
