"""The console under an operator's hands: keys, questions, other operators, announcements, signatures."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.board import PASSWORD, PHONE
from tests.browser.console_pages import HOME, Consoles, ask_again, hold_answers, release_answer, route_requests

pytestmark = pytest.mark.browser

SERVER_AND_SCRIPT = """async () => {
  const sent = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const plain = (root) => ["#console-run", ".chosen-head", ".floor-now", "[data-speaker-counts]"].map((selector) => {
    const copy = document.importNode(root.querySelector(selector), true);
    const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const node of texts) node.nodeValue.trim() === "" ? node.remove() : (node.nodeValue = node.nodeValue.trim());
    return copy.outerHTML.replace(/\\s+/g, " ");
  });
  return [plain(sent), plain(document)];
}"""

DOORS_CLOSE = "Doors close at \u206811:15\u2069."


def test_session_is_run_by_keyboard(consoles: Consoles) -> None:
    page = consoles.open("?session=welcome")
    chosen = page.locator("[data-part=chosen]")
    page.keyboard.press("j")
    expect(chosen).to_have_attribute("data-session", "group-photo")
    page.keyboard.press("k")
    expect(chosen).to_have_attribute("data-session", "welcome")
    page.keyboard.press("s")
    expect(chosen.locator(".phase-scheduled").first).to_be_visible()
    page.keyboard.press("o")
    expect(chosen.locator(".phase-in_session").first).to_be_visible()
    expect(page.locator("[data-part=status]")).to_contain_text("Done: Open")
    expect(page.locator("[data-part=log] tbody tr").first).to_contain_text("Official welcome")
    page.keyboard.press("s")
    expect(chosen.locator(".phase-suspended").first).to_be_visible()
    answers = hold_answers(page, "**/staff/console/undo")
    page.keyboard.press("u")
    expect(chosen.locator(".phase-in_session").first).to_be_visible()
    expect(page.locator("[data-part=log] tbody tr").first).to_contain_text("Action undone")
    page.keyboard.press("r")
    release_answer(page, answers)
    expect(page.locator("[data-part=status]")).to_contain_text("Not possible now: Resume")


def test_keys_change_nothing_until_turned_on(consoles: Consoles) -> None:
    page = consoles.open("?session=se-03", has_keys=False)
    switch, chosen = page.get_by_role("switch", name="Keys"), page.locator("[data-part=chosen]")
    expect(switch).not_to_be_checked()
    page.keyboard.press("o")
    expect(page.locator("[data-part=status]")).to_contain_text("Keys are off, so nothing was changed.")
    expect(chosen.locator(".phase-scheduled").first).to_be_visible()
    switch.click()
    page.reload()
    expect(switch).to_be_checked()
    page.keyboard.press("o")
    expect(chosen.locator(".phase-in_session").first).to_be_visible()


def test_question_mark_lists_the_keys(consoles: Consoles) -> None:
    page = consoles.open("?session=se-03", has_keys=False)
    listed = page.get_by_role("dialog")
    page.keyboard.press("?")
    expect(listed).to_contain_text("Postpone")
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    person, languages = page.locator(".person-menu"), page.locator(".switcher")
    person.locator("summary").click()
    languages.locator("summary").click()
    expect(person).not_to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(languages).not_to_have_attribute("open", "")
    expect(languages.locator("summary")).to_be_focused()


def test_skip_link_leads_to_the_acts(consoles: Consoles) -> None:
    page = consoles.open("?session=debate-2", has_keys=False)
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#console-acts button:focus")).to_have_count(1)
    expect(page.locator("[data-part=chosen]")).to_have_attribute("data-session", "debate-2")


def test_enter_in_a_field_makes_no_other_act(consoles: Consoles) -> None:
    page = consoles.open("?session=group-photo")
    page.keyboard.press("d")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=status]")).to_contain_text("time")
    expect(page.locator("[data-part=chosen] .phase-scheduled").first).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#run-signing").click()
    search = page.get_by_role("searchbox", name="Type to find a State or party")
    search.fill("cote d")
    search.press("Enter")
    expect(page.locator("#party-CI button")).to_be_focused()
    page.wait_for_timeout(300)
    expect(page.locator(".party-signed li")).to_have_count(0)


@pytest.mark.parametrize("username", ["layla", "amelie"])
def test_console_fits_a_phone(consoles: Consoles, username: str) -> None:
    page = consoles.open("?session=signing&template=own", username=username)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_adjourning_asks_once_and_no_means_no(consoles: Consoles) -> None:
    page = consoles.open("?session=debate-1")
    chosen = page.locator("[data-part=chosen]")
    page.keyboard.press("o")
    expect(chosen.locator(".phase-in_session").first).to_be_visible()
    expect(page.locator("button[data-key=N]")).to_be_enabled()
    page.keyboard.press("n")
    expect(page.locator(".floor-now")).to_contain_text("Viet Nam")
    page.keyboard.press("a")
    dialog = page.locator("#confirm-adjourn")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("General debate, part 1")
    expect(dialog).to_contain_text("Speakers still waiting: 18")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("a")
    expect(dialog.get_by_role("button", name="Continue the session")).to_be_focused()
    expect(dialog).to_contain_text("Séance levée")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(chosen.locator(".phase-in_session").first).to_be_visible()
    answers = hold_answers(page, "**/preview")
    page.keyboard.press("a")
    adjourns = dialog.get_by_role("button", name="Adjourn the session")
    place = adjourns.bounding_box()
    release_answer(page, answers)
    expect(dialog).to_contain_text("Séance levée")
    assert adjourns.bounding_box() == place, "the button moves under the pointer when the words arrive"
    ask_again(page, "A")
    adjourns.click()
    expect(chosen.locator(".phase-adjourned").first).to_be_visible()


def test_delay_asks_for_its_time(consoles: Consoles) -> None:
    page = consoles.open("?session=rt-1")
    page.keyboard.press("d")
    expect(page.locator("#until")).to_be_focused()
    page.keyboard.type("99")
    page.locator("button[value=delay]").click(no_wait_after=True)
    expect(page.locator("#until[aria-invalid]")).to_be_visible()
    expect(page.locator("[data-part=chosen] .phase-scheduled").first).to_be_visible()
    page.locator("[data-plus='15']").click()
    expect(page.locator("#until")).to_have_value("14:45")
    outgoing = page.locator("#console-outgoing .outgoing-act")
    expect(outgoing).to_have_count(2)
    for words in ("new time", "nouvel horaire", "新时间", "14:45"):
        expect(outgoing.first).to_contain_text(words)
    page.locator("button[value=postpone]").click()
    expect(page.locator("dialog[open] .outgoing-act")).to_contain_text("Postponed")
    page.keyboard.press("Escape")
    page.locator("button[value=delay]").click()
    expect(page.locator("[data-part=chosen]")).to_contain_text("new time: 14:45")
    expect(page.locator("#until")).to_have_value("")
    expect(outgoing).to_have_count(0)


def test_form_changed_before_its_answer_is_sent_after_it(consoles: Consoles) -> None:
    page = consoles.open("?session=rt-1")
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if route.request.method == "POST" and not route.request.url.endswith("/preview") and not held:
            held.append(route)
        else:
            route.continue_()

    route_requests(page, "**/staff/console/**", hold_first)
    page.fill("#until", "99")
    delay = page.locator("button[value=delay]")
    with page.expect_request(lambda request: request.method == "POST" and "/preview" not in request.url):
        delay.click(no_wait_after=True)
    page.locator("[data-plus='15']").click()
    sent = page.input_value("#until")
    delay.click(no_wait_after=True)
    delay.click(no_wait_after=True)
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("[data-part=chosen]")).to_contain_text(f"new time: {sent}")
    expect(page.locator("#until")).to_have_value("")


def test_change_of_another_operator_shows_and_keeps_typing(consoles: Consoles) -> None:
    mine = consoles.open("?session=rt-2&template=own")
    theirs = consoles.open("?session=rt-2", username="layla")
    mine.fill("#text-en", "Half a sentence")
    theirs.keyboard.press("o")
    expect(mine.locator("[data-part=chosen] .phase-in_session").first).to_be_visible(timeout=3000)
    expect(mine.locator("#text-en")).to_have_value("Half a sentence")
    expect(mine.locator("#text-en")).to_be_focused()
    expect(mine.locator("[data-gate]")).to_be_disabled()
    expect(mine.locator("[data-missing]")).to_contain_text("Français")
    expect(mine.locator("[data-missing]")).not_to_contain_text("English")
    expect(mine.locator("[data-part=log] tbody tr").first).to_contain_text("Layla")


def page_requests(page: Page) -> list[str]:
    """Return the addresses of the console's page that are asked from now on, as a list that grows."""
    asked: list[str] = []
    paths = (HOME, f"{HOME}/parts/change", f"{HOME}/parts/screens")
    page.on("request", lambda request: asked.append(request.url) if urlsplit(request.url).path in paths else None)
    return asked


