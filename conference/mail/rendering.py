"""Rendering of letters in the recipient's language: plain text, and HTML with the same content.

A letter has the event's name and place, a greeting, the paragraphs of its body (`make_paragraphs`), its images, a
button with the link and the link's address written out, a closing, and the address for questions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from msgspec import Struct

from conference.event import Event, LetterText
from conference.event.logo import logo_of
from conference.languages import Text, language, pick
from conference.mail.letter_lines import Line, Paragraph, clean_lines, make_paragraphs, one_line
from conference.mail.letters import Attachment, Enclosure, Letter, LetterRequest, Outbox, content_id_of
from conference.mail.plain_text import RIGHT_TO_LEFT_MARK, wrap_line
from conference.texts.catalogues import Catalogues
from conference.transactions import Transaction

PARTS = ("subject", "body", "button")
"""Texts of a kind of letter: `letter.<kind>.<part>`. A kind without a link has no button."""


def letter_texts(kinds: Iterable[str], *, unlinked: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what follows `letter.` in the keys of kinds with and without a link, for `key_family`."""
    linked = [f"{kind}.{part}" for kind in kinds for part in PARTS]
    return (*linked, *(f"{kind}.{part}" for kind in unlinked for part in PARTS if part != "button"))


class LetterRenderer(Struct, frozen=True):
    """Renders the letters of one event."""

    event: Event
    catalogues: Catalogues

    def render(self, request: LetterRequest) -> Letter:
        """Return the letter. Raises KeyError for a kind without texts and for a placeholder without a value."""
        content, enclosure = self._make_content(request), request.enclosure
        images = [file for file in request.attachments if file.content_id]
        letter = Letter(
            kind=request.kind,
            about=request.about,
            once=request.once,
            address=request.address,
            name=one_line(request.name),
            language=request.language,
            subject=content.subject,
            text=_render_text(content),
            html=_render_html(content, images, self.event),
            not_before=request.not_before,
            confidential=request.confidential,
            attachments=request.attachments,
        )
        return self._add_enclosure(letter, request, enclosure, images) if enclosure else letter

    def _add_enclosure(
        self, letter: Letter, request: LetterRequest, enclosure: Enclosure, images: Sequence[Attachment]
    ) -> Letter:
        content = self._make_content(replace(request, values={**request.values, **enclosure.values}))
        image = Attachment(
            file_name="",
            content_type="",
            content=b"",
            content_id=content_id_of(enclosure.name, request.about),
            description=enclosure.description,
        )
        return replace(
            letter,
            encloses=enclosure.name,
            enclosing_text=_render_text(content),
            enclosing_html=_render_html(content, [*images, image], self.event),
        )

    def _make_content(self, request: LetterRequest) -> "_Content":
        code, name = request.language, one_line(request.name)
        own = {"event": self._pick_line(self.event.name, code), "name": name, **request.values}
        values = {key: clean_lines(value) for key, value in own.items()}
        place = {"venue": self._pick_line(self.event.venue, code), "city": self._pick_line(self.event.city, code)}
        greeting = "letter.greeting" if name else "letter.greeting_unnamed"
        return _Content(
            code=code,
            subject=_make_subject(self._find_pattern(request, "subject"), values),
            event=Line("{event}", {"event": own["event"]}),
            place=self._make_line(code, "letter.place", **place),
            contact=self._make_line(code, "letter.contact", address=self.event.applications.contact),
            greeting=Line(self.catalogues.pattern(code, greeting), {"name": name}),
            body=make_paragraphs(self._find_pattern(request, "body"), values, request.links),
            closing=self._make_line(code, "letter.closing"),
            link=request.link,
            button=self._find_pattern(request, "button") if request.link else "",
            link_below=self.catalogues.pattern(code, "letter.link_below"),
        )

    def _find_pattern(self, request: LetterRequest, part: str) -> str:
        """Return the event's text of a part, or else that of the catalogues."""
        own = next((texts for texts in self.event.letter_texts if texts.code == request.kind), LetterText(code="none"))
        texts = {"subject": (own.subject,), "body": own.body, "button": (own.button,)}[part]
        replaced = "\n\n".join(text[request.language] for text in texts if text and request.language in text)
        return replaced or self.catalogues.pattern(request.language, f"letter.{request.kind}.{part}")

    def _make_line(self, code: str, key: str, **values: str) -> Line:
        return Line(self.catalogues.pattern(code, key), values)

    def _pick_line(self, text: Text, code: str) -> str:
        return one_line(pick(text, code)[0])


