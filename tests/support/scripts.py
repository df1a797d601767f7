"""Scripts for tests: sessions, staff, services on a database, a few cues."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from broadcast.board.roles import OPERATOR
from broadcast.scripts.actions.editing import add_cue
from broadcast.scripts.actions.signing import sign_script, submit_script
from broadcast.scripts.domain.cues import Cue
from broadcast.scripts.domain.signing import Script, Signer
from broadcast.scripts.ports import ScriptSession
from broadcast.scripts.roles import SIGNER_ROLES
from broadcast.scripts.services import ScriptServices
from broadcast.scripts.storage.links import SqlLinks
from broadcast.scripts.storage.running import SqlRuns
from broadcast.scripts.storage.scripts import SqlScripts
from conference.auth.roles import Staff
from conference.clock import ManualClock
from conference.ids import SequentialIds
from conference.issued_secrets import IssuedSecrets
from conference.languages import LANGUAGES
from conference.transactions import RecordingTransactions

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NINE = datetime(2025, 10, 25, 2, 0, tzinfo=UTC)
"""09:00 in Hà Nội."""

OPERATES = Staff("stf_op", "operator", "Operator", frozenset({OPERATOR}), "en")
SIGNS = Staff("stf_all", "signs", "Nguyễn Thu Hà", frozenset(SIGNER_ROLES), "vi")
STRANGER = Staff("stf_no", "door", "Door", frozenset(), "en")


def script_session(session_id: str, *, starts_at: datetime = NINE) -> ScriptSession:
    """A session of an hour."""
    title = dict.fromkeys(LANGUAGES, session_id.title())
    return ScriptSession(
        id=session_id, title=title, room=title, starts_at=starts_at, ends_at=starts_at.replace(hour=starts_at.hour + 1)
    )


@dataclass
class FixedSessions:
    """`SessionSource` of a list that a test can change."""

    sessions: list[ScriptSession] = field(
        default_factory=lambda: [script_session("opening"), script_session("signing", starts_at=NINE.replace(hour=4))]
    )

    async def list_sessions(self, staff: Staff | None) -> Sequence[ScriptSession]:
        """Return the sessions; a private one for the program and for people who sign."""
        return [one for one in self.sessions if not one.is_private or staff is None or staff is SIGNS]

    async def find_session(self, session_id: str, staff: Staff | None) -> ScriptSession | None:
        """Find one of them."""
        return next((one for one in await self.list_sessions(staff) if one.id == session_id), None)


def script_services(transactions: RecordingTransactions, clock: ManualClock, ids: SequentialIds) -> ScriptServices:
    """Services on a database; openings of links are not counted."""
    return ScriptServices(
        transactions=transactions,
        scripts=SqlScripts(),
        runs=SqlRuns(),
        links=SqlLinks(),
        sessions=FixedSessions(),
        clock=clock,
        ids=ids,
        issued=IssuedSecrets(ids, b"k" * 32),
        count_opening=lambda _link, _at: None,
        required=tuple(Signer),
        warns_without=False,
        languages=LANGUAGES,
        event=dict.fromkeys(LANGUAGES, "Event"),
        zone=HANOI,
    )


def cue(what: str, cue_id: str = "", *, at: time | None = None, minutes: int = 5, who: str = "MC") -> Cue:
    """A cue."""
    return Cue(id=cue_id or what, what=what, at=at, seconds=60 * minutes, who=who)


async def write_script(services: ScriptServices, *whats: str, session_id: str = "opening") -> Script:
    """Write a draft of these cues."""
    script: Script | None = None
    for what in whats:
        script = await add_cue(services, session_id, cue(what), staff=OPERATES)
    assert script is not None
    return script


async def sign_all(services: ScriptServices, script: Script) -> None:
    """Submit the draft and sign it for all."""
    version = await submit_script(services, script.session_id, seen=script.revision, staff=OPERATES)
    for signer in Signer:
        await sign_script(services, script.session_id, signer, version=version.number, staff=SIGNS)