def test_pushed_change_shows_without_a_request_of_the_page(consoles: Consoles) -> None:
    mine = consoles.open("?session=debate-2", username="amelie")
    asked = page_requests(mine)
    theirs = consoles.open("?session=debate-2", username="layla")
    theirs.keyboard.press("o")
    expect(mine.locator("[data-part=chosen] .phase-in_session").first).to_be_visible(timeout=10_000)
    expect(mine.locator("#run-debate-2 .phase-in_session")).to_be_visible()
    expect(theirs.locator("button[data-key=N]")).to_be_enabled()
    theirs.keyboard.press("n")
    expect(mine.locator(".floor-now strong")).to_be_visible()
    sent, made = mine.evaluate(SERVER_AND_SCRIPT)
    assert sent == made
    assert asked == [mine.url]  # by the comparison
    expect(mine.locator("button[data-key=O]")).to_be_disabled()
    expect(mine.locator("[data-part=log] tbody tr").first).to_contain_text("Layla")
    assert len(asked) == 1


def test_pushed_announcement_shows_and_its_form_follows(consoles: Consoles) -> None:
    mine = consoles.open("?session=rt-3")
    theirs = consoles.open("?session=rt-3&template=doors-close", username="layla")
    theirs.fill("#parameter-time", "11:15")
    theirs.locator(".compose button[value=publish]").click()
    expect(mine.locator(".announced li")).to_contain_text(DOORS_CLOSE, timeout=10_000)
    mine.locator(".announced").get_by_role("button", name="Withdraw").click()
    expect(theirs.locator(".announced")).to_have_count(0, timeout=10_000)


