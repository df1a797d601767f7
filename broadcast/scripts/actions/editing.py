"""Change drafts of scripts: cues added, changed, moved, removed, imported, copied; the last change undone."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from broadcast.scripts.actions.access import find_session, record_act, require_script_staff
from broadcast.scripts.domain.cues import Cue, Cues, insert_cues, move_cue, remove_cue, replace_cue, stamp_clocks
from broadcast.scripts.domain.signing import Script
from broadcast.scripts.services import ScriptServices
from conference.auth.roles import Staff
from conference.errors import ConflictError, RuleError
from conference.transactions import Transaction

EDITED = "broadcast:script:edited"
UNDONE = "broadcast:script:undone"


async def add_cue(
    services: ScriptServices, session_id: str, cue: Cue, *, after: str | None = None, staff: Staff
) -> Script:
    """Add a cue after the one named, at the beginning for "", or at the end for None. Its id is given here.

    Raises ForbiddenError, NotFoundError, RuleError `script.too_many_cues`.
    """
    new = replace(cue, id=services.ids.new("cue"), version=1)
    return await _edit_draft(
        services, session_id, lambda cues: insert_cues(cues, [new], after=after), staff=staff, what="added"
    )


async def change_cue(services: ScriptServices, session_id: str, cue: Cue, *, seen: int, staff: Staff) -> Script:
    """Change a cue that was seen in this version. Raises ForbiddenError, NotFoundError, ConflictError."""
    return await _edit_draft(
        services, session_id, lambda cues: replace_cue(cues, cue, seen=seen), staff=staff, what="changed"
    )


async def delete_cue(services: ScriptServices, session_id: str, cue_id: str, *, seen: int, staff: Staff) -> Script:
    """Remove a cue that was seen in this version. Raises ForbiddenError, NotFoundError, ConflictError."""
    return await _edit_draft(
        services, session_id, lambda cues: remove_cue(cues, cue_id, seen=seen), staff=staff, what="removed"
    )


async def shift_cue(services: ScriptServices, session_id: str, cue_id: str, *, by: int, staff: Staff) -> Script:
    """Move a cue by so many places. Raises ForbiddenError, NotFoundError."""
    return await _edit_draft(
        services, session_id, lambda cues: move_cue(cues, cue_id, by=by), staff=staff, what="moved"
    )


async def add_cues(
    services: ScriptServices, session_id: str, new: Sequence[Cue], *, replaces: bool, seen: int, staff: Staff
) -> Script:
    """Add the cues of a table at the end of a draft that was seen in this revision, or in place of its cues.

    Raises ForbiddenError, NotFoundError, ConflictError `script.changed`, RuleError `script.too_many_cues`.
    """

    def change(cues: Cues) -> Cues:
        return insert_cues(() if replaces else cues, new)

    return await _edit_draft(services, session_id, change, staff=staff, what="imported", seen=seen)


async def copy_script(services: ScriptServices, session_id: str, source: str, *, seen: int, staff: Staff) -> Script:
    """Add the cues of another session's draft at the end, without their clock times if the days differ.

    Raises as `add_cues`; RuleError `script.empty` when there is nothing to copy.
    """
    target, other = await find_session(services, session_id, staff), await find_session(services, source, staff)
    async with services.transactions.read() as transaction:
        found = await services.scripts.find(transaction, source)
    if found is None or not found.cues or source == session_id:
        raise RuleError("script.empty")
    is_shifted = target.starts_at != other.starts_at
    new = [replace(cue, id=services.ids.new("cue"), version=1, at=None if is_shifted else cue.at) for cue in found.cues]
    return await add_cues(services, session_id, new, replaces=False, seen=seen, staff=staff)


async def undo_edit(services: ScriptServices, session_id: str, *, seen: int, staff: Staff) -> Script:
    """Restore the cues before the last change. A second undo restores what the first one took back.

    Raises ForbiddenError, NotFoundError, ConflictError `script.changed`, RuleError `script.nothing_to_undo`.
    """
    require_script_staff(staff)
    await find_session(services, session_id, staff)
    async with services.transactions.write() as transaction:
        script = await services.scripts.find(transaction, session_id)
        if script is None or script.previous is None:
            raise RuleError("script.nothing_to_undo")
        _require_revision(script, seen)
        return await _save_draft(services, transaction, script, script.previous, staff=staff, act=UNDONE)


async def _edit_draft(
    services: ScriptServices,
    session_id: str,
    change: Callable[[Cues], Cues],
    *,
    staff: Staff,
    what: str,
    seen: int | None = None,
) -> Script:
    require_script_staff(staff)
    session = await find_session(services, session_id, staff)
    async with services.transactions.write() as transaction:
        script = await services.scripts.find(transaction, session_id)
        if seen is not None and seen != (script.revision if script else 0):
            raise ConflictError("script.changed")
        before = script.cues if script else ()
        cues = stamp_clocks(change(before), before, starts_at=session.starts_at)
        if script is not None and cues == script.cues:
            return script
        draft = script or _new_draft(services, session_id, staff)
        return await _save_draft(services, transaction, draft, cues, staff=staff, act=EDITED, what=what)


async def _save_draft(
    services: ScriptServices,
    transaction: Transaction,
    script: Script,
    cues: Cues,
    *,
    staff: Staff,
    act: str,
    **details: object,
) -> Script:
    now = services.clock.now()
    saved = replace(
        script,
        revision=script.revision + 1,
        cues=cues,
        previous=script.cues,
        changed_at=now,
        changed_by=staff.id,
    )
    await services.scripts.save(transaction, saved, seen=script.revision)
    await record_act(
        transaction, act, script.session_id, by=staff, at=now, revision=saved.revision, cues=len(cues), **details
    )
    return saved


def _new_draft(services: ScriptServices, session_id: str, staff: Staff) -> Script:
    return Script(
        session_id=session_id,
        revision=0,
        cues=(),
        previous=None,
        version=0,
        changed_at=services.clock.now(),
        changed_by=staff.id,
    )


def _require_revision(script: Script, seen: int) -> None:
    if script.revision != seen:
        raise ConflictError("script.changed")
