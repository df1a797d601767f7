"""Texts of statements in the API: what was handed in, and the links by which texts come and are read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from aiohttp import web
from msgspec import Struct

from broadcast.board.roles import OPERATE_BOARD
from broadcast.statements.actions import SessionTexts, make_link, read_texts, revoke_link
from broadcast.statements.domain import Media, Purpose, is_delivered
from broadcast.statements.web import link_address, statement_services_of
from conference.api.answers import ROOT, CodeIn, describe_act, describe_read
from conference.api.guard import require_token
from conference.descriptions import describes
from conference.web import json_response, read_json, staff_of

STATEMENTS = f"{ROOT}/sessions/{{session}}/statements"


class StatementOut(Struct, frozen=True, kw_only=True):
    """The text of a speaker: format and size in bytes (null before it is handed in), reads by interpreters.

    `is_public`: the speaker has had the floor. `is_announced`: the delegation agreed that the press learns of the text
    before. `has_link`: the delegation has a link that is not revoked.
    """

    speaker: str
    name: Mapping[str, str]
    media: Media | None
    size: int | None
    received_at: datetime | None
    reads: int
    is_public: bool
    is_announced: bool
    has_link: bool


class StatementsOut(Struct, frozen=True, kw_only=True):
    """The texts of a session in the order of its speakers, and whether its interpreters have a link."""

    statements: list[StatementOut]
    has_interpreters_link: bool


class StatementLinkIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The speaker whose delegation gets a link ("": the interpreters of the session), and the language of its page."""

    speaker: CodeIn = ""
    language: Literal["ar", "zh", "en", "fr", "ru", "es", "vi"] = "en"


class StatementLinkOut(Struct, frozen=True, kw_only=True):
    """The address of a link, which is given this once."""

    address: str


@describes(describe_read(StatementsOut, refusals=(404,)))
@require_token(OPERATE_BOARD)
async def list_statements(request: web.Request) -> web.Response:
    """List the speakers of a session with the texts that were handed in."""
    return await _answer_texts(request)


@describes(describe_act(StatementLinkOut, StatementLinkIn))
@require_token(OPERATE_BOARD)
async def add_link(request: web.Request) -> web.Response:
    """Make a link in place of an earlier one."""
    body = await read_json(request, StatementLinkIn)
    services, session_id = statement_services_of(request), request.match_info["session"]
    purpose = _purpose_of(body)
    secret = await make_link(services, session_id, body.speaker, purpose=purpose, operator=staff_of(request))
    return json_response(StatementLinkOut(address=link_address(request, purpose, secret, body.language)))


@describes(describe_act(StatementsOut, StatementLinkIn))
@require_token(OPERATE_BOARD)
async def end_link(request: web.Request) -> web.Response:
    """Revoke a link."""
    body = await read_json(request, StatementLinkIn)
    services, session_id = statement_services_of(request), request.match_info["session"]
    await revoke_link(services, session_id, body.speaker, purpose=_purpose_of(body), operator=staff_of(request))
    return await _answer_texts(request)


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(STATEMENTS, list_statements),
        web.post(f"{STATEMENTS}/links", add_link),
        web.post(f"{STATEMENTS}/links/revocation", end_link),
    ]


def _purpose_of(body: StatementLinkIn) -> Purpose:
    return Purpose.HAND_IN if body.speaker else Purpose.INTERPRET


async def _answer_texts(request: web.Request) -> web.Response:
    texts = await read_texts(statement_services_of(request), request.match_info["session"])
    linked = {one.speaker_id for one in texts.links}
    return json_response(StatementsOut(statements=_statements_out(texts, linked), has_interpreters_link="" in linked))


def _statements_out(texts: SessionTexts, linked: set[str]) -> list[StatementOut]:
    rows = [(one, texts.statements.get(one.id)) for one in texts.speakers.speakers]
    return [
        StatementOut(
            speaker=one.id,
            name=one.name,
            media=statement.media if statement else None,
            size=statement.size if statement else None,
            received_at=statement.received_at if statement else None,
            reads=statement.reads if statement else 0,
            is_public=is_delivered(one),
            is_announced=statement is not None and statement.is_announced,
            has_link=one.id in linked,
        )
        for one, statement in rows
    ]
