"""What the actions on scripts need: stores, the sessions, a press."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from msgspec import Struct

from broadcast.scripts.domain.links import CrewLink
from broadcast.scripts.domain.running import CueProgress, Deviation
from broadcast.scripts.domain.signing import Script, Signature, Version
from conference.auth.roles import Staff
from conference.languages import Text
from conference.transactions import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptSession:
    """A session that may have a script. `room` is the room's name; a private session is on no public page.

    `announced_at` is its start in the loaded event, `begins_at` when it began or is expected to begin, where these
    differ from `starts_at`, the start of its present plan.
    """

    id: str
    title: Text
    room: Text
    starts_at: datetime
    ends_at: datetime
    is_private: bool = False
    announced_at: datetime | None = None
    begins_at: datetime | None = None

    @property
    def late(self) -> timedelta:
        """How much later than planned it begins, negative if earlier."""
        return (self.begins_at or self.starts_at) - self.starts_at


class SessionSource(Protocol):
    """The sessions of the event as they are now: those of the board, and private ones."""

    async def list_sessions(self, staff: Staff | None) -> Sequence[ScriptSession]:
        """Return the sessions that a person may see, in the order of their times; all for None, the program."""
        ...

    async def find_session(self, session_id: str, staff: Staff | None) -> ScriptSession | None:
        """Return one of the sessions of `list_sessions`."""
        ...


class ScriptRow(Struct, frozen=True):
    """A script in a list, with its latest version and the signatures on that."""

    script: Script
    latest: Version | None
    signatures: tuple[Signature, ...]


class ScriptStore(Protocol):
    """Drafts, versions and signatures (`broadcast.scripts.storage.scripts`)."""

    async def find(self, transaction: Transaction, session_id: str) -> Script | None:
        """Find the draft of a session's script."""
        ...

    async def save(self, transaction: Transaction, script: Script, *, seen: int) -> None:
        """Add a draft (`seen` 0) or save its next revision. Raises ConflictError `script.changed`."""
        ...

    async def delete(self, transaction: Transaction, session_id: str) -> None:
        """Delete a script with its versions, signatures, progress, deviations and links."""
        ...

    async def list_all(self, transaction: Transaction) -> list[ScriptRow]:
        """List all scripts with their latest versions."""
        ...

    async def find_version(self, transaction: Transaction, session_id: str, number: int) -> Version | None:
        """Find a version."""
        ...

    async def list_versions(self, transaction: Transaction, session_id: str) -> list[Version]:
        """List the versions of a script, the latest first."""
        ...

    async def add_version(self, transaction: Transaction, version: Version) -> None:
        """Add a version. Raises ConflictError `script.changed` if its number exists."""
        ...

    async def list_signatures(self, transaction: Transaction, session_id: str) -> list[Signature]:
        """List the signatures on all versions of a script, in their order."""
        ...

    async def add_signature(self, transaction: Transaction, signature: Signature) -> None:
        """Add a signature. Raises ConflictError `script.changed` if the version has one of this kind."""
        ...


class RunStore(Protocol):
    """The running of scripts (`broadcast.scripts.storage.running`)."""

    async def get_number(self, transaction: Transaction, session_id: str) -> int:
        """Return the number of the latest change of a run, 0 before the first."""
        ...

    async def count_change(self, transaction: Transaction, session_id: str, *, seen: int | None) -> None:
        """Count a change of the run `seen` (None: of any). Raises ConflictError `script.run_changed`."""
        ...

    async def list_progress(self, transaction: Transaction, session_id: str) -> Mapping[str, CueProgress]:
        """Return the progress by cue."""
        ...

    async def save_progress(self, transaction: Transaction, session_id: str, progress: CueProgress) -> None:
        """Save the progress of a cue."""
        ...

    async def remove_progress(self, transaction: Transaction, session_id: str, cue_id: str) -> None:
        """Remove the progress of a cue."""
        ...

    async def list_deviations(self, transaction: Transaction, session_id: str) -> list[Deviation]:
        """List the deviations, in their order."""
        ...

    async def add_deviation(self, transaction: Transaction, deviation: Deviation) -> None:
        """Add a deviation."""
        ...

    async def remove_deviation(self, transaction: Transaction, session_id: str, deviation_id: str) -> bool:
        """Remove a deviation; return whether there was one."""
        ...


class LinkStore(Protocol):
    """Links for crews (`broadcast.scripts.storage.links`). Secrets are stored as digests."""

    async def add(self, transaction: Transaction, link: CrewLink, secret: str) -> None:
        """Add a link."""
        ...

    async def find(self, transaction: Transaction, secret: str) -> CrewLink | None:
        """Find the link of a secret, valid or not."""
        ...

    async def list_of(self, transaction: Transaction, session_id: str) -> list[CrewLink]:
        """List the links of a script that are not revoked, the newest first."""
        ...

    async def revoke(self, transaction: Transaction, session_id: str, link_id: str, at: datetime) -> bool:
        """Revoke a link; return whether there was one that was not revoked."""
        ...

    async def count_opening(self, transaction: Transaction, link_id: str, at: datetime) -> None:
        """Count one opening."""
        ...


class CountOpening(Protocol):
    """Counts an opening of a link in the background: a page that is read writes nothing itself."""

    def __call__(self, link_id: str, at: datetime, /) -> None: ...
