"""Rendering of letters: languages, directions, hostile values, the same content in both forms."""

import re
from dataclasses import replace
from email.message import EmailMessage
from html import unescape

import pytest

from conference.bus import Bus
from conference.event import Event
from conference.languages import LANGUAGES, language
from conference.mail.letters import Attachment, Enclosure, LetterRequest
from conference.mail.plain_text import LINE_WIDTH
from conference.mail.rendering import LetterRenderer, RenderedLetters, letter_texts
from conference.storage.engine import Database
from conference.storage.transactions import Transactions
from conference.texts.isolates import isolate
from tests.support.memory_outbox import MemoryOutbox, SampleCatalogues

LINK = "https://press.example.org/en/applications/4Zp-q_1?a=1&b=2"
TEXTS = {
    "letter.sample.told.subject": "Your request {reference}, {name}",
    "letter.sample.told.body": "We have received your request {reference}.\n\n{message}\n\nLook at the page.",
    "letter.sample.told.button": "Open the page",
}
REQUEST = LetterRequest(
    kind="sample.told",
    about="app_1",
    once="app_1:1",
    address="anna@example.org",
    name="Anna Ferreira",
    language="en",
    values={"reference": "APP-0001", "message": "First line.\nSecond line."},
    link=LINK,
)


@pytest.fixture
def renderer(event: Event) -> LetterRenderer:
    return LetterRenderer(event, SampleCatalogues(TEXTS))


