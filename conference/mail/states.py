"""States of letters, and the acts of officers that each state allows. Pure."""

from collections.abc import Mapping
from enum import StrEnum


class LetterState(StrEnum):
    """State of a letter.

    A letter is `sending` from the commit before its text is given to the mail server until the answer is recorded. One
    whose answer was lost is `unclear`: the server may have accepted it, and only an officer sends it again.
    """

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    FAILED = "failed"
    UNCLEAR = "unclear"
    BOUNCED = "bounced"
    PRINTED = "printed"
    CANCELLED = "cancelled"


class LetterAct(StrEnum):
    """Act of an officer on a letter."""

    SEND_AGAIN = "send_again"
    RELEASE = "release"
    CANCEL = "cancel"
    PRINT = "print"


PROBLEM_STATES = frozenset({LetterState.REFUSED, LetterState.FAILED, LetterState.UNCLEAR, LetterState.BOUNCED})
"""States of letters that may not have reached their recipient, and that only an officer sends again."""

STATES_OF_ACTS: Mapping[LetterAct, frozenset[LetterState]] = {
    LetterAct.SEND_AGAIN: PROBLEM_STATES,
    LetterAct.RELEASE: frozenset({LetterState.WAITING}),
    LetterAct.CANCEL: frozenset({LetterState.WAITING}) | PROBLEM_STATES,
    LetterAct.PRINT: frozenset({LetterState.WAITING}),
}
"""Act → the states in which it is allowed."""

RESULTS: Mapping[LetterAct, LetterState] = {
    LetterAct.SEND_AGAIN: LetterState.WAITING,
    LetterAct.RELEASE: LetterState.WAITING,
    LetterAct.CANCEL: LetterState.CANCELLED,
    LetterAct.PRINT: LetterState.PRINTED,
}
"""Act → the state of the letter after it."""
