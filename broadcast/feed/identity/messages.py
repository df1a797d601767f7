"""Messages between the server and one screen, on its connection alone. Described in docs/wire.md like all others."""

from typing import Annotated

from msgspec import Meta, Struct


class Challenge(Struct, frozen=True, tag_field="type", tag="challenge"):
    """To a connection that claims the name of a paired screen: what its proof signs."""

    nonce: str


class Assignment(Struct, frozen=True, tag_field="type", tag="assignment"):
    """To a proved screen: path and query of what it shows; null when the device is not this screen any more.

    `room` is the code of the room where it hangs, "" for none.
    """

    screen: str
    address: str | None
    room: str = ""


class Command(Struct, frozen=True, tag_field="type", tag="command"):
    """To a proved screen: an act that it carries out and answers by a `result` with this id."""

    id: str
    kind: str
    parameters: dict[str, str | int]


class Proof(Struct, frozen=True, tag_field="type", tag="proof"):
    """Answer of a screen to a challenge: its signature in base64url."""

    screen: str
    signature: Annotated[str, Meta(max_length=100)]


class CommandResult(Struct, frozen=True, tag_field="type", tag="result"):
    """Answer of a screen to a command: what became of it, in a word."""

    screen: str
    id: Annotated[str, Meta(max_length=64)]
    outcome: Annotated[str, Meta(max_length=64)]
