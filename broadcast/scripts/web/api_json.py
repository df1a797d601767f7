"""Bodies and answers of scripts in the API."""

from datetime import datetime, time
from typing import Annotated, Literal

from msgspec import Meta, Struct

from broadcast.scripts.actions.reading import RunningScript, SessionScript
from broadcast.scripts.domain.cues import MAX_CUES, MAX_SECONDS, NOTE_LENGTH, SPOKEN_LENGTH, Column, Cue
from broadcast.scripts.domain.links import MAX_DAYS, CrewLink
from broadcast.scripts.domain.running import RunAct
from broadcast.scripts.domain.signing import Signer
from conference.api.answers import CodeIn, NoteIn
from conference.errors import InvalidError
from conference.languages import LANGUAGES
from conference.texts.typed_text import Problem, read_note

Revision = Annotated[int, Meta(ge=0, le=2_000_000_000)]
Seconds = Annotated[int, Meta(ge=0, le=MAX_SECONDS)]


class CueIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A cue: `at` is the venue's clock, null after the cue before; `seconds` its planned duration."""

    what: NoteIn
    at: time | None = None
    seconds: Seconds = 0
    who: NoteIn = ""
    spoken: dict[CodeIn, NoteIn] = {}
    notes: dict[CodeIn, NoteIn] = {}


class DraftIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The cues of a draft that was seen in this revision (0: there was none)."""

    revision: Revision
    cues: Annotated[list[CueIn], Meta(max_length=MAX_CUES)]


class SubmitIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The revision of the draft to submit for signature."""

    revision: Revision


class SignIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signature on the latest version."""

    signer: Signer
    version: Revision


class RunIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act on the running that was seen as `run`; `cue` is not needed for the next one."""

    act: RunAct
    run: Revision
    cue: CodeIn = ""


class DeviationIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A deviation of a cue, or of the whole script without one."""

    text: NoteIn
    cue: CodeIn = ""


class CopyIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The session whose cues are copied to the end of a draft that was seen in this revision."""

    revision: Revision
    source: CodeIn


class NewLinkIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A crew link: the crew's name, what it shows ("spoken" or columns of notes), its language, for how many days."""

    label: NoteIn
    scopes: list[CodeIn]
    language: CodeIn
    days: Annotated[int, Meta(ge=1, le=MAX_DAYS)]


class OrphanIn(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes of a script whose session is gone; `target` is the session that its cues go to."""

    act: Literal["reassign", "delete"]
    target: CodeIn = ""


class NothingIn(Struct, frozen=True, forbid_unknown_fields=True):
    """An empty body."""


class LinkOut(Struct, frozen=True, kw_only=True):
    """A crew link. `address` is in the answer to its creation alone."""

    id: str
    label: str
    scopes: list[str]
    language: str
    expires_at: datetime
    opened: int
    address: str = ""


class LinksOut(Struct, frozen=True):
    """The links of a script that are not revoked."""

    links: list[LinkOut]


class OrphanOut(Struct, frozen=True, kw_only=True):
    """A script whose session is gone."""

    session: str
    cues: list[str]


class OrphansOut(Struct, frozen=True):
    """All scripts whose sessions are gone."""

    orphans: list[OrphanOut]


class CueOut(Struct, frozen=True, kw_only=True):
    """A cue with its actual times."""

    id: str
    what: str
    at: str | None
    seconds: int
    who: str
    spoken: dict[str, str]
    notes: dict[str, str]
    started_at: datetime | None = None
    done_at: datetime | None = None


class ScriptSummaryOut(Struct, frozen=True, kw_only=True):
    """A session with the state of its script, and those who have still to sign."""

    session: str
    starts_at: datetime
    state: str
    missing: list[str]
    has_changes: bool
    cues: int


class ScriptsOut(Struct, frozen=True):
    """All sessions in the order of their times."""

    scripts: list[ScriptSummaryOut]


class DeviationOut(Struct, frozen=True, kw_only=True):
    """A deviation."""

    id: str
    cue: str
    text: str
    at: datetime


class ScriptOut(Struct, frozen=True, kw_only=True):
    """A script: its draft in this revision, the version that runs (0: the draft) with its cues, deviations."""

    session: str
    state: str
    missing: list[str]
    revision: int
    version: int
    run: int
    running_version: int
    draft: list[CueOut]
    cues: list[CueOut]
    deviations: list[DeviationOut]


def read_cues(body: DraftIn) -> list[Cue]:
    """Return the cues of a body, without ids. Raises InvalidError for a text or key that is refused."""
    return [_read_cue(one) for one in body.cues]


def summary_out(row: SessionScript) -> ScriptSummaryOut:
    """Return a session of the list."""
    return ScriptSummaryOut(
        session=row.session.id,
        starts_at=row.session.starts_at,
        state=row.standing.state.value,
        missing=[signer.value for signer in row.standing.missing],
        has_changes=row.standing.has_changes,
        cues=len(row.script.cues) if row.script else 0,
    )


def script_out(running: RunningScript) -> ScriptOut:
    """Return a script with its running."""
    whole, script = running.whole, running.whole.script
    return ScriptOut(
        session=whole.session.id,
        state=whole.standing.state.value,
        missing=[signer.value for signer in whole.standing.missing],
        revision=script.revision if script else 0,
        version=script.version if script else 0,
        run=running.number,
        running_version=whole.valid.number if whole.valid else 0,
        draft=[_cue_out(cue, None) for cue in script.cues] if script else [],
        cues=[_cue_out(cue, running) for cue in whole.valid_cues],
        deviations=[DeviationOut(id=one.id, cue=one.cue_id, text=one.text, at=one.at) for one in running.deviations],
    )


def link_out(link: CrewLink, address: str = "") -> LinkOut:
    """Return a crew link."""
    return LinkOut(
        id=link.id,
        label=link.label,
        scopes=list(link.scopes),
        language=link.language,
        expires_at=link.expires_at,
        opened=link.opened,
        address=address,
    )


def _read_cue(body: CueIn) -> Cue:
    if not set(body.spoken) <= set(LANGUAGES) or not set(body.notes) <= {column.value for column in Column}:
        raise InvalidError("choice.missing", {"cues": "choice.missing"})
    what = _read_text(body.what)
    if not what:
        raise InvalidError("field.missing", {"what": "field.missing"})
    return Cue(
        id="",
        what=what,
        at=body.at.replace(second=0, microsecond=0, tzinfo=None) if body.at else None,
        seconds=body.seconds,
        who=_read_text(body.who),
        spoken={code: _read_text(text, SPOKEN_LENGTH) for code, text in body.spoken.items() if text},
        notes={column: _read_text(text, NOTE_LENGTH) for column, text in body.notes.items() if text},
    )


def _read_text(text: str, most: int = NOTE_LENGTH) -> str:
    cleaned, problem = read_note(text, most=most)
    if problem is not None:
        raise _refuse_text(problem)
    return cleaned


def _refuse_text(problem: Problem) -> InvalidError:
    return InvalidError(problem.code, {"cues": problem.code}, **problem.params)


def _cue_out(cue: Cue, running: RunningScript | None) -> CueOut:
    progress = running.progress.get(cue.id) if running else None
    return CueOut(
        id=cue.id,
        what=cue.what,
        at=cue.at.isoformat("minutes") if cue.at else None,
        seconds=cue.seconds,
        who=cue.who,
        spoken=dict(cue.spoken),
        notes=dict(cue.notes),
        started_at=progress.started_at if progress else None,
        done_at=progress.done_at if progress else None,
    )
