"""Run a script: cues started and done, deviations noted."""

from broadcast.scripts.actions.access import find_session, record_act, require_script_staff
from broadcast.scripts.actions.reading import collect_script
from broadcast.scripts.domain.cues import find_cue
from broadcast.scripts.domain.running import Deviation, RunAct, act_on_run
from broadcast.scripts.services import ScriptServices
from conference.auth.roles import Staff
from conference.errors import InvalidError, NotFoundError, RuleError

RUN = "broadcast:script:run"
NOTED = "broadcast:script_deviation:noted"
WITHDRAWN = "broadcast:script_deviation:withdrawn"


async def run_script(
    services: ScriptServices, session_id: str, act: RunAct, cue_id: str = "", *, seen: int, staff: Staff
) -> None:
    """Start the next or a named cue, end one, or reset one that was started by mistake. `seen` is the run seen.

    Raises ForbiddenError, NotFoundError, ConflictError `script.run_changed`, and the errors of `act_on_run`.
    """
    require_script_staff(staff)
    session = await find_session(services, session_id, staff)
    async with services.transactions.write() as transaction:
        whole = await collect_script(services, transaction, session)
        if whole.script is None:
            raise RuleError("script.empty")
        progress = await services.runs.list_progress(transaction, session_id)
        now = services.clock.now()
        change = act_on_run(whole.valid_cues, progress, act, cue_id, now=now)
        await services.runs.count_change(transaction, session_id, seen=seen)
        for one in change.saved:
            await services.runs.save_progress(transaction, session_id, one)
        for removed in change.removed:
            await services.runs.remove_progress(transaction, session_id, removed)
        cues = [*(one.cue_id for one in change.saved), *change.removed]
        await record_act(transaction, RUN, session_id, by=staff, at=now, did=act.value, cues=cues)


async def note_deviation(services: ScriptServices, session_id: str, cue_id: str, text: str, *, staff: Staff) -> None:
    """Note what went otherwise than written, of a cue or of the whole script ("").

    Raises ForbiddenError, NotFoundError, InvalidError `field.missing` for an empty text, RuleError `script.empty`.
    """
    require_script_staff(staff)
    session = await find_session(services, session_id, staff)
    if not text:
        raise InvalidError("field.missing", {"text": "field.missing"})
    async with services.transactions.write() as transaction:
        whole = await collect_script(services, transaction, session)
        if whole.script is None:
            raise RuleError("script.empty")
        if cue_id:
            find_cue(whole.valid_cues, cue_id)
        now = services.clock.now()
        deviation = Deviation(
            id=services.ids.new("dev"),
            session_id=session_id,
            cue_id=cue_id,
            text=text,
            at=now,
            staff_id=staff.id,
            name=staff.name,
        )
        await services.runs.add_deviation(transaction, deviation)
        await services.runs.count_change(transaction, session_id, seen=None)
        await record_act(transaction, NOTED, session_id, by=staff, at=now, cue=cue_id, deviation=deviation.id)


async def withdraw_deviation(services: ScriptServices, session_id: str, deviation_id: str, *, staff: Staff) -> None:
    """Take a deviation back. Raises ForbiddenError, NotFoundError."""
    require_script_staff(staff)
    await find_session(services, session_id, staff)
    async with services.transactions.write() as transaction:
        if not await services.runs.remove_deviation(transaction, session_id, deviation_id):
            raise NotFoundError("script.deviation_unknown")
        await services.runs.count_change(transaction, session_id, seen=None)
        now = services.clock.now()
        await record_act(transaction, WITHDRAWN, session_id, by=staff, at=now, deviation=deviation_id)
