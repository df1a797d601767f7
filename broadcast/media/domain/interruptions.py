"""When the program announces that an interpretation is interrupted, and when it takes that back."""

from collections.abc import Collection, Sequence
from enum import StrEnum

from msgspec import Struct, structs

from broadcast.media.domain.states import INTERRUPTED, StreamRecord


class Act(StrEnum):
    """What is to be said on the board."""

    NONE = "none"
    LOSE = "lose"
    RESTORE = "restore"


class Announcement(Struct, frozen=True, kw_only=True):
    """An act in a session, and the record to be saved with it."""

    act: Act
    session: str
    record: StreamRecord


def is_interrupted(records: Sequence[StreamRecord]) -> bool:
    """Return whether none of the streams of a language, of which some are known, is heard."""
    return bool(records) and all(one.state in INTERRUPTED for one in records)


def plan_announcement(
    record: StreamRecord, *, is_down: bool, running: str | None, lost_in: Collection[str]
) -> Announcement:
    """Return what to say of a language.

    `running` is the session in its room now, `lost_in` are the sessions in which it is said to be lost. An operator's
    word counts: what an operator has restored is not lost again in the same session, and what an operator has announced
    is not restored.
    """
    if not is_down:
        is_due = record.is_ours and record.session in lost_in
        cleared = structs.replace(record, session="", is_ours=False)
        return Announcement(act=Act.RESTORE if is_due else Act.NONE, session=record.session, record=cleared)
    if running is not None and running != record.session:
        is_new = running not in lost_in
        noted = structs.replace(record, session=running, is_ours=is_new)
        return Announcement(act=Act.LOSE if is_new else Act.NONE, session=running, record=noted)
    still = record.is_ours and record.session in lost_in
    return Announcement(act=Act.NONE, session=record.session, record=structs.replace(record, is_ours=still))
