"""Loading of the demonstration's scripts: fictional ones of the opening and the signing, with signatures."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from broadcast.scripts.actions.editing import add_cues
from broadcast.scripts.actions.reading import read_script
from broadcast.scripts.actions.signing import sign_script, submit_script
from broadcast.scripts.domain.cues import Cue, read_duration
from broadcast.scripts.domain.signing import Signer
from broadcast.scripts.services import ScriptServices
from conference.auth.roles import Staff
from conference.texts.typed_clock import parse_clock

FOLDER = "scripts"


class CueEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cue in a file: times as they are typed."""

    what: str
    at: str = ""
    minutes: str = ""
    who: str = ""
    spoken: dict[str, str] = {}
    notes: dict[str, str] = {}


class ScriptFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The script of a session, and who has signed it."""

    session: str
    signed_by: tuple[Signer, ...]
    cues: tuple[CueEntry, ...]


def read_scripts(folder: Path) -> Sequence[ScriptFile]:
    """Return the scripts of an event's folder; none without the subfolder."""
    return [
        msgspec.toml.decode(path.read_bytes(), type=ScriptFile) for path in sorted((folder / FOLDER).glob("*.toml"))
    ]


async def load_scripts(
    services: ScriptServices, folder: Path, *, operator: Staff, signers: Mapping[Signer, Staff]
) -> int:
    """Load the scripts of sessions that have none; return how many."""
    loaded = 0
    for one in read_scripts(folder):
        if (await read_script(services, one.session, staff=operator)).script is not None:
            continue
        cues = [_make_cue(services, entry) for entry in one.cues]
        script = await add_cues(services, one.session, cues, replaces=True, seen=0, staff=operator)
        version = await submit_script(services, one.session, seen=script.revision, staff=operator)
        for signer in one.signed_by:
            await sign_script(services, one.session, signer, version=version.number, staff=signers[signer])
        loaded += 1
    return loaded


def _make_cue(services: ScriptServices, entry: CueEntry) -> Cue:
    return Cue(
        id=services.ids.new("cue"),
        what=entry.what,
        at=parse_clock(entry.at),
        seconds=read_duration(entry.minutes),
        who=entry.who,
        spoken=entry.spoken,
        notes=entry.notes,
    )
