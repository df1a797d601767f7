"""Changes of who speaks when: entries, places, rights of reply, the closed list, and the speakers left over."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from broadcast.board.domain.speakers import (
    Speaker,
    SpeakersList,
    Turn,
    find_speaker,
    reorder_speakers,
    waiting_speakers,
)
from broadcast.board.domain.speaking.speaking_time import LONGEST_LIMIT_S, SpeakingRules
from conference.errors import InvalidError, RuleError

LONGEST_LIST = 500
"""Most speakers of a session: each change of the list writes all of them."""

_UNSPOKEN = (Turn.WAITING, Turn.SKIPPED)


class Leftover(StrEnum):
    """What becomes of the speakers who still wait when a session is adjourned."""

    KEPT = "kept"
    CARRIED = "carried"
    STRUCK = "struck"


def add_speaker(speakers: SpeakersList, speaker: Speaker) -> SpeakersList:
    """Return the list with one more speaker at its end.

    Raises: RuleError `speakers.list_closed`, `speakers.list_full`, `speakers.already_listed`, and
    `speakers.already_spoken` for a delegation that may only reply.
    """
    if speakers.is_closed:
        raise RuleError("speakers.list_closed")
    same = [one for one in speakers.speakers if one.id == speaker.id or is_same_delegation(one, speaker)]
    if any(one.turn is Turn.SPOKEN for one in same):
        raise RuleError("speakers.already_spoken")
    if same:
        raise RuleError("speakers.already_listed")
    return _append_speaker(speakers, speaker)


def is_same_delegation(one: Speaker, other: Speaker) -> bool:
    """Return whether two entries are of one State, or of one name in any language."""
    if one.country and other.country:
        return one.country == other.country
    return any(name and name.casefold() == other.name.get(code, "").casefold() for code, name in one.name.items())


def enter_reply(speakers: SpeakersList, speaker_id: str, *, rules: SpeakingRules) -> SpeakersList:
    """Return the list with a right of reply of a speaker who has spoken at its end.

    Raises: NotFoundError, and RuleError `speakers.not_spoken`, `speakers.reply_waiting`, `speakers.replies_used`.
    """
    speaker = find_speaker(speakers, speaker_id)
    if speaker.turn is not Turn.SPOKEN:
        raise RuleError("speakers.not_spoken")
    entered = [one for one in speakers.speakers if is_same_delegation(one, speaker)]
    if any(one.turn in _UNSPOKEN for one in entered):
        raise RuleError("speakers.reply_waiting")
    reply = 1 + max(one.reply for one in entered)
    if reply > len(rules.reply_limits_s):
        raise RuleError("speakers.replies_used")
    fresh = replace(speaker, id=_find_free_id(speakers, speaker_id), turn=Turn.WAITING, reply=reply, is_entered=True)
    return _append_speaker(speakers, replace(fresh, began_at=None, ended_at=None, timer=None))


def put_last(speakers: SpeakersList, speaker_id: str) -> SpeakersList:
    """Return the list with a waiting or skipped speaker, who is absent, waiting at its end.

    Raises: NotFoundError, and RuleError `speakers.not_waiting`.
    """
    speaker = _find_unspoken(speakers, speaker_id)
    others = tuple(one for one in speakers.speakers if one.id != speaker_id)
    return replace(speakers, speakers=(*others, replace(speaker, turn=Turn.WAITING)))


def move_speaker(speakers: SpeakersList, speaker_id: str, place: int) -> SpeakersList:
    """Return the list with a waiting speaker at a place among the waiting ones; the next speaker has place 1.

    Raises: RuleError `speakers.not_waiting`, `speakers.place_invalid`.
    """
    order = [one.id for one in waiting_speakers(speakers)]
    if speaker_id not in order:
        raise RuleError("speakers.not_waiting")
    if not 1 <= place <= len(order):
        raise RuleError("speakers.place_invalid")
    order.remove(speaker_id)
    order.insert(place - 1, speaker_id)
    return reorder_speakers(speakers, order)


def swap_speakers(speakers: SpeakersList, one_id: str, other_id: str) -> SpeakersList:
    """Return the list with two waiting speakers in each other's places.

    Raises: RuleError `speakers.not_waiting`, `speakers.swap_same`.
    """
    order = [one.id for one in waiting_speakers(speakers)]
    if one_id not in order or other_id not in order:
        raise RuleError("speakers.not_waiting")
    if one_id == other_id:
        raise RuleError("speakers.swap_same")
    at, to = order.index(one_id), order.index(other_id)
    order[at], order[to] = other_id, one_id
    return reorder_speakers(speakers, order)


def remove_speaker(speakers: SpeakersList, speaker_id: str) -> SpeakersList:
    """Return the list without a speaker who has not spoken.

    Raises: NotFoundError, and RuleError `speakers.not_waiting`.
    """
    return _strike_speakers(speakers, (_find_unspoken(speakers, speaker_id),))


def close_list(speakers: SpeakersList) -> SpeakersList:
    """Return the list closed: it takes rights of reply only.

    Raises: RuleError `speakers.list_closed`.
    """
    if speakers.is_closed:
        raise RuleError("speakers.list_closed")
    return replace(speakers, is_closed=True)


def reopen_list(speakers: SpeakersList) -> SpeakersList:
    """Return the list open for further speakers.

    Raises: RuleError `speakers.list_open`.
    """
    if not speakers.is_closed:
        raise RuleError("speakers.list_open")
    return replace(speakers, is_closed=False)


def set_limits(speakers: SpeakersList, limits: Mapping[str, int], *, rules: SpeakingRules) -> SpeakersList:
    """Return the list with time limits in seconds by class in place of the event's; "" is for speakers of no class.

    Raises: InvalidError `speakers.limit_invalid`, with the field `limit.<class>` of each limit that is refused.
    """
    known = {"", *(one.code for one in rules.classes)}
    wrong = [code for code, limit_s in limits.items() if code not in known or not 0 < limit_s <= LONGEST_LIMIT_S]
    if wrong:
        raise InvalidError("speakers.limit_invalid", {f"limit.{code}": "speakers.limit_invalid" for code in wrong})
    return replace(speakers, limits=dict(limits))


def strike_waiting(speakers: SpeakersList) -> SpeakersList:
    """Return the list without the speakers who still wait."""
    return _strike_speakers(speakers, waiting_speakers(speakers))


def carry_waiting(leaving: SpeakersList, taking: SpeakersList) -> SpeakersList:
    """Return the list `taking` with the waiting speakers of another session at its end, even if it is closed.

    A delegation that already waits there is not listed twice.

    Raises: RuleError `speakers.list_full`.
    """
    for speaker in waiting_speakers(leaving):
        waiting = [one for one in taking.speakers if one.turn in _UNSPOKEN and one.reply == speaker.reply]
        if not any(is_same_delegation(one, speaker) for one in waiting):
            fresh = replace(speaker, id=_find_free_id(taking, speaker.id), is_entered=True)
            taking = _append_speaker(taking, fresh)
    return taking


def _find_unspoken(speakers: SpeakersList, speaker_id: str) -> Speaker:
    speaker = find_speaker(speakers, speaker_id)
    if speaker.turn not in _UNSPOKEN:
        raise RuleError("speakers.not_waiting")
    return speaker


def _find_free_id(speakers: SpeakersList, speaker_id: str) -> str:
    """Return the id, or one with the next free number after it."""
    taken, base = {one.id for one in speakers.speakers}, speaker_id.partition("~")[0]
    return next(name for name in (speaker_id, *(f"{base}~{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def _append_speaker(speakers: SpeakersList, speaker: Speaker) -> SpeakersList:
    if len(speakers.speakers) >= LONGEST_LIST:
        raise RuleError("speakers.list_full")
    return replace(speakers, speakers=(*speakers.speakers, speaker))


def _strike_speakers(speakers: SpeakersList, struck: Sequence[Speaker]) -> SpeakersList:
    ids = {one.id for one in struck}
    planned = tuple(one.id for one in struck if not one.is_entered)
    kept = tuple(one for one in speakers.speakers if one.id not in ids)
    return replace(speakers, speakers=kept, removed=(*speakers.removed, *planned))