def test_reconnected_console_catches_up(consoles: Consoles) -> None:
    mine = consoles.open("?session=se-02")
    theirs = consoles.open("?session=se-02", username="layla")
    asked = page_requests(mine)
    mine.context.set_offline(True)
    mine.evaluate("Math.random = () => 0.1")
    expect(mine.locator(".console-standing")).to_be_visible(timeout=8000)
    theirs.keyboard.press("o")
    expect(theirs.locator("[data-part=chosen] .phase-in_session").first).to_be_visible()
    mine.context.set_offline(False)
    expect(mine.locator("[data-part=chosen] .phase-in_session").first).to_be_visible()
    expect(mine.locator("[data-part=log] tbody tr").first).to_contain_text("Layla")
    expect(mine.locator("button[data-key=O]")).to_be_disabled()
    assert asked == []


def test_slower_operator_sees_a_conflict(consoles: Consoles) -> None:
    slow = consoles.open("?session=se-01", is_pushed=False)
    fast = consoles.open("?session=se-01", username="layla")
    fast.keyboard.press("o")
    expect(fast.locator("[data-part=chosen] .phase-in_session").first).to_be_visible()
    slow.keyboard.press("o")
    slow.evaluate("performance.now = ((now) => () => now() + 6000)(performance.now.bind(performance))")  # no parts come
    told = slow.locator("[data-part=status] [role=alert]")
    expect(told).to_contain_text("Another operator acted first; your action was not carried out.")
    expect(told).to_contain_text("by \u2068Layla\u2069 at \u206809:")


def test_signatory_is_found_without_diacritics(consoles: Consoles) -> None:
    page = consoles.open("?session=signing")
    answers = hold_answers(page, "**/staff/console/signatures")
    page.keyboard.press("g")
    expect(page.locator(".party-signed")).to_contain_text("Viet Nam")
    page.keyboard.press("/")
    page.keyboard.type("cote d")
    release_answer(page, answers)
    page.unroute("**/staff/console/signatures")
    expect(page.locator("#console-status .notice-undo")).to_be_visible()  # the answer leaves what was typed meanwhile
    waiting = page.locator(".party-list").first.locator("li:visible")
    expect(waiting).to_have_count(1)
    waiting.get_by_role("button").click()
    expect(page.locator(".party-signed li")).to_have_count(2)
    expect(page.locator("[data-filter=parties]")).to_have_value("")
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    expect(page.locator(".party-signed li")).to_have_count(1)


