"""Links for crews: made, revoked, opened."""

from msgspec import Struct

from broadcast.scripts.actions.access import find_session, record_act, require_script_staff
from broadcast.scripts.actions.reading import RunningScript, read_run
from broadcast.scripts.domain.links import MAX_LABEL, CrewLink, check_language, check_scopes, expiry_of
from broadcast.scripts.services import ScriptServices
from conference.auth.roles import Staff
from conference.errors import InvalidError, NotFoundError, RuleError

CREATED = "broadcast:script_link:created"
REVOKED = "broadcast:script_link:revoked"
MAX_LINKS = 30
_PURPOSE = "script link"


class NewLink(Struct, frozen=True):
    """Input for a link: the crew's name, what it shows, its language, for how many days."""

    label: str
    scopes: tuple[str, ...]
    language: str
    days: int


class CrewScript(Struct, frozen=True):
    """What a link shows."""

    link: CrewLink
    running: RunningScript


async def add_link(services: ScriptServices, session_id: str, new: NewLink, *, staff: Staff) -> tuple[CrewLink, str]:
    """Make a link of a session's script. Return it with its secret, which is shown once and not stored.

    Raises ForbiddenError, NotFoundError, InvalidError by field, RuleError `script.empty`, `script.too_many_links`.
    """
    require_script_staff(staff)
    await find_session(services, session_id, staff)
    now = services.clock.now()
    if not 0 < len(new.label) <= MAX_LABEL:
        raise InvalidError("field.missing", {"label": "field.missing"})
    link = CrewLink(
        id=services.ids.new("lnk"),
        session_id=session_id,
        label=new.label,
        scopes=check_scopes(new.scopes),
        language=check_language(new.language),
        created_at=now,
        created_by=staff.id,
        expires_at=expiry_of(new.days, now),
    )
    secret = services.issued.issue(_PURPOSE)
    async with services.transactions.write() as transaction:
        if await services.scripts.find(transaction, session_id) is None:
            raise RuleError("script.empty")
        held = await services.links.list_of(transaction, session_id)
        if sum(one.is_valid(now) for one in held) >= MAX_LINKS:
            raise RuleError("script.too_many_links", most=MAX_LINKS)
        await services.links.add(transaction, link, secret)
        details = {"link": link.id, "scopes": list(link.scopes), "expires_at": link.expires_at.isoformat()}
        await record_act(transaction, CREATED, session_id, by=staff, at=now, **details)
    return link, secret


async def list_links(services: ScriptServices, session_id: str, *, staff: Staff) -> list[CrewLink]:
    """Return the links of a script that are not revoked. Raises ForbiddenError, NotFoundError."""
    require_script_staff(staff)
    await find_session(services, session_id, staff)
    async with services.transactions.read() as transaction:
        return await services.links.list_of(transaction, session_id)


async def revoke_link(services: ScriptServices, session_id: str, link_id: str, *, staff: Staff) -> None:
    """Revoke a link. Raises ForbiddenError, NotFoundError `script.link_unknown`."""
    require_script_staff(staff)
    await find_session(services, session_id, staff)
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        if not await services.links.revoke(transaction, session_id, link_id, now):
            raise NotFoundError("script.link_unknown")
        await record_act(transaction, REVOKED, session_id, by=staff, at=now, link=link_id)


async def open_link(services: ScriptServices, secret: str, *, counts: bool) -> CrewScript:
    """Return what a link shows. `counts`: this is an opening, not the page following the script.

    Raises NotFoundError `script.link_unknown`, the same for an unknown, an expired and a revoked link, and for one of a
    session that is gone.
    """
    link = await _find_valid_link(services, secret)
    try:
        session = await find_session(services, link.session_id, None)
    except NotFoundError as error:
        raise NotFoundError("script.link_unknown") from error
    if counts:
        services.count_opening(link.id, services.clock.now())
    return CrewScript(link, await read_run(services, session))


async def _find_valid_link(services: ScriptServices, secret: str) -> CrewLink:
    if not services.issued.is_issued(_PURPOSE, secret):
        raise NotFoundError("script.link_unknown")
    async with services.transactions.read() as transaction:
        link = await services.links.find(transaction, secret)
    if link is None or not link.is_valid(services.clock.now()):
        raise NotFoundError("script.link_unknown")
    return link
