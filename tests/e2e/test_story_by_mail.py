"""One story in a real browser with a real mail server: a journalist goes from draft to approval by letters alone."""

import io
import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.e2e.people import PHONE, SCREEN, browser, page_of, photo_file, signed_in
from tests.support.live import LiveServer
from tests.support.live_mail import LiveMail, link_in
from tests.support.qr import read_qr

ADDRESS = "amelie@radio-rivage.example"
NATIVE_NAME = "Amélie Saint-Cyr"


def begin_on_phone(chromium: Browser, server: LiveServer) -> None:
    """Type a name, save the form, and have its link sent."""
    phone = page_of(chromium, server, size=PHONE, locale="fr")
    phone.goto("/fr/apply")
    phone.fill("[name=native_name]", NATIVE_NAME)
    phone.click("button[name=save]")
    phone.wait_for_url(re.compile(r"/fr/apply/drafts/[\w-]{20,}/saved$"))
    phone.fill("[name=email]", ADDRESS)
    with phone.expect_navigation():
        phone.locator("form[action$='/saved'] button").click()
    expect(phone.get_by_role("status")).to_be_visible()
    phone.context.close()


def finish_on_desk(chromium: Browser, server: LiveServer, link: str, photo: Path) -> None:
    """Open the link of the draft on another device, complete the form and submit it."""
    desk = page_of(chromium, server, size=SCREEN, locale="fr")
    desk.goto(link)
    expect(desk.locator("[name=native_name]")).to_have_value(NATIVE_NAME)
    desk.fill("[name=family_name]", "SAINT CYR")
    desk.fill("[name=given_name]", "AMELIE")
    desk.select_option("[name=country]", "FR")
    desk.fill("[name=outlet]", "Radio Rivage")
    desk.select_option("[name=function]", "reporter")
    desk.check("[name=category][value=general]")
    desk.set_input_files("[name=photo]", photo)
    desk.fill("[name=email]", ADDRESS)
    desk.fill("[name=phone]", "+33 1 70 00 00 00")
    desk.check("[name=consent]")
    desk.click("[data-send]")
    desk.wait_for_url(re.compile(r"/fr/applications/[\w-]{20,}$"))
    desk.context.close()


def file_of(chromium: Browser, server: LiveServer, agency: str) -> Page:
    officer = signed_in(chromium, server, agency)
    officer.goto(f"/staff/vetting/{agency}?q=SAINT")
    expect(officer.locator("#one-name")).to_have_text(NATIVE_NAME)
    return officer


def ask_for_phone(chromium: Browser, server: LiveServer) -> None:
    officer = file_of(chromium, server, "accreditation")
    officer.click("details[data-key=I] summary")
    form = officer.locator("details[data-key=I] form")
    form.locator("[name=field_phone]").check()
    form.locator("[name=message]").fill("Votre numéro au Viet Nam, s’il vous plaît.")
    with officer.expect_navigation():
        form.locator("button").click()
    officer.context.close()


def answer_question(chromium: Browser, server: LiveServer, link: str) -> None:
    """Open the link of the question; only the telephone number can be changed."""
    phone = page_of(chromium, server, size=PHONE, locale="fr")
    phone.goto(link)
    expect(phone.get_by_text("Votre numéro au Viet Nam")).to_be_visible()
    expect(phone.locator("input[name=family_name]:not([type=hidden])")).to_have_count(0)
    phone.fill("[name=phone]", "+84 24 3825 0000")
    phone.click("[data-send]")
    phone.wait_for_url(re.compile(r"/fr/applications/[\w-]{20,}$"))
    phone.context.close()


def approve(chromium: Browser, server: LiveServer, agency: str) -> None:
    officer = file_of(chromium, server, agency)
    with officer.expect_navigation():
        officer.keyboard.press("a")
    officer.context.close()


def pass_in(letter: EmailMessage) -> str:
    """Return the code of the collection pass in a letter, which its HTML shows, and its text names as a file."""
    html, text = letter.get_body(("html",)), letter.get_body(("plain",))
    assert html is not None
    assert text is not None
    picture, document = list(letter.walk())[-2:]
    assert f'src="cid:{picture["Content-ID"][1:-1]}"' in html.get_content()
    assert str(document.get_filename()) in text.get_content()
    assert document.get_content().startswith(b"%PDF-")
    [token] = read_qr(Image.open(io.BytesIO(picture.get_content())))
    return token


def pass_on_page(page: Page) -> str:
    """Return the code of the picture that the applicant's page offers."""
    answer = page.request.get(f"{page.url}/pass.png")
    [token] = read_qr(Image.open(io.BytesIO(answer.body())))
    return token


def test_journalist_goes_from_draft_to_approval_by_letters(
    server: LiveServer, mail: LiveMail, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with browser() as chromium:
        begin_on_phone(chromium, server)
        [draft] = mail.wait_for(ADDRESS, 1)
        finish_on_desk(chromium, server, link_in(draft), photo_file(tmp_path))
        mail.wait_for(ADDRESS, 2)
        ask_for_phone(chromium, server)
        question = mail.wait_for(ADDRESS, 3)[-1]
        answer_question(chromium, server, link_in(question))
        approve(chromium, server, "accreditation")
        approve(chromium, server, "security")
        letters = mail.wait_for(ADDRESS, 4)
        journalist = page_of(chromium, server, size=PHONE, locale="fr")
        token = pass_in(letters[-1])
        journalist.goto(link_in(letters[-1]))
        while not journalist.locator(".pass-code").count():  # the badge is issued after the approval
            journalist.reload()
        assert pass_on_page(journalist) == token
    assert {str(letter["Content-Language"]) for letter in letters} == {"fr"}
    with capsys.disabled():
        print("\nletters:", "; ".join(str(letter["Subject"]) for letter in letters))
