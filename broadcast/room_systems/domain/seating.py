"""Which speaker of a list sits at a seat: by the name that an operator has given the seat, or the room system's own."""

from collections.abc import Iterable

from broadcast.board.domain.speakers import Speaker, SpeakersList, Turn
from conference.texts.folding import fold_to_key


def find_seated_speaker(speakers: SpeakersList, label: str) -> Speaker | None:
    """Return the speaker of this name, in any language and spelling, who waits or has the floor.

    None without such a speaker, and for several of one name: the operator decides. A speaker who has had the floor is
    not found, since a further statement is a right of reply.
    """
    wanted = fold_to_key(label)
    if not wanted:
        return None
    found = [one for one in speakers.speakers if one.turn in (Turn.WAITING, Turn.SPEAKING) and wanted in _keys_of(one)]
    return found[0] if len(found) == 1 else None


def _keys_of(speaker: Speaker) -> Iterable[str]:
    return {fold_to_key(name) for name in speaker.name.values()}
