"""Crew links and orphans of scripts in the API. The acts are those of the pages."""

from aiohttp import web

from broadcast.scripts.actions.links import NewLink, add_link, list_links, revoke_link
from broadcast.scripts.actions.orphans import delete_orphan, reassign_orphan
from broadcast.scripts.actions.reading import list_orphans
from broadcast.scripts.roles import SCRIPT_STAFF
from broadcast.scripts.web.api import ONE
from broadcast.scripts.web.api_json import (
    LinkOut,
    LinksOut,
    NewLinkIn,
    NothingIn,
    OrphanIn,
    OrphanOut,
    OrphansOut,
    link_out,
)
from broadcast.scripts.web.context import script_services_of
from conference.api.answers import ROOT, describe_act, describe_read, read_notes
from conference.api.guard import require_token
from conference.descriptions import describes
from conference.web import json_response, read_json, site_of, staff_of

ORPHANS = f"{ROOT}/script-orphans"


@describes(describe_read(LinksOut))
@require_token(*SCRIPT_STAFF)
async def list_all(request: web.Request) -> web.Response:
    """List the crew links of a script that are not revoked."""
    return await _answer_links(request)


@describes(describe_act(LinkOut, NewLinkIn))
@require_token(*SCRIPT_STAFF)
async def make_link(request: web.Request) -> web.Response:
    """Make a crew link; its address is given this once."""
    body = await read_json(request, NewLinkIn)
    new = NewLink(read_notes(label=body.label)["label"], tuple(body.scopes), body.language, body.days)
    services, session_id = script_services_of(request), request.match_info["session"]
    link, secret = await add_link(services, session_id, new, staff=staff_of(request))
    return json_response(link_out(link, f"{site_of(request).public_url}/{link.language}/cues/{secret}"))


@describes(describe_act(LinksOut, NothingIn))
@require_token(*SCRIPT_STAFF)
async def end_link(request: web.Request) -> web.Response:
    """Revoke a crew link."""
    await read_json(request, NothingIn)
    services, session_id = script_services_of(request), request.match_info["session"]
    await revoke_link(services, session_id, request.match_info["link"], staff=staff_of(request))
    return await _answer_links(request)


@describes(describe_read(OrphansOut))
@require_token(*SCRIPT_STAFF)
async def list_gone(request: web.Request) -> web.Response:
    """List the scripts whose sessions are gone."""
    return await _answer_orphans(request)


@describes(describe_act(OrphansOut, OrphanIn))
@require_token(*SCRIPT_STAFF)
async def settle_orphan(request: web.Request) -> web.Response:
    """Move the cues of a script whose session is gone to another session, or delete the script."""
    body = await read_json(request, OrphanIn)
    services, session_id, staff = script_services_of(request), request.match_info["session"], staff_of(request)
    if body.act == "delete":
        await delete_orphan(services, session_id, staff=staff)
    else:
        await reassign_orphan(services, session_id, body.target, staff=staff)
    return await _answer_orphans(request)


async def _answer_links(request: web.Request) -> web.Response:
    session_id = request.match_info["session"]
    links = await list_links(script_services_of(request), session_id, staff=staff_of(request))
    return json_response(LinksOut([link_out(one) for one in links]))


async def _answer_orphans(request: web.Request) -> web.Response:
    found = await list_orphans(script_services_of(request), staff=staff_of(request))
    orphans = [OrphanOut(session=one.session_id, cues=[cue.what for cue in one.cues]) for one in found]
    return json_response(OrphansOut(orphans))


def routes() -> list[web.RouteDef]:
    """Return the routes."""
    return [
        web.get(f"{ONE}/links", list_all),
        web.post(f"{ONE}/links", make_link),
        web.post(f"{ONE}/links/{{link}}/revocation", end_link),
        web.get(ORPHANS, list_gone),
        web.post(f"{ORPHANS}/{{session}}", settle_orphan),
    ]
