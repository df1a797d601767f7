"""Scripts whose sessions are gone: their cues go to another session, or are deleted."""

from dataclasses import replace

from broadcast.scripts.actions.access import find_session, record_act, require_script_staff
from broadcast.scripts.domain.cues import insert_cues
from broadcast.scripts.domain.signing import Script
from broadcast.scripts.services import ScriptServices
from conference.auth.roles import Staff
from conference.errors import NotFoundError, RuleError
from conference.transactions import Transaction

REASSIGNED = "broadcast:script:reassigned"
DELETED = "broadcast:script:deleted"


async def reassign_orphan(services: ScriptServices, session_id: str, target: str, *, staff: Staff) -> None:
    """Add the cues of an orphan to the end of another session's draft, without clock times, and delete the orphan.

    Raises ForbiddenError, NotFoundError, RuleError `script.not_orphan`, `script.too_many_cues`.
    """
    require_script_staff(staff)
    await _require_orphan(services, session_id)
    await find_session(services, target, staff)
    async with services.transactions.write() as transaction:
        orphan = await _get_script(services, transaction, session_id)
        current = await services.scripts.find(transaction, target)
        now = services.clock.now()
        moved = [replace(cue, at=None) for cue in orphan.cues]
        draft = replace(
            current or replace(orphan, session_id=target, revision=0, cues=(), version=0),
            cues=insert_cues(current.cues if current else (), moved),
            previous=current.cues if current else None,
            changed_at=now,
            changed_by=staff.id,
        )
        await services.scripts.save(transaction, replace(draft, revision=draft.revision + 1), seen=draft.revision)
        await services.scripts.delete(transaction, session_id)
        await record_act(transaction, REASSIGNED, session_id, by=staff, at=now, to=target, cues=len(moved))


async def delete_orphan(services: ScriptServices, session_id: str, *, staff: Staff) -> None:
    """Delete an orphan with its versions. Raises ForbiddenError, NotFoundError, RuleError `script.not_orphan`."""
    require_script_staff(staff)
    await _require_orphan(services, session_id)
    async with services.transactions.write() as transaction:
        orphan = await _get_script(services, transaction, session_id)
        await services.scripts.delete(transaction, session_id)
        now = services.clock.now()
        await record_act(
            transaction, DELETED, session_id, by=staff, at=now, cues=len(orphan.cues), versions=orphan.version
        )


async def _require_orphan(services: ScriptServices, session_id: str) -> None:
    if any(one.id == session_id for one in await services.sessions.list_sessions(None)):
        raise RuleError("script.not_orphan")


async def _get_script(services: ScriptServices, transaction: Transaction, session_id: str) -> Script:
    script = await services.scripts.find(transaction, session_id)
    if script is None:
        raise NotFoundError("script.session_unknown")
    return script
