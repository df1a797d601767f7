"""Announcements to the screens: written in full, or a prepared text with its parameters."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from conference.errors import InvalidError
from conference.languages import LANGUAGES, OFFICIAL, Text
from conference.texts.typed_text import Problem, read_line, read_note

LONGEST_TEXT = 280
"""Maximum number of characters: readable at once on a lobby screen at ten metres."""

LONGEST_SUBJECT = 120
"""Maximum number of characters of a subject: one or two lines of a list."""

_TOO_LONG = {"text": "announcement.text_too_long", "subject": "announcement.subject_too_long"}
"""Codes that name what a wording is too long for, instead of that of typed text."""

KEPT_AFTER_EXPIRY = timedelta(minutes=5)
"""How long an expired announcement stays on the board, so that screens hide it at its expiry themselves."""

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
"""A parameter in a prepared text."""


class Level(StrEnum):
    """How an announcement is shown: among the other content, or over it."""

    INFO = "info"
    URGENT = "urgent"


class Destination(StrEnum):
    """Kind of page that shows announcements: the web page, screens of the lobby, of the press room, of all rooms."""

    WEB = "web"
    LOBBY = "lobby"
    PRESS = "press"
    ROOMS = "rooms"


class Targets(Struct, frozen=True, kw_only=True):
    """Where an announcement is shown: on the screens of `rooms` (ids) and at `destinations`; neither: everywhere."""

    rooms: tuple[str, ...] | None = None
    destinations: tuple[Destination, ...] | None = None


EVERYWHERE = Targets()


class ParameterKind(StrEnum):
    """Kind of a placeholder of a prepared text; the placeholder has this name."""

    MINUTES = "minutes"
    COUNT = "count"
    TIME = "time"
    ROOM = "room"
    CHANNEL = "channel"
    NAME = "name"


Parameter = int | str | datetime | Mapping[str, str]
"""minutes, count: int ≥ 0 · time: aware moment · room: room id · channel: int or str · name: Text."""


class Template(Struct, frozen=True, kw_only=True):
    """A prepared text; its placeholders are named for their ParameterKind.

    `reviewers`: language → name of the person who has reviewed the text; `former_reviewers` have reviewed it before it
    was changed.
    """

    id: str
    text: Text
    level: Level = Level.INFO
    reviewers: Mapping[str, str] = {}
    former_reviewers: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A text on screens, where (`rooms` and `destinations`: see Targets) and until when (None: until withdrawn).

    `subject` is its heading for the press, in the languages of the text; empty for one without a heading. `numbers`,
    `times`, `places` and `names` fill the placeholders of `text`.
    """

    id: str
    text: Text
    level: Level
    posted_at: datetime
    expires_at: datetime | None = None
    rooms: tuple[str, ...] | None = None
    destinations: tuple[Destination, ...] | None = None
    template: str | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)
    times: Mapping[str, datetime] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, Text] = field(default_factory=dict)
    subject: Text = field(default_factory=dict)


def required_languages(languages: Sequence[str]) -> tuple[str, ...]:
    """Return the languages in which an operator's own text is complete: the official ones of the UN, or all others."""
    return tuple(code for code in languages if code in OFFICIAL) or tuple(languages)


def missing_languages(text: Text, languages: Sequence[str]) -> tuple[str, ...]:
    """Return the languages in which an operator's own text is still to be written."""
    return tuple(code for code in required_languages(languages) if not text.get(code))


def missing_subjects(announcement: Announcement, languages: Sequence[str]) -> tuple[str, ...]:
    """Return the languages of the announcement's text, and the required ones, in which its subject is missing."""
    required = required_languages(languages)
    written = (code for code in languages if code in required or announcement.text.get(code))
    return tuple(code for code in written if not announcement.subject.get(code))


def compose(
    announcement_id: str,
    text: Text,
    *,
    languages: Sequence[str] = LANGUAGES,
    now: datetime,
    level: Level = Level.INFO,
    expires_at: datetime | None = None,
    targets: Targets = EVERYWHERE,
) -> Announcement:
    """Return an announcement with the operator's own text in the event's languages, complete in `required_languages`.

    The text is cleaned as every typed text is (`typed_text`).

    Raises: InvalidError `announcement.incomplete` with a field `text.<language>` for each wording that is missing
    (`announcement.text_missing`), too long (`announcement.text_too_long`) or refused with a code of `typed_text`, and
    `announcement.expiry_past`.
    """
    texts, problems = _read_texts(text, languages, _read_screen_text)
    fields = {f"text.{code}": "announcement.text_missing" for code in missing_languages(texts, languages)} | problems
    if fields:
        raise InvalidError("announcement.incomplete", fields)
    _check_expiry(expires_at, now)
    return Announcement(
        id=announcement_id,
        text=texts,
        level=level,
        posted_at=now,
        expires_at=expires_at,
        rooms=targets.rooms or None,
        destinations=targets.destinations or None,
    )


def compose_unfinished(
    announcement_id: str,
    text: Text,
    *,
    languages: Sequence[str],
    now: datetime,
    level: Level = Level.INFO,
    targets: Targets = EVERYWHERE,
) -> Announcement:
    """Return an announcement that may lack languages; it must not be posted before it is complete.

    Raises: InvalidError with a field `text.<language>` for each wording that is too long or refused.
    """
    texts, problems = _read_texts(text, languages, _read_screen_text)
    if problems:
        raise InvalidError(next(iter(problems.values())), problems)
    announcement = Announcement(id=announcement_id, text=texts, level=level, posted_at=now)
    return with_targets(announcement, level, targets)


