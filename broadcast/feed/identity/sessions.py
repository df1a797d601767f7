"""Connections that claim the name of a screen: the challenge, the proof, and messages for one screen.

The name of a paired screen counts only after the connection has proved the key of its device: until then it is not in
the list of screens, what it reports is ignored, and its report is counted as an attempt. Other names count at
once, unproved.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from broadcast.feed import wire
from broadcast.feed.identity.messages import Assignment, Challenge, Command, CommandResult, Proof
from broadcast.feed.identity.proofs import is_proved, make_nonce, signed_text
from broadcast.feed.screens import Screens


class KnownScreen(Struct, frozen=True):
    """A paired screen: its name, the key of its device ("" for none), the address of what it shows, and its room."""

    name: str
    public_key: str
    address: str
    room: str = ""


class ScreenKeys(Protocol):
    """What this node knows of paired screens, in memory."""

    def find(self, name: str) -> KnownScreen | None:
        """Return the paired screen of this name, or None."""
        ...


class NoScreenKeys(ScreenKeys):
    """Knowledge of a board without paired screens, such as that of a rehearsal."""

    def find(self, name: str) -> KnownScreen | None:
        """Return None."""
        return None


class ScreenConnection(Protocol):
    """The connection of a screen."""

    def send(self, data: bytes) -> None:
        """Write bytes to this connection alone."""
        ...


class ScreenClaim(Struct, frozen=True, kw_only=True):
    """What a connection claims: the name it reports under, its language, and the Origin of its handshake."""

    name: str
    language: str
    origin: str = ""


class ScreenSessions:
    """The connections of one node that claim names of screens, by the name of the screen.

    `record` takes what a connection reports to have painted. `keys` are those of paired screens; call `review` after
    they have changed. `on_result` gets the name of the screen and each result of a command.
    """

    def __init__(
        self, screens: Screens, now: Callable[[], datetime], record: Callable[[object, wire.Shown], object]
    ) -> None:
        self.screens = screens
        self.now = now
        self.record = record
        self.keys: ScreenKeys = NoScreenKeys()
        self.on_result: Callable[[str, CommandResult], None] = _ignore_result
        self._sessions: dict[str, dict[ScreenSession, None]] = {}

    def open(self, connection: ScreenConnection, claim: ScreenClaim) -> "ScreenSession":
        """Add a connection after its snapshot was sent, and challenge it if it claims a paired screen."""
        session = ScreenSession(self, connection, claim)
        self._sessions.setdefault(session.base, {})[session] = None
        session.review()
        return session

    def forget(self, session: "ScreenSession") -> None:
        """Remove a closed connection."""
        sessions = self._sessions.get(session.base, {})
        sessions.pop(session, None)
        if not sessions:
            self._sessions.pop(session.base, None)

    def review(self) -> None:
        """Apply changed keys and addresses to the open connections."""
        for session in [one for sessions in self._sessions.values() for one in sessions]:
            session.review()

    def is_proved(self, name: str) -> bool:
        """Return whether the device of a paired screen is connected to this node, proved."""
        return any(session.proved for session in self._sessions.get(name, {}))

    def send_command(self, name: str, command_id: str, kind: str, parameters: Mapping[str, str | int]) -> bool:
        """Send a command to a paired screen on one proved connection; return False if it has none on this node."""
        session = next((one for one in self._sessions.get(name, {}) if one.proved), None)
        if session is None:
            return False
        session.send(wire.encode_message(Command(command_id, kind, dict(parameters))))
        return True


class ScreenSession:
    """One connection that claims the name of a screen."""

    __slots__ = (
        "_claim",
        "_connection",
        "_has_attempted",
        "_is_open",
        "_key",
        "_nonce",
        "_sessions",
        "_told",
        "base",
        "proved",
    )

    def __init__(self, sessions: ScreenSessions, connection: ScreenConnection, claim: ScreenClaim) -> None:
        self.base = claim.name.partition(".")[0]
        self.proved = False
        self._sessions = sessions
        self._connection = connection
        self._claim = claim
        self._nonce = ""
        self._key: str | None = None
        self._told: tuple[str | None, str] = (None, "")
        self._has_attempted = False
        self._is_open = False

    def review(self) -> None:
        """Compare with what is known of the name now: challenge, accept without proof, or tell a new address."""
        known = self._sessions.keys.find(self.base)
        if known is None:
            if self._key is not None or not self._is_open:
                self._accept_unproved()
        elif known.public_key != self._key:
            self._send_challenge(known)
        elif self.proved and (known.address, known.room) != self._told:
            self._tell_address(known.address, known.room)
        self._is_open = True

    def close(self) -> None:
        """Mark the screen as gone."""
        self._sessions.screens.leave(self._connection, self._claim.name)
        self._sessions.forget(self)

    def send(self, message: wire.Encoded) -> None:
        """Send a message to this connection alone."""
        self._connection.send(message.frame)

    def take(self, message: wire.ClientMessage) -> None:
        """Handle a message; one with another name than the connection's is ignored."""
        if message.screen != self._claim.name:
            return
        match message:
            case wire.Shown():
                self._take_report(message)
            case Proof():
                self._take_proof(message.signature)
            case CommandResult():
                if self.proved:
                    self._sessions.on_result(self.base, message)

    def _take_report(self, shown: wire.Shown) -> None:
        if self._key is not None and not self.proved:
            self._note_attempt()
            return
        self._sessions.record(self._connection, shown)

    def _take_proof(self, signature: str) -> None:
        """Take the one answer to the last challenge."""
        nonce, self._nonce = self._nonce, ""
        known = self._sessions.keys.find(self.base)
        if not nonce or known is None:
            return
        content = signed_text(self._claim.origin, self.base, nonce)
        if not self._claim.origin or not is_proved(known.public_key, content, signature):
            self._note_attempt()
            if self._claim.origin:
                self._tell_address(None)
            return
        if self._has_attempted:
            self._has_attempted = False
            self._sessions.screens.forgive_attempt(self.base)
        self.proved = True
        self._join_screens()
        self._tell_address(known.address, known.room)

    def _accept_unproved(self) -> None:
        """Let a connection count whose name no paired screen has."""
        self._withdraw_claim()
        self._key, self._nonce = None, ""
        self._join_screens()

    def _send_challenge(self, known: KnownScreen) -> None:
        """Ask for a proof of the key that is known now. A proof of another key does not count any more."""
        self._withdraw_claim()
        self._key, self._nonce = known.public_key, make_nonce()
        if known.public_key:
            self.send(wire.encode_message(Challenge(self._nonce)))

    def _withdraw_claim(self) -> None:
        """Let the connection count no more, and tell a device that was proved that it is not this screen any more."""
        self._sessions.screens.leave(self._connection, self._claim.name)
        if self.proved:
            self.proved = False
            self._tell_address(None)

    def _join_screens(self) -> None:
        claim, now = self._claim, self._sessions.now()
        screens = self._sessions.screens
        screens.join(self._connection, claim.name, language=claim.language, now=now, proved=self.proved)

    def _tell_address(self, address: str | None, room: str = "") -> None:
        self._told = (address, room)
        self.send(wire.encode_message(Assignment(self.base, address, room)))

    def _note_attempt(self) -> None:
        """Count this connection once among the unproved ones that used the name."""
        if not self._has_attempted:
            self._has_attempted = True
            self._sessions.screens.note_attempt(self.base, self._sessions.now())


def _ignore_result(_name: str, _result: CommandResult) -> None:
    return