def readable(html: str) -> str:
    """Return the words of an HTML letter, without its head."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.partition("<body")[2].partition(">")[2])).split())


def plain_words(text: str) -> str:
    return " ".join(re.sub("[\u200f\u2066-\u2069]", "", text).split())


@pytest.mark.parametrize("code", LANGUAGES)
def test_letter_has_language_and_direction_of_its_reader(renderer: LetterRenderer, code: str) -> None:
    letter = renderer.render(replace(REQUEST, language=code))
    attributes = f'lang="{language(code).tag}" dir="{language(code).direction}"'
    assert f"<html {attributes}>" in letter.html
    assert f"<div {attributes} " in letter.html
    assert letter.language == code


@pytest.mark.parametrize("code", LANGUAGES)
def test_both_forms_have_event_place_contact_and_body(renderer: LetterRenderer, event: Event, code: str) -> None:
    letter = renderer.render(replace(REQUEST, language=code))
    text, html = plain_words(letter.text), readable(letter.html)
    contents = (event.name[code], event.venue[code], event.city[code], event.applications.contact, "Anna Ferreira")
    for content in (*contents, "APP-0001", "First line.", "Second line.", "Look at the page.", "Open the page", LINK):
        assert content.replace(" ", "") in text.replace(" ", "")
        assert content in html.replace(" ,", ",")
    assert text.count(event.applications.contact) == 1


def test_lines_of_text_are_short_and_the_link_has_its_own(renderer: LetterRenderer) -> None:
    long = replace(REQUEST, values={"reference": "APP-0001", "message": "word " * 60})
    lines = renderer.render(long).text.splitlines()
    assert LINK in lines
    assert max(len(line) for line in lines if line != LINK) <= LINE_WIDTH + 2


def test_values_are_isolated(renderer: LetterRenderer) -> None:
    letter = renderer.render(replace(REQUEST, language="ar", name="Anna Ferreira"))
    assert isolate("Anna Ferreira") in letter.text
    assert "<bdi>Anna Ferreira</bdi>" in letter.html
    assert isolate("APP-0001") in letter.subject


def test_hostile_name_adds_no_header_and_no_markup(renderer: LetterRenderer) -> None:
    name = "Anna\r\nBcc: all@example.org\n\n<img src=x onerror=alert(1)>\u202e"
    letter = renderer.render(replace(REQUEST, name=name))
    message = EmailMessage()
    message["Subject"], message["To"] = letter.subject, f'"{letter.name}" <anna@example.org>'
    assert message["Bcc"] is None
    assert len(letter.subject.splitlines()) == 1
    assert "<img" not in letter.html
    assert "&lt;img src=x onerror=alert(1)&gt;" in letter.html
    assert "\u202e" not in letter.html + letter.text + letter.subject


def test_quotes_of_a_link_stay_in_its_attribute(renderer: LetterRenderer) -> None:
    letter = renderer.render(replace(REQUEST, link='https://example.org/"onmouseover="x'))
    assert '"onmouseover=' not in letter.html


def test_html_loads_nothing_and_has_no_script(renderer: LetterRenderer) -> None:
    html = renderer.render(REQUEST).html
    assert not re.search(r"<(script|link|iframe|form|video|audio)\b", html)
    assert not re.search(r"url\(|@import|\bsrc=", html)
    assert html.count("https://press.example.org") == 3


def test_image_is_shown_from_the_letter_itself(renderer: LetterRenderer) -> None:
    image = Attachment(file_name="pass.png", content_type="image/png", content=b"x", content_id="pass")
    other = Attachment(file_name="rules.pdf", content_type="application/pdf", content=b"x")
    letter = renderer.render(replace(REQUEST, attachments=(image, other)))
    assert re.findall(r'src="([^"]+)"', letter.html) == ["cid:pass"]
    assert letter.attachments == (image, other)


def test_letter_without_link_has_no_button(event: Event) -> None:
    texts = {key: text for key, text in TEXTS.items() if not key.endswith("button")}
    letter = LetterRenderer(event, SampleCatalogues(texts)).render(replace(REQUEST, link=""))
    assert "<a " not in letter.html
    assert "Open the page" not in letter.text


@pytest.mark.parametrize("code", LANGUAGES)
def test_letter_without_name_greets_all_the_same(renderer: LetterRenderer, code: str) -> None:
    letter = renderer.render(replace(REQUEST, language=code, name=""))
    greeting = renderer.catalogues.text(code, "letter.greeting_unnamed")
    assert greeting in letter.text
    assert greeting in letter.html


def test_arabic_lines_of_text_begin_with_their_direction(renderer: LetterRenderer) -> None:
    lines = renderer.render(replace(REQUEST, language="ar")).text.splitlines()
    assert all(line.startswith("\u200f") for line in lines if line and line not in (LINK, "-- "))


def test_texts_of_kinds_are_declared() -> None:
    assert letter_texts(["a.b"], unlinked=["c.d"]) == (
        "a.b.subject",
        "a.b.body",
        "a.b.button",
        "c.d.subject",
        "c.d.body",
    )


async def test_written_letter_is_in_the_outbox_once(renderer: LetterRenderer, sqlite_database: Database) -> None:
    transactions, outbox = Transactions(sqlite_database, Bus()), MemoryOutbox()
    letters = RenderedLetters(renderer, outbox)
    async with transactions.write() as transaction:
        assert await letters.write(transaction, REQUEST) == "let_1"
        assert await letters.write(transaction, REQUEST) is None
    assert [letter.subject for letter in outbox.letters] == [renderer.render(REQUEST).subject]


def test_letter_with_an_enclosure_has_both_texts(renderer: LetterRenderer) -> None:
    placeholder = "message"
    enclosure = Enclosure(name="map", description='A "map"', values={placeholder: "ENCLOSED"})
    letter = renderer.render(replace(REQUEST, enclosure=enclosure))
    plain = renderer.render(REQUEST)
    assert (letter.text, letter.html, letter.encloses) == (plain.text, plain.html, "map")
    assert "ENCLOSED" in letter.enclosing_text
    assert f'src="cid:map.{REQUEST.about}@letter" alt="A &#34;map&#34;"' in letter.enclosing_html
    assert (plain.encloses, plain.enclosing_text, plain.enclosing_html) == ("", "", "")


def test_lines_that_are_links_are_links_in_both_forms(renderer: LetterRenderer) -> None:
    links = {"7K3M-9QTX": "https://press.example.org/1?a=1&b=2", "<b>": "https://press.example.org/2"}
    values = {**REQUEST.values, "message": "\n".join([*links, "no link"])}
    letter = renderer.render(replace(REQUEST, values=values, links=links))
    anchors = re.findall(r'<a class="address outlined" href="([^"]*)"[^>]*><bdi>(.*?)</bdi></a>', letter.html)
    assert anchors == [
        ("https://press.example.org/1?a=1&amp;b=2", "7K3M-9QTX"),
        ("https://press.example.org/2", "&lt;b&gt;"),
    ]
    for text, address in links.items():
        assert f"{isolate(text)} · {address}" in letter.text


@pytest.mark.parametrize("name", ["sheet", "card", "quiet", "address", "button", "outlined", "foot"])
def test_letter_has_colours_for_a_dark_screen(renderer: LetterRenderer, name: str) -> None:
    html = renderer.render(REQUEST).html
    assert '<meta name="color-scheme" content="light dark">' in html
    dark = html.partition("@media (prefers-color-scheme: dark)")[2].partition("</style>")[0]
    assert f".{name} {{" in dark
