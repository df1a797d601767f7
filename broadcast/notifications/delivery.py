"""One attempt to send a message to a follower, and what follows from the answer of its push service."""

import asyncio
from collections import defaultdict
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from msgspec import Struct

from broadcast.feed.public_board import PublicBoard
from broadcast.notifications.domain import (
    find_news,
    read_state,
    state_of,
    time_to_live,
    topic_of,
    urgency_of,
)
from broadcast.notifications.encryption import encrypt_message
from broadcast.notifications.messages import write_message
from broadcast.notifications.metrics import Fate
from broadcast.notifications.services import NotificationServices
from broadcast.notifications.storage import DueFollower, Postponement
from conference.mail.outcomes import Backoff
from conference.webhooks.sender import Attempt, WebhookSender

BACKOFF = Backoff(first=timedelta(seconds=5), longest=timedelta(minutes=10), give_up_after=timedelta(hours=6))
"""Delays between attempts at one change of a session."""

AT_ONCE = 8
"""Messages that one process sends to one push service at the same time."""

LONGEST_PAUSE = timedelta(hours=1)
BEHIND_FOR = timedelta(seconds=1)
"""How long a message waits when this node does not have the change of the board yet that it is about."""

_GONE = frozenset({404, 410})
_PAUSING = frozenset({429, 503})


class Delivered(Struct, frozen=True):
    """Result of one follower: the text of the state it knows now, or when it is tried again, or `is_gone`.

    `fate` is None if nothing was to be sent.
    """

    due: DueFollower
    fate: Fate | None
    told: str = ""
    postponed: Postponement | None = None

    @property
    def is_gone(self) -> bool:
        """Whether the push service knows the browser no more."""
        return self.fate is Fate.GONE


class Deliverer:
    """Sends messages to followers, a few at a time to each push service, and none while one asks to wait."""

    def __init__(self, services: NotificationServices, sender: WebhookSender) -> None:
        self._services = services
        self._sender = sender
        self._turns: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))
        self._paused_until: dict[str, datetime] = {}

    async def deliver(self, due: DueFollower, board: PublicBoard) -> Delivered:
        """Tell a follower how its session differs from what it knows. `board` is in its language."""
        follower, now = due.follower, self._services.clock.now()
        if due.revision.epoch == board.revision.epoch and due.revision.offset > board.revision.offset:
            return _postpone_delivery(due, now + BEHIND_FOR)
        session = next((one for one in board.sessions if one.id == follower.session), None)
        if session is None:
            return Delivered(due, None, told=follower.told)
        state = state_of(session)
        news = find_news(read_state(follower.told), state)
        if news is None:
            return Delivered(due, None, told=state.to_text())
        message = write_message(session, news, board=board, code=follower.language, texts=self._services.texts)
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(int(time_to_live(session, now).total_seconds())),
            "Topic": topic_of(session.id),
            "Urgency": urgency_of(session, now),
        }
        return await self._send_in_turn(due, message, headers, state.to_text())

    async def _send_in_turn(self, due: DueFollower, message: bytes, headers: dict[str, str], told: str) -> Delivered:
        subscription, clock = due.follower.subscription, self._services.clock
        host = urlsplit(subscription.endpoint).netloc
        async with self._turns[host]:
            paused_until = self._paused_until.get(host)
            if paused_until is not None and paused_until > clock.now():
                return _postpone_delivery(due, paused_until)
            signed = {
                **headers,
                "Authorization": self._services.sender_key.authorize(subscription.endpoint, clock.now()),
            }
            body = encrypt_message(message, subscription)
            attempt = await self._sender.send(subscription.endpoint, body, signed)
        return self._judge_attempt(due, attempt, told=told, host=host)

    def _judge_attempt(self, due: DueFollower, attempt: Attempt, *, told: str, host: str) -> Delivered:
        now = self._services.clock.now()
        if attempt.is_accepted:
            return Delivered(due, Fate.SENT, told=told)
        if attempt.status in _GONE:
            return Delivered(due, Fate.GONE)
        is_temporary = attempt.status is None or attempt.status == 429 or attempt.status >= 500
        if not is_temporary:
            return Delivered(due, Fate.REFUSED, told=told)
        tried_since, attempts = due.tried_since or now, due.attempts + 1
        if BACKOFF.is_over(tried_since, now):
            return Delivered(due, Fate.DROPPED, told=told)
        asked = min(timedelta(seconds=attempt.retry_after_s or 0), LONGEST_PAUSE)
        due_at = now + max(BACKOFF.delay_after(attempts, due.follower.subscription.device), asked)
        if attempt.status is None or attempt.status in _PAUSING:
            self._paused_until[host] = now + max(asked, BACKOFF.first)
        return Delivered(
            due,
            Fate.POSTPONED,
            postponed=Postponement(due=due, due_at=due_at, tried_since=tried_since, attempts=attempts),
        )


def _postpone_delivery(due: DueFollower, due_at: datetime) -> Delivered:
    """Return the result of a follower to whom nothing was sent yet."""
    waits = Postponement(due=due, due_at=due_at, tried_since=due.tried_since, attempts=due.attempts)
    return Delivered(due, None, postponed=waits)
