"""Outcomes of attempts to send a letter, and when the next attempt is due. Pure."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from conference.mail.states import LetterState

MAX_ANSWER = 2000
"""Characters of a mail server's answer that are kept."""


class Reason(StrEnum):
    """Why a letter is in its state, beside the words of the mail server."""

    ACCEPTED = "accepted"
    ANSWERED = "answered"
    ADDRESS_NOT_ASCII = "address_not_ascii"
    NOT_COMPOSED = "not_composed"
    SERVER_UNUSABLE = "server_unusable"
    CONNECTION_LOST = "connection_lost"
    ANSWER_LOST = "answer_lost"
    PROGRAM_ENDED = "program_ended"
    BOUNCED = "bounced"
    DELAYED = "delayed"
    ENCLOSURE_PENDING = "enclosure_pending"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Outcome of an attempt: the letter's next state, the reason, the server's words. `waiting` is tried again."""

    state: LetterState
    reason: Reason
    answer: str = ""


def outcome_of_refusal(code: int, text: str) -> Outcome:
    """Return the outcome of an answer that accepts no letter: 5xx is final, any other is tried again."""
    state = LetterState.REFUSED if code // 100 == 5 else LetterState.WAITING
    return Outcome(state, Reason.ANSWERED, _cut_answer(code, text))


def outcome_of_content(code: int, text: str) -> Outcome:
    """Return the outcome of the answer to a whole letter. One that SMTP does not know is unclear."""
    if code // 100 == 2:
        return Outcome(LetterState.SENT, Reason.ACCEPTED, _cut_answer(code, text))
    if code // 100 in (4, 5):
        return outcome_of_refusal(code, text)
    return Outcome(LetterState.UNCLEAR, Reason.ANSWER_LOST, _cut_answer(code, text))


def _cut_answer(code: int, text: str) -> str:
    return f"{code} {text}"[:MAX_ANSWER]


class Backoff(Struct, frozen=True, kw_only=True):
    """Delays between attempts: doubled from `first` to `longest`, until `give_up_after` from the first attempt."""

    first: timedelta = timedelta(minutes=1)
    longest: timedelta = timedelta(hours=4)
    give_up_after: timedelta = timedelta(days=3)

    def delay_after(self, attempts: int, key: str) -> timedelta:
        """Return the delay after that many attempts, shortened by up to a quarter; the part depends on the key."""
        doubled: timedelta = self.first * 2 ** min(attempts - 1, 20)
        share = int.from_bytes(hashlib.sha256(f"{key}:{attempts}".encode()).digest()[:2], "big") / 0x10000
        return min(doubled, self.longest) * (1 - share / 4)

    def is_over(self, tried_since: datetime, now: datetime) -> bool:
        """Whether no further attempt is made."""
        return now - tried_since >= self.give_up_after
