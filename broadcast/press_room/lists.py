"""Lists for the press as JSON and CSV: signatories, and the texts of statements that are public."""

from datetime import datetime

from aiohttp import web
from msgspec import Struct

from broadcast.board.domain.board import TALLY
from broadcast.board.domain.signing import Tally
from broadcast.board.domain.speakers import Speaker
from broadcast.press_room.files import FOLDER, answer_csv, answer_json
from broadcast.record.entries import Record
from broadcast.record.requests import read_record
from broadcast.statements.actions import SessionTexts, list_delivered
from broadcast.statements.domain import Media, delivered_speakers
from broadcast.statements.web import statement_services_of
from conference.descriptions import Description, describes
from conference.languages import pick
from conference.texts.countries import countries
from conference.web import language_of, site_of


class PressSignatory(Struct, frozen=True, kw_only=True):
    """A signatory, in the order of signature. `source` and `as_of` are those of the count on the board."""

    place: int
    country: str
    name: str
    signed_at: datetime
    source: str
    as_of: datetime


class PressSignatories(Struct, frozen=True, kw_only=True):
    """The signatories."""

    signatories: list[PressSignatory]


class PressText(Struct, frozen=True, kw_only=True):
    """The text of a statement whose speaker has had the floor: the address and the size of its file."""

    session: str
    session_title: str
    name: str
    role: str
    address: str
    format: Media
    bytes: int


class PressTexts(Struct, frozen=True, kw_only=True):
    """The texts of statements that are public, by session."""

    statements: list[PressText]


def routes() -> list[web.RouteDef]:
    """Return the routes of the lists."""
    return [
        web.get(f"{FOLDER}/signatories.json", send_signatories_json),
        web.get(f"{FOLDER}/signatories.csv", send_signatories_csv),
        web.get(f"{FOLDER}/statements.json", send_statements_json),
        web.get(f"{FOLDER}/statements.csv", send_statements_csv),
    ]


@describes(Description(answer=PressSignatories))
async def send_signatories_json(request: web.Request) -> web.Response:
    """Send the signatories, each with the source and the time of the count."""
    record = await read_record(request)
    return await answer_json(
        request, record.revision, lambda: PressSignatories(signatories=_list_signatories(request, record))
    )


async def send_signatories_csv(request: web.Request) -> web.Response:
    """Send the signatories as CSV with the fields of `PressSignatory`."""
    record = await read_record(request)
    return await answer_csv(request, record.revision, PressSignatory, lambda: _list_signatories(request, record))


@describes(Description(answer=PressTexts))
async def send_statements_json(request: web.Request) -> web.Response:
    """Send where the texts of statements are that are public; a text under embargo is not listed."""
    rows = await _list_statements(request)
    return await answer_json(request, rows, lambda: PressTexts(statements=rows))


async def send_statements_csv(request: web.Request) -> web.Response:
    """Send where the public texts of statements are as CSV with the fields of `PressText`."""
    rows = await _list_statements(request)
    return await answer_csv(request, rows, PressText, lambda: rows)


def _list_signatories(request: web.Request, record: Record) -> list[PressSignatory]:
    code, tally, names = language_of(request), record.board.get(TALLY), countries()
    if not isinstance(tally, Tally):
        return []
    return [
        PressSignatory(
            place=place,
            country=one.country,
            name=pick(names[one.country].name, code)[0],
            signed_at=one.at,
            source=pick(tally.source, code)[0],
            as_of=tally.as_of,
        )
        for place, one in enumerate(tally.signatures, 1)
    ]


async def _list_statements(request: web.Request) -> list[PressText]:
    delivered = await list_delivered(statement_services_of(request))
    return [
        _make_statement(request, texts, one)
        for texts in delivered
        for one in delivered_speakers(texts.speakers)
        if one.id in texts.statements
    ]


def _make_statement(request: web.Request, texts: SessionTexts, speaker: Speaker) -> PressText:
    code, statement = language_of(request), texts.statements[speaker.id]
    return PressText(
        session=texts.session.id,
        session_title=pick(texts.session.title, code)[0],
        name=pick(speaker.name, code)[0],
        role=pick(speaker.role, code)[0] if any(speaker.role.values()) else "",
        address=f"{site_of(request).public_url.rstrip('/')}/{code}/statements/{texts.session.id}/{speaker.id}",
        format=statement.media,
        bytes=statement.size,
    )
