"""Acts that operators sent at the same time, compared with the log of the board."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from broadcast.board.ports import Change


@dataclass(frozen=True)
class SentAct:
    """A committed act: its operator, its key, the offset that it was based on, its own offset, its time in ms."""

    operator: str
    key: str
    expected: int
    offset: int
    took_ms: float


@dataclass
class Outcome:
    """Committed acts, and how many were refused, by the code of the error."""

    sent: list[SentAct] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)


def find_faults(sent: Sequence[SentAct], changes: Sequence[Change]) -> list[str]:
    """Return what contradicts the log: acts that it lacks, and acts that overwrote an unseen state."""
    faults, by_key = [], dict[str, list[Change]]()
    for change in sorted(changes, key=lambda one: one.offset):
        by_key.setdefault(change.key, []).append(change)
    by_offset = {change.offset: change for change in changes}
    claimed = Counter(one.offset for one in sent)
    faults += [f"offset {offset} was answered {count} times" for offset, count in claimed.items() if count > 1]
    for one in sent:
        offsets = [change.offset for change in by_key[one.key] if change.offset <= one.offset]
        # The answer names the offset of the board, which counts the session that shows the speaker, too.
        mine, before = offsets[-1], offsets[-2]
        if one.offset - mine > 1 or by_offset[mine].operator_name != one.operator.title():
            faults.append(f"act at {one.offset} is not in the log")
        if before > one.expected:
            faults.append(f"act at {one.offset}, based on {one.expected}, overwrote {before}")
    return faults
