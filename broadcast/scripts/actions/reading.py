"""Read scripts: the list, one script with its versions, whether a session opens without a signature, orphans."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from msgspec import Struct

from broadcast.scripts.actions.access import find_session, require_script_staff
from broadcast.scripts.domain.cues import Cues, follow_session
from broadcast.scripts.domain.running import CueProgress, Deviation
from broadcast.scripts.domain.signing import (
    Script,
    ScriptStanding,
    ScriptState,
    Signature,
    Signer,
    Version,
    standing_of,
)
from broadcast.scripts.ports import ScriptRow, ScriptSession
from broadcast.scripts.services import ScriptServices
from conference.auth.roles import Staff
from conference.errors import NotFoundError
from conference.transactions import Transaction


class SessionScript(Struct, frozen=True):
    """A session with the state of its script."""

    session: ScriptSession
    script: Script | None
    standing: ScriptStanding


class WholeScript(Struct, frozen=True, kw_only=True):
    """A script with everything about it. `versions` are the latest first; `script` is None before the first cue."""

    session: ScriptSession
    script: Script | None
    versions: Sequence[Version]
    signatures: Sequence[Signature]
    standing: ScriptStanding
    required: Sequence[Signer]

    @property
    def latest(self) -> Version | None:
        """The latest version."""
        return self.versions[0] if self.versions else None

    @property
    def valid(self) -> Version | None:
        """The version to run by: the latest that all have signed, else the latest."""
        signed = [one for one in self.versions if self._is_signed(one)]
        return signed[0] if signed else self.latest

    @property
    def valid_cues(self) -> Cues:
        """The cues to run by: those of the valid version, else of the draft."""
        if self.valid is not None:
            return self.valid.cues
        return self.script.cues if self.script else ()

    def signatures_of(self, number: int) -> tuple[Signature, ...]:
        """Return the signatures on a version."""
        return tuple(one for one in self.signatures if one.version == number)

    def _is_signed(self, version: Version) -> bool:
        state = standing_of(self.script, version, self.signatures_of(version.number), self.required)
        return state.state is ScriptState.SIGNED


class RunningScript(Struct, frozen=True):
    """A script with its progress and deviations. `number` is that of the latest change of its running."""

    whole: WholeScript
    number: int
    progress: Mapping[str, CueProgress]
    deviations: Sequence[Deviation]

    @property
    def tag(self) -> str:
        """A text that changes with the script and with its running; "" without a script."""
        return _make_tag(self.whole.session, self.whole.script, self.number)


async def list_scripts(services: ScriptServices, *, staff: Staff) -> list[SessionScript]:
    """Return every session with the state of its script, in the order of times. Raises ForbiddenError."""
    require_script_staff(staff)
    sessions = await services.sessions.list_sessions(staff)
    rows = await _read_rows(services)
    return [
        SessionScript(one, rows[one.id].script, _standing_of_row(services, rows[one.id]))
        if one.id in rows
        else SessionScript(one, None, ScriptStanding(state=ScriptState.NONE))
        for one in sessions
    ]


async def list_orphans(services: ScriptServices, *, staff: Staff) -> list[Script]:
    """Return the scripts whose sessions are gone. Raises ForbiddenError."""
    require_script_staff(staff)
    known = {one.id for one in await services.sessions.list_sessions(None)}
    return [row.script for row in (await _read_rows(services)).values() if row.script.session_id not in known]


async def read_script(services: ScriptServices, session_id: str, *, staff: Staff) -> WholeScript:
    """Return a session's script. Raises ForbiddenError, NotFoundError `script.session_unknown`."""
    require_script_staff(staff)
    session = await find_session(services, session_id, staff)
    async with services.transactions.read() as transaction:
        return await collect_script(services, transaction, session)


async def read_running(services: ScriptServices, session_id: str, *, staff: Staff) -> RunningScript:
    """Return a session's script with its progress. Raises as `read_script`."""
    require_script_staff(staff)
    return await read_run(services, await find_session(services, session_id, staff))


async def read_run(services: ScriptServices, session: ScriptSession) -> RunningScript:
    """Return a session's script with its progress, for pages that need no member of staff."""
    async with services.transactions.read() as transaction:
        whole = await collect_script(services, transaction, session)
        number = await services.runs.get_number(transaction, session.id)
        progress = await services.runs.list_progress(transaction, session.id)
        return RunningScript(whole, number, progress, await services.runs.list_deviations(transaction, session.id))


async def read_run_tag(services: ScriptServices, session_id: str, *, staff: Staff) -> str:
    """Return `RunningScript.tag`, without reading the rest. Raises as `read_script`."""
    require_script_staff(staff)
    session = await find_session(services, session_id, staff)
    async with services.transactions.read() as transaction:
        script = await services.scripts.find(transaction, session_id)
        return _make_tag(session, script, await services.runs.get_number(transaction, session_id))


def _make_tag(session: ScriptSession, script: Script | None, number: int) -> str:
    if script is None:
        return ""
    times = f"{session.starts_at.timestamp():.0f}.{session.late.total_seconds():.0f}"
    return f"{script.revision}.{script.version}.{number}.{times}"


async def unsigned_script(services: ScriptServices, session_id: str) -> bool:
    """Return whether a session is to be opened only after a warning: its script is not signed by all.

    A session without a script warns if the event says so.
    """
    async with services.transactions.read() as transaction:
        script = await services.scripts.find(transaction, session_id)
        if script is None or (not script.version and not script.cues):
            return services.warns_without
        latest = await services.scripts.find_version(transaction, session_id, script.version)
        signatures = await services.scripts.list_signatures(transaction, session_id)
    standing = standing_of(script, latest, signatures, services.required)
    return standing.state is not ScriptState.SIGNED


def version_of(whole: WholeScript, number: int) -> Version:
    """Return a version of a script. Raises NotFoundError `script.version_unknown`."""
    found = next((one for one in whole.versions if one.number == number), None)
    if found is None:
        raise NotFoundError("script.version_unknown")
    return found


async def collect_script(services: ScriptServices, transaction: Transaction, session: ScriptSession) -> WholeScript:
    """Return everything about a session's script. The clock times of its cues follow the session's present plan."""
    script = await services.scripts.find(transaction, session.id)
    if script is not None:
        script = replace(script, cues=_follow_plan(services, session, script.cues))
    versions = [
        replace(one, cues=_follow_plan(services, session, one.cues))
        for one in await services.scripts.list_versions(transaction, session.id)
    ]
    signatures = await services.scripts.list_signatures(transaction, session.id)
    latest = versions[0] if versions else None
    of_latest = [one for one in signatures if latest and one.version == latest.number]
    return WholeScript(
        session=session,
        script=script,
        versions=versions,
        signatures=signatures,
        standing=standing_of(script, latest, of_latest, services.required),
        required=services.required,
    )


def _follow_plan(services: ScriptServices, session: ScriptSession, cues: Cues) -> Cues:
    announced_at = session.announced_at or session.starts_at
    return follow_session(cues, starts_at=session.starts_at, announced_at=announced_at, zone=services.zone)


async def _read_rows(services: ScriptServices) -> dict[str, ScriptRow]:
    async with services.transactions.read() as transaction:
        return {row.script.session_id: row for row in await services.scripts.list_all(transaction)}


def _standing_of_row(services: ScriptServices, row: ScriptRow) -> ScriptStanding:
    return standing_of(row.script, row.latest, row.signatures, services.required)
