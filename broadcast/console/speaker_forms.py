"""The console's forms about speakers."""

import re
from typing import Annotated

from msgspec import Meta, field

from broadcast.board.domain.speaking.speaker_entries import SpeakerEntry
from broadcast.board.domain.speaking.speaking_time import LONGEST_LIMIT_S
from broadcast.console.console_forms import ActForm, BoardForm
from broadcast.console.speaker_acts import EXTENSION_S, FloorAct
from conference.errors import InvalidError
from conference.texts.typed_text import western_digits
from conference.web import Identifier, parse_integer

_LIMIT = re.compile(r"([0-9]{1,3})(?:[:.,′']([0-5]?[0-9])?)?", re.ASCII)
_LIMIT_LENGTH = 12


class SpeakerForm(ActForm, frozen=True, kw_only=True):
    """An act on the list of speakers: its name, or its name, the speaker's id and the place to move to, with colons.

    `speaker` is the speaker of an act without one in its name, `place` the one to move to, `other` the speaker to swap
    places with; `seconds` are added to the limit. `state` is the typed name of a State to enter, with `speaker_class`.
    """

    speaker: Identifier = ""
    place: int | None = None
    other: Identifier = ""
    seconds: int = EXTENSION_S
    state: Annotated[str, Meta(max_length=120)] = ""
    speaker_class: Identifier = ""


class EntryForm(BoardForm, frozen=True, kw_only=True):
    """A speaker to enter: a State, or a name by language; function by language; class."""

    country: Identifier = ""
    name: Annotated[dict[str, str], Meta(extra={"prefix": "name."})] = field(default_factory=dict)
    role: Annotated[dict[str, str], Meta(extra={"prefix": "role."})] = field(default_factory=dict)
    speaker_class: Identifier = ""


class LimitsForm(BoardForm, frozen=True, kw_only=True):
    """Time limits by class, as minutes or as minutes and seconds; an empty one is the event's."""

    limit: Annotated[dict[str, str], Meta(extra={"prefix": "limit."})] = field(default_factory=dict)


def read_floor_act(form: SpeakerForm) -> FloorAct:
    """Return the act that a form names."""
    name, _, rest = form.act.partition(":")
    speaker, _, place = rest.partition(":")
    return FloorAct(
        name=name,
        speaker=speaker or form.speaker,
        other=form.other,
        place=(parse_integer(place) or 0) if place else form.place or 0,
        seconds=form.seconds,
        state=form.state,
        speaker_class=form.speaker_class,
    )


def read_entry(form: EntryForm) -> SpeakerEntry:
    """Return the speaker that a form enters."""
    return SpeakerEntry(country=form.country, name=form.name, role=form.role, speaker_class=form.speaker_class)


def read_limits(form: LimitsForm) -> dict[str, int]:
    """Return the typed time limits in seconds by class.

    Raises: InvalidError `speakers.limit_invalid` with the field of each that is none.
    """
    read = {code: _parse_limit(text) for code, text in form.limit.items() if text.strip()}
    wrong = [code for code, limit_s in read.items() if limit_s is None]
    if wrong:
        raise InvalidError("speakers.limit_invalid", {f"limit.{code}": "speakers.limit_invalid" for code in wrong})
    return {code: limit_s for code, limit_s in read.items() if limit_s is not None}


def format_limit(seconds: int) -> str:
    """Return a time limit as it is typed: `5:00`."""
    return f"{seconds // 60}:{seconds % 60:02}"


def _parse_limit(text: str) -> int | None:
    found = _LIMIT.fullmatch(western_digits(text.strip())) if len(text) <= _LIMIT_LENGTH else None
    seconds = int(found[1]) * 60 + int(found[2] or 0) if found else 0
    return seconds if 0 < seconds <= LONGEST_LIMIT_S else None