def with_targets(announcement: Announcement, level: Level, targets: Targets) -> Announcement:
    """Return an announcement with another level and other targets."""
    return replace(announcement, level=level, rooms=targets.rooms or None, destinations=targets.destinations or None)


def with_subject(announcement: Announcement, subject: Text, languages: Sequence[str]) -> Announcement:
    """Return an announcement with a subject, which may lack languages.

    Raises: InvalidError with a field `subject.<language>` for each wording that is too long or refused.
    """
    subjects, problems = _read_texts(subject, languages, _read_subject, name="subject")
    if problems:
        raise InvalidError(next(iter(problems.values())), problems)
    return replace(announcement, subject=subjects)


def compose_from(
    announcement_id: str,
    template: Template,
    parameters: Mapping[str, Parameter],
    *,
    now: datetime,
    level: Level | None = None,
    expires_at: datetime | None = None,
    targets: Targets = EVERYWHERE,
) -> Announcement:
    """Return an announcement from a prepared text.

    Raises: InvalidError `announcement.parameters` with a field for each parameter that is missing or unknown, or
    does not match its kind, and `announcement.expiry_past`.
    """
    wanted = template_parameters(template)
    fields = {name: "announcement.parameter_missing" for name in wanted if name not in parameters}
    fields |= {name: "announcement.parameter_unknown" for name in parameters if name not in wanted}
    fields |= {
        name: "announcement.parameter_wrong"
        for name in wanted
        if name in parameters and not _matches_kind(ParameterKind(name), parameters[name])
    }
    if fields:
        raise InvalidError("announcement.parameters", fields)
    _check_expiry(expires_at, now)
    return Announcement(
        id=announcement_id,
        text=template.text,
        level=level or template.level,
        posted_at=now,
        expires_at=expires_at,
        rooms=targets.rooms or None,
        destinations=targets.destinations or None,
        template=template.id,
        numbers={k: v for k, v in parameters.items() if isinstance(v, int)},
        times={k: v for k, v in parameters.items() if isinstance(v, datetime)},
        places={k: v for k, v in parameters.items() if isinstance(v, str)},
        names={k: v for k, v in parameters.items() if isinstance(v, Mapping)},
    )


def template_parameters(template: Template) -> tuple[str, ...]:
    """Return the names of a prepared text's placeholders, in order.

    Raises: ValueError: a placeholder is not a ParameterKind.
    """
    names = dict.fromkeys(PLACEHOLDER.findall(template.text["en"]))
    return tuple(ParameterKind(name).value for name in names)


def unreviewed_languages(template: Template) -> tuple[str, ...]:
    """Return the languages in which no person has reviewed a prepared text as it is now."""
    return tuple(code for code in template.text if code not in template.reviewers)


def are_reviewed(templates: Iterable[Template]) -> bool:
    """Return whether prepared texts of an event are reviewed at all, or were."""
    return any(one.reviewers or one.former_reviewers for one in templates)


def has_expired(announcement: Announcement, now: datetime) -> bool:
    """Return whether an announcement must no longer be shown."""
    return announcement.expires_at is not None and announcement.expires_at <= now


def is_for_press(announcement: Announcement) -> bool:
    """Return whether an announcement is for everywhere or for the press centre."""
    if announcement.destinations is None:
        return announcement.rooms is None
    return Destination.PRESS in announcement.destinations


def may_be_swept(announcement: Announcement, now: datetime) -> bool:
    """Return whether an announcement expired so long ago that it may be removed from the board."""
    return announcement.expires_at is not None and announcement.expires_at + KEPT_AFTER_EXPIRY <= now


def _read_texts(
    text: Text, languages: Sequence[str], read_one: Callable[[str], tuple[str, Problem | None]], *, name: str = "text"
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the cleaned wordings by language, and the code of each problem by its field `<name>.<language>`."""
    read = {code: read_one(text.get(code, "")) for code in languages}
    texts = {code: cleaned for code, (cleaned, _) in read.items() if cleaned}
    too_long = {"text.too_long": _TOO_LONG[name]}
    problems = {
        f"{name}.{code}": too_long.get(problem.code, problem.code) for code, (_, problem) in read.items() if problem
    }
    return texts, problems


def _read_screen_text(text: str) -> tuple[str, Problem | None]:
    return read_note(text, most=LONGEST_TEXT)


def _read_subject(text: str) -> tuple[str, Problem | None]:
    return read_line(text, most=LONGEST_SUBJECT)


def _check_expiry(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and expires_at <= now:
        raise InvalidError("announcement.expiry_past", {"expires_at": "announcement.expiry_past"})


def _matches_kind(kind: ParameterKind, value: Parameter) -> bool:
    match kind:
        case ParameterKind.MINUTES | ParameterKind.COUNT | ParameterKind.CHANNEL:
            return isinstance(value, int) and value >= 0
        case ParameterKind.TIME:
            return isinstance(value, datetime) and value.tzinfo is not None
        case ParameterKind.ROOM:
            return isinstance(value, str) and bool(value)
        case ParameterKind.NAME:
            return isinstance(value, Mapping) and any(value.values())
