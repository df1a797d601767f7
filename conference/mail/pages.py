"""Pages of the outbox: letters by state, one letter with its preview, acts, and letters to be printed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct
from msgspec.structs import replace

from conference.errors import NotFoundError
from conference.languages import language
from conference.mail.enclosures import MakeEnclosure, data_address, inline_images, no_enclosure, try_enclosure
from conference.mail.outbox_acts import OutboxServices, act_on_letters
from conference.mail.outbox_list import (
    LetterRow,
    LetterView,
    OutboxSearch,
    find_letter,
    find_problems,
    list_letters,
    list_printable,
    list_resendable,
    list_state,
)
from conference.mail.outcomes import Reason
from conference.mail.states import PROBLEM_STATES, STATES_OF_ACTS, LetterAct, LetterState
from conference.mail.statistics import count_letters
from conference.texts.catalogues import key_family
from conference.web import (
    Identifier,
    ListQuery,
    Pager,
    form_on,
    query_address,
    read_form,
    read_query,
    record_list_read,
    render,
    require,
)
from conference.web.context import staff_of
from conference.web.lists import offset_of
from conference.web.middlewares import CSP

PATH = "/staff/letters/outbox"
LETTER_PATH = f"{PATH}/{{letter}}"
PRINT_PATH = "/staff/letters/print"
AGAIN_PATH = "/staff/letters/again"
PAGE_ROWS = 50
SENT_AGAIN_AT_ONCE = 500
PRINTED_AT_ONCE = 50

STATES = key_family("outbox.state.", (state.value for state in LetterState))
REASONS = key_family(
    "outbox.reason.", (reason.value for reason in Reason if reason not in (Reason.ACCEPTED, Reason.ANSWERED))
)
ENCLOSURES = key_family("outbox.encloses.", ("collection_pass",))
ACTS = key_family("outbox.act.", ("send_again", "release", "cancel"))
ERRORS = key_family("error.", ("letter.unknown", "mail.changed"))
DONE = key_family("outbox.done.", ("send_again", "release", "cancel", "print"))

_PREVIEW_HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
}
"""Headers of a letter's HTML: it runs no script, loads nothing and is shown in our own page alone."""


class OutboxPages(Struct, frozen=True):
    """What the pages need. `can_send`: there is a mail server. Previews and prints show what a letter encloses."""

    services: OutboxServices
    can_send: bool
    make_enclosure: MakeEnclosure = no_enclosure


OUTBOX_PAGES: web.AppKey[OutboxPages] = web.AppKey("outbox_pages", OutboxPages)


class OutboxQuery(ListQuery, frozen=True, kw_only=True):
    """Query of the list: words (`q`), what letters are about, state, page, and the act just done."""

    about: Identifier = ""
    state: LetterState | None = None
    done: Identifier = ""
    count: int = 0


class AgainForm(Struct, frozen=True, kw_only=True):
    """Letters to be sent again: those chosen, or all of a state. `confirmed`: the officer has seen how many."""

    letter: Annotated[tuple[Identifier, ...], Meta(max_length=SENT_AGAIN_AT_ONCE)] = ()
    state: LetterState | None = None
    confirmed: bool = False


class LetterActForm(Struct, frozen=True, kw_only=True):
    """An act on one letter."""

    do: LetterAct


class PrintedForm(Struct, frozen=True, kw_only=True):
    """Letters that came out of the printer."""

    letter: tuple[Identifier, ...] = ()


def routes(*permissions: str) -> list[web.RouteDef]:
    """Return the routes of the pages, for staff with one of these permissions."""
    allow = require(*permissions)
    return [
        web.get(PATH, allow(show_outbox)),
        web.get(LETTER_PATH, allow(show_letter)),
        web.post(LETTER_PATH, form_on(LETTER_PATH, LetterActForm)(allow(take_act))),
        web.get(f"{LETTER_PATH}/preview", allow(show_preview)),
        web.post(AGAIN_PATH, form_on(PATH, AgainForm)(allow(send_again))),
        web.get(PRINT_PATH, allow(show_print)),
        web.post(PRINT_PATH, form_on(PRINT_PATH, PrintedForm)(allow(take_printed))),
    ]


async def show_outbox(request: web.Request) -> web.Response:
    """`GET /staff/letters/outbox`."""
    query, pages = read_query(request, OutboxQuery), request.config_dict[OUTBOX_PAGES]
    search = OutboxSearch(words=query.words, about=query.about, state=query.state)
    async with pages.services.transactions.read() as transaction:
        counts = await count_letters(transaction, pages.services.clock.now())
        rows, total = await list_letters(transaction, search, limit=PAGE_ROWS, offset=offset_of(query.page, PAGE_ROWS))
    first_page = replace(query, page=1, done="", count=0)
    shown = [row.about or row.id for row in rows]
    await record_list_read(request, "letters", shown, typed=query.words, filter=query.state or "")
    return render(
        request,
        "outbox.html",
        query=query,
        letters=rows,
        pager=Pager(query.page, PAGE_ROWS, total),
        counts=counts.by_state,
        states=STATES,
        can_send=pages.can_send,
        done=DONE.get(query.done),
        path=PATH,
        print_path=PRINT_PATH,
        again_path=AGAIN_PATH,
        resendable={row.id for row in rows if row.state in PROBLEM_STATES and row.has_text},
        problem_states=PROBLEM_STATES,
        state_address=lambda state: query_address(PATH, replace(first_page, state=state)),
        about_address=lambda about: query_address(PATH, OutboxQuery(about=about)),
        page_address=lambda page: query_address(PATH, replace(first_page, page=page)),
        is_filtered=first_page != OutboxQuery(),
    )


