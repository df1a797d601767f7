"""The form of one cue."""

from datetime import time
from typing import Annotated

from msgspec import Meta, Struct

from broadcast.scripts.domain.cues import (
    NOTE_LENGTH,
    SPOKEN_LENGTH,
    WHAT_LENGTH,
    WHO_LENGTH,
    Column,
    Cue,
    read_duration,
    write_duration,
)
from conference.languages import LANGUAGES
from conference.web import Identifier

What = Annotated[str, Meta(min_length=1, max_length=WHAT_LENGTH, extra={"text": "note"})]
Who = Annotated[str, Meta(max_length=WHO_LENGTH, extra={"text": "line"})]
Spoken = Annotated[str, Meta(max_length=SPOKEN_LENGTH, extra={"text": "note"})]
ColumnNote = Annotated[str, Meta(max_length=NOTE_LENGTH, extra={"text": "note"})]


class CueForm(Struct, frozen=True, kw_only=True):
    """A cue as typed: `cue` is its id or "new", `after` the cue before a new one, `version` that of the one shown.

    The page of the form reads `cue` and `after` from its query.
    """

    what: What
    at: time | None = None
    duration: Annotated[str, Meta(max_length=16)] = ""
    who: Who = ""
    spoken: dict[str, Spoken] = {}
    notes: dict[str, ColumnNote] = {}
    version: int = 0
    cue: Identifier = "new"
    after: Identifier = ""

    def to_cue(self, cue_id: str = "") -> Cue:
        """Return the cue. Raises InvalidError `script.duration_unfit`."""
        return Cue(
            id=cue_id,
            what=self.what,
            at=self.at,
            seconds=read_duration(self.duration),
            who=self.who,
            spoken={code: self.spoken[code] for code in LANGUAGES if self.spoken.get(code)},
            notes={column.value: self.notes[column.value] for column in Column if self.notes.get(column.value)},
        )


def form_values(cue: Cue | None) -> dict[str, str]:
    """Return the texts of the form of a cue, or of a new one."""
    if cue is None:
        return {}
    return {
        "at": cue.at.isoformat("minutes") if cue.at else "",
        "duration": write_duration(cue.seconds),
        "who": cue.who,
        "what": cue.what,
        **{f"spoken.{code}": text for code, text in cue.spoken.items()},
        **{f"notes.{column}": text for column, text in cue.notes.items()},
    }
