"""A script, its versions, and their signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from broadcast.scripts.domain.cues import Cues
from conference.errors import ConflictError, RuleError


class Signer(StrEnum):
    """For whom a script is signed."""

    PROTOCOL = "protocol"
    RECEPTION = "reception"
    SECURITY = "security"
    MEDIA = "media"


class ScriptState(StrEnum):
    """How the script of a session stands."""

    NONE = "none"
    DRAFT = "draft"
    WAITING = "waiting"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """The draft of a session's script. `revision` counts its changes.

    `previous` are the cues that an undo restores; `version` is the number of the latest version, 0 before the first.
    """

    session_id: str
    revision: int
    cues: Cues
    previous: Cues | None
    version: int
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """Cues that were submitted for signature. They never change. `revision` is that of the draft they were."""

    session_id: str
    number: int
    revision: int
    cues: Cues
    made_at: datetime
    made_by: str


class Signature(Struct, frozen=True, kw_only=True):
    """One signature on a version."""

    session_id: str
    version: int
    signer: Signer
    staff_id: str
    name: str
    at: datetime


class ScriptStanding(Struct, frozen=True, kw_only=True):
    """State of a script, those who have still to sign its latest version, and whether its draft has further changes."""

    state: ScriptState
    missing: tuple[Signer, ...] = ()
    has_changes: bool = False


def standing_of(
    script: Script | None, latest: Version | None, signatures: Sequence[Signature], required: Sequence[Signer]
) -> ScriptStanding:
    """Return how a script stands. `signatures` are those of the latest version."""
    if script is None or (latest is None and not script.cues):
        return ScriptStanding(state=ScriptState.NONE)
    if latest is None:
        return ScriptStanding(state=ScriptState.DRAFT, missing=tuple(required), has_changes=True)
    signed = {one.signer for one in signatures if one.version == latest.number}
    missing = tuple(signer for signer in required if signer not in signed)
    state = ScriptState.WAITING if missing else ScriptState.SIGNED
    return ScriptStanding(state=state, missing=missing, has_changes=script.cues != latest.cues)


def require_submittable(script: Script, latest: Version | None, *, seen: int) -> None:
    """Check that the draft can become the next version.

    Raises ConflictError `script.changed`; RuleError `script.empty`, `script.unchanged`.
    """
    if script.revision != seen:
        raise ConflictError("script.changed")
    if not script.cues:
        raise RuleError("script.empty")
    if latest is not None and latest.cues == script.cues:
        raise RuleError("script.unchanged")


def require_signable(
    latest: Version | None,
    signatures: Sequence[Signature],
    *,
    number: int,
    signer: Signer,
    required: Sequence[Signer],
) -> None:
    """Check that the version can be signed. `signatures` are those of the version.

    Raises ConflictError `script.version_old`; RuleError `script.not_required`, `script.signed_already`.
    """
    if latest is None or latest.number != number:
        raise ConflictError("script.version_old")
    if signer not in required:
        raise RuleError("script.not_required")
    if any(one.signer is signer for one in signatures):
        raise RuleError("script.signed_already")