async def send_again(request: web.Request) -> web.Response:
    """`POST /staff/letters/again` with the fields of `AgainForm`: say how many letters these are, then send them."""
    form, services = await read_form(request, AgainForm), request.config_dict[OUTBOX_PAGES].services
    async with services.transactions.read() as transaction:
        chosen = form.letter
        if form.state is not None and not form.confirmed:
            chosen = tuple(await list_state(transaction, form.state, limit=SENT_AGAIN_AT_ONCE))
        letter_ids = await list_resendable(transaction, chosen)
    if form.confirmed:
        sent = await act_on_letters(services, LetterAct.SEND_AGAIN, letter_ids, actor=staff_of(request).id)
        raise web.HTTPSeeOther(query_address(PATH, OutboxQuery(done="again", count=len(sent))))
    return render(request, "letters_again.html", letter_ids=letter_ids, path=PATH, again_path=AGAIN_PATH)


async def show_letter(request: web.Request) -> web.Response:
    """`GET /staff/letters/outbox/{letter}`."""
    letter, pages = await _find_letter(request), request.config_dict[OUTBOX_PAGES]
    await record_list_read(request, "letters", [letter.row.about or letter.row.id])
    page = render(
        request,
        "letter.html",
        letter=letter.row,
        text="" if letter.row.confidential else letter.text,
        has_preview=bool(letter.html) and not letter.row.confidential,
        files=letter.files,
        enclosure=ENCLOSURES.get(letter.row.encloses),
        letter_language=language(letter.row.language),
        states=STATES,
        reason=REASONS.get(letter.row.reason),
        acts=_allowed_acts(letter.row, pages.services.clock.now()),
        can_send=pages.can_send,
        done=DONE.get(read_query(request, OutboxQuery).done),
        path=PATH,
        about_address=query_address(PATH, OutboxQuery(about=letter.row.about)),
    )
    page.headers["Content-Security-Policy"] = f"{CSP}; frame-src 'self'"
    return page


def _allowed_acts(letter: LetterRow, now: datetime) -> Mapping[str, str]:
    """Return the acts that a letter allows, with the keys of their texts. One without a text is not sent again.

    A letter that waits for its time is not sent before.
    """
    is_scheduled = letter.attempts == 0 and letter.due_at > now
    needs_text = (LetterAct.SEND_AGAIN, LetterAct.RELEASE)
    return {
        act: ACTS[act]
        for act in (LetterAct.SEND_AGAIN, LetterAct.RELEASE, LetterAct.CANCEL)
        if letter.state in STATES_OF_ACTS[act]
        and (letter.has_text or act not in needs_text)
        and not (is_scheduled and act is LetterAct.RELEASE)
    }


async def take_act(request: web.Request) -> web.Response:
    """`POST /staff/letters/outbox/{letter}` with the field of `LetterActForm`."""
    form, services = await read_form(request, LetterActForm), request.config_dict[OUTBOX_PAGES].services
    letter = await _find_letter(request)
    await act_on_letters(services, form.do, [letter.row.id], actor=staff_of(request).id)
    raise web.HTTPSeeOther(query_address(f"{PATH}/{letter.row.id}", OutboxQuery(done=form.do.value)))


async def show_preview(request: web.Request) -> web.Response:
    """`GET /staff/letters/outbox/{letter}/preview`: the HTML of a letter, for a frame of the page."""
    letter = await _find_letter(request)
    if letter.row.confidential or not letter.html:
        raise NotFoundError("letter.unknown")
    letter = await _add_enclosure(request.config_dict[OUTBOX_PAGES], letter)
    html = inline_images(letter.html, letter.files)
    return web.Response(text=html, content_type="text/html", charset="utf-8", headers=_PREVIEW_HEADERS)


async def show_print(request: web.Request) -> web.Response:
    """`GET /staff/letters/print`: letters that are due, each on a page of its own."""
    pages = request.config_dict[OUTBOX_PAGES]
    async with pages.services.transactions.read() as transaction:
        letters = await list_printable(transaction, pages.services.clock.now(), limit=PRINTED_AT_ONCE)
    await record_list_read(request, "letters", [one.row.about or one.row.id for one in letters])
    enclosing = [await _add_enclosure(pages, letter) for letter in letters]
    return render(
        request,
        "letters_print.html",
        letters=[(letter, language(letter.row.language)) for letter in enclosing],
        data_address=data_address,
        path=PATH,
        print_path=PRINT_PATH,
    )


async def _add_enclosure(pages: OutboxPages, letter: LetterView) -> LetterView:
    """Return a letter as it would be sent now; without its enclosure if that cannot be made."""
    row = letter.row
    if not row.encloses:
        return letter
    files = await try_enclosure(pages.make_enclosure, row.encloses, row.about, row.language)
    return letter.with_enclosure(files) if files else letter


async def take_printed(request: web.Request) -> web.Response:
    """`POST /staff/letters/print` with the fields of `PrintedForm`."""
    form, services = await read_form(request, PrintedForm), request.config_dict[OUTBOX_PAGES].services
    await act_on_letters(services, LetterAct.PRINT, form.letter, actor=staff_of(request).id)
    raise web.HTTPSeeOther(query_address(PATH, OutboxQuery(done="print")))


async def _find_letter(request: web.Request) -> LetterView:
    services = request.config_dict[OUTBOX_PAGES].services
    async with services.transactions.read() as transaction:
        letter = await find_letter(transaction, request.match_info["letter"])
    if letter is None:
        raise NotFoundError("letter.unknown")
    return letter


async def problems_of(request: web.Request, about: str) -> Sequence[LetterRow]:
    """Return the letters about something that may not have arrived, newest first, for the page that shows it."""
    async with request.config_dict[OUTBOX_PAGES].services.transactions.read() as transaction:
        return (await find_problems(transaction, [about])).get(about, ())