class RenderedLetters(Struct, frozen=True):
    """`LetterWriter`: renders letters and adds them to an outbox."""

    renderer: LetterRenderer
    outbox: Outbox

    async def write(self, transaction: Transaction, request: LetterRequest) -> str | None:
        """Render the letter and add it to the outbox; return its id (see `LetterWriter`)."""
        return await self.outbox.add(transaction, self.renderer.render(request))


class _Content(Struct, frozen=True, kw_only=True):
    """What both forms of a letter say."""

    code: str
    subject: str
    event: Line
    place: Line
    contact: Line
    greeting: Line
    body: list[Paragraph]
    closing: Line
    link: str
    button: str
    link_below: str

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [(self.greeting,), *self.body]

    @property
    def ending(self) -> Paragraph:
        return (self.closing, self.event)


def _make_subject(pattern: str, values: dict[str, tuple[str, ...]]) -> str:
    joined = {name: " ".join(lines) for name, lines in values.items()}
    return one_line(str(Line(pattern, joined)))


def _render_text(content: _Content) -> str:
    mark = RIGHT_TO_LEFT_MARK if language(content.code).direction == "rtl" else ""
    linked = [(Line(content.button),)] if content.link else []
    before = [(content.event, content.place), *content.paragraphs, *linked]
    footer = _wrap_paragraph((content.event, content.place, content.contact), mark)
    parts = ["\n".join(_wrap_paragraph(paragraph, mark)) for paragraph in before]
    if content.link:
        parts[-1] += f"\n{content.link}"
    parts += ["\n".join(_wrap_paragraph(content.ending, mark)), "\n".join(["-- ", *footer])]
    return "\n\n".join(parts) + "\n"


def _wrap_paragraph(paragraph: Paragraph, mark: str) -> list[str]:
    """Return a paragraph as lines of text that begin with `mark`."""
    return [mark + wrapped for line in paragraph for wrapped in wrap_line(str(line))]


LOGO_ID = "event-logo@letters"
"""Content id of the event's logo, which is added to a letter when it is sent."""

ACCENT = "#0b4f8a"
"""Accent of letters of an event without a colour."""

_LOGO_HEIGHT = 56
"""Pixels of the logo's height in a letter."""


class _ShownLogo(Struct, frozen=True):
    width: int
    height: int


def _show_logo(event: Event) -> _ShownLogo | None:
    logo = logo_of(event.folder, event.look.logo)
    if logo is None:
        return None
    height = min(_LOGO_HEIGHT, logo.height)
    return _ShownLogo(round(logo.width * height / logo.height), height)


def logo_attachment(event: Event) -> Attachment | None:
    """Return the event's logo as an image of letters, or None without one."""
    logo = logo_of(event.folder, event.look.logo)
    if logo is None:
        return None
    return Attachment(file_name="logo.png", content_type="image/png", content=logo.content, content_id=LOGO_ID)


def _render_html(content: _Content, images: Sequence[Attachment], event: Event) -> str:
    return _load_template().render(
        language=language(content.code),
        accent=event.look.colour or ACCENT,
        logo=_show_logo(event),
        logo_id=LOGO_ID,
        images=images,
        **{name: getattr(content, name) for name in _SHOWN},
    )


_SHOWN = ("subject", "event", "place", "contact", "paragraphs", "link", "button", "link_below", "ending")


@cache
def _load_template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("letter.html")