def test_announcement_is_previewed_published_and_ended(consoles: Consoles) -> None:
    page = consoles.open("?session=signing")
    page.locator("[data-choose] [value=doors-close]").click()
    expect(page.locator("#parameter-time")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".compose")).to_have_count(0)
    page.locator("[data-choose] [value=doors-close]").click()
    page.fill("#parameter-time", "11:15")
    page.locator("[data-preview]").click()
    expect(page.locator(".preview")).to_contain_text("11:15")
    expect(page.locator(".preview dd")).to_have_count(7)
    expect(page.locator("#parameter-time")).to_have_value("11:15")
    page.press("#parameter-time", "Control+Enter")
    expect(page.locator(".announced")).to_contain_text(DOORS_CLOSE)
    expect(page.locator(".compose")).to_have_count(0)
    page.locator(".announced").get_by_role("button", name="Withdraw").click()
    expect(page.locator("[data-part=announced]")).to_contain_text("No announcement is on the screens.")
    page.locator("[data-choose] [value=evacuate]").click()
    page.get_by_role("button", name="Publish").first.click()
    expect(page.locator("#confirm-urgent")).to_contain_text(
        "The announcement is shown full-screen immediately, on every screen of the chosen places."
    )
    page.keyboard.press("Escape")
    expect(page.locator("[data-part=announced]")).to_contain_text("No announcement is on the screens.")
    page.get_by_role("button", name="Another text").click()
    page.locator("[data-choose] [value=own]").click()
    page.fill("#text-en", "The Hanoi Convention is open for signature")
    page.fill("#text-fr", "La convention de la ville est ouverte à la signature")
    warnings = page.locator("#text-fr + .term-warnings")
    expect(warnings).to_contain_text("Convention de Hanoï")
    page.fill("#text-fr", "La Convention de Hanoï est ouverte à la signature")
    expect(warnings).to_be_empty()


def test_signed_out_operator_keeps_the_announcement(consoles: Consoles) -> None:
    """The login's cookie is gone when the form is sent (F2): it is in the console after signing in again."""
    page = consoles.open("?session=se-03&template=doors-close", has_keys=False)
    page.fill("#parameter-time", "11:15")
    page.locator(".compose-targets summary").click()
    page.locator(".compose-targets [name=rooms]").first.check()
    page.context.clear_cookies()
    page.press("#parameter-time", "Control+Enter")
    expect(page.locator(".notice-look")).to_contain_text("the form was not sent")
    page.fill("[name=username]", "operator")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("html.scripted")
    expect(page.locator(".unsent")).to_contain_text("What you entered is in the form")
    expect(page.locator("#parameter-time")).to_have_value("11:15")
    expect(page.locator(".compose-targets [name=rooms]").first).to_be_checked()
    assert urlsplit(page.url).path == HOME
    page.press("#parameter-time", "Control+Enter")
    expect(page.locator(".announced")).to_contain_text(DOORS_CLOSE)
    page.locator(".announced").get_by_role("button", name="Withdraw").click()
    expect(page.locator("[data-part=announced]")).to_contain_text("No announcement is on the screens.")


def test_console_shows_a_lost_connection(consoles: Consoles) -> None:
    page = consoles.open("?session=closing")
    page.wait_for_timeout(300)
    page.context.set_offline(True)
    expect(page.locator(".console-standing")).to_contain_text("No connection. Information as of 09:", timeout=8000)
    page.keyboard.press("o")
    expect(page.locator("[data-part=status]")).to_contain_text("The server did not answer.")
    page.context.set_offline(False)
    expect(page.locator(".console-standing")).to_be_hidden(timeout=15_000)


def test_three_fast_presses_record_three_signatures(consoles: Consoles) -> None:
    page = consoles.open("?session=signing")
    recorded = page.locator("[data-part=log] tbody tr").filter(has_text="Signature recorded")
    signed = page.locator("[data-number='signed'] strong")
    lines_before, signed_before = recorded.count(), int(signed.inner_text())
    for _ in range(3):
        page.keyboard.press("g")
    expect(recorded).to_have_count(lines_before + 3)
    expect(signed).to_have_text(str(signed_before + 3))
