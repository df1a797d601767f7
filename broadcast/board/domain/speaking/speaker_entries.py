"""A speaker as an operator enters one: a State by its UN name, or a name in the event's languages."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from broadcast.board.domain.speakers import Speaker
from broadcast.board.domain.speaking.speaking_time import SpeakingRules
from conference.errors import InvalidError
from conference.languages import Text
from conference.texts.typed_text import read_line


class SpeakerEntry(Struct, frozen=True, kw_only=True):
    """The typed values: a country's code, or a name by language; role by language; class ("" for none)."""

    country: str = ""
    name: Text = {}
    role: Text = {}
    speaker_class: str = ""


def make_speaker(
    speaker_id: str,
    entry: SpeakerEntry,
    *,
    languages: Sequence[str],
    required: Sequence[str],
    rules: SpeakingRules,
    state_name: Text | None = None,
) -> Speaker:
    """Return the speaker of an entry. A name is complete in the `required` languages; a role may be left out.

    `state_name` is the UN name of the entry's country, None for an unknown one. A speaker without a role of their own
    has that of their class.

    Raises: InvalidError `speakers.entry_invalid` with a field for each value that is refused.
    """
    classes = {one.code: one for one in rules.classes}
    if entry.country:
        name = {code: state_name[code] for code in languages} if state_name else {}
        fields = {} if state_name else {"country": "speakers.unknown_country"}
    else:
        name, fields = _read_name(entry.name, languages, required)
    role, refused_roles = _read_wordings("role", entry.role, languages)
    fields |= refused_roles
    if entry.speaker_class and entry.speaker_class not in classes:
        fields["speaker_class"] = "speakers.unknown_class"
    if fields:
        raise InvalidError("speakers.entry_invalid", fields)
    if not role and entry.speaker_class:
        role = dict(classes[entry.speaker_class].name)
    return Speaker(
        id=speaker_id,
        name=name,
        role=role,
        country=entry.country,
        speaker_class=entry.speaker_class,
        is_entered=True,
    )


def _read_name(typed: Text, languages: Sequence[str], required: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    name, fields = _read_wordings("name", typed, languages)
    for code in required:
        if code not in name:
            fields.setdefault(f"name.{code}", "speakers.name_missing")
    return name, fields


def _read_wordings(
    field_name: str, typed: Mapping[str, str], languages: Sequence[str]
) -> tuple[dict[str, str], dict[str, str]]:
    read = {code: read_line(typed.get(code, "")) for code in languages}
    texts = {code: text for code, (text, _) in read.items() if text}
    return texts, {f"{field_name}.{code}": problem.code for code, (_, problem) in read.items() if problem}
