"""Send commands to screens, take their answers and their pictures."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from broadcast.screen_control.domain import (
    ANSWERS,
    LARGEST_PICTURE,
    CommandKind,
    CommandOutcome,
    ScreenAnswer,
    ScreenCommand,
    ScreenPicture,
    is_ticket,
    takes_picture,
)
from broadcast.screen_control.ports import ControlServices
from conference.audit import AuditEntry
from conference.auth.roles import Staff
from conference.errors import InvalidError, NotFoundError
from conference.transactions import Transaction

KEPT_FOR = timedelta(days=1)
"""How long commands are kept."""


async def send_commands(
    services: ControlServices, kind: CommandKind, screens: Collection[str] | None, *, staff: Staff
) -> str:
    """Add a command to each of some paired screens, None for all, and return the name of the batch. They are sent soon.

    Raises: InvalidError `screens.none_chosen`: none of them is a paired screen.
    """
    now, batch = services.clock.now(), services.ids.new("cmd")
    async with services.transactions.write() as transaction:
        paired = set(await services.list_screens(transaction))
        names = sorted(paired if screens is None else paired & set(screens))
        if not names:
            raise InvalidError("screens.none_chosen", {"screens": "screens.none_chosen"})
        commands = [
            ScreenCommand(
                id=services.ids.new("cmd"), batch=batch, screen=name, kind=kind, asked_at=now, asked_by=staff.id
            )
            for name in names
        ]
        await services.store.delete_before(transaction, now - KEPT_FOR)
        await services.store.add(transaction, commands)
        details = {"kind": kind.value, "count": len(names), "screens": " ".join(names[:20])}
        action = "broadcast:screen_command:sent"
        await transaction.record(AuditEntry(actor=staff.id, action=action, subject=batch, at=now, details=details))
    services.send_soon()
    return batch


class ControlRead(Struct, frozen=True, kw_only=True):
    """The paired screens by name, the commands of a batch by screen, and when each picture was taken."""

    screens: Sequence[str]
    commands: Mapping[str, ScreenCommand]
    pictured: Mapping[str, datetime]


async def read_control(services: ControlServices, batch: str = "") -> ControlRead:
    """Read what the page of all screens shows."""
    async with services.transactions.read() as transaction:
        commands = await services.store.list_batch(transaction, batch) if batch else []
        return ControlRead(
            screens=sorted(await services.list_screens(transaction)),
            commands={one.screen: one for one in commands},
            pictured=await services.store.list_picture_times(transaction),
        )


async def read_picture(services: ControlServices, screen: str) -> ScreenPicture:
    """Return the latest picture of a screen.

    Raises: NotFoundError: there is none.
    """
    async with services.transactions.read() as transaction:
        picture = await services.store.find_picture(transaction, screen)
    if picture is None:
        raise NotFoundError("http_404")
    return picture


async def take_answer(services: ControlServices, answer: ScreenAnswer, transaction: Transaction) -> None:
    """Save what a screen has answered to a command of its own; anything else is ignored."""
    command = await services.store.find(transaction, answer.command_id)
    if command is None or command.screen != answer.screen or answer.word not in ANSWERS:
        return
    outcome = ANSWERS[answer.word]
    if command.kind is CommandKind.PICTURE and outcome is CommandOutcome.DONE:
        return  # the picture itself says so
    await services.store.save_answer(transaction, answer.command_id, outcome.value, services.clock.now())


async def take_picture(services: ControlServices, command_id: str, ticket: str, content: bytes) -> None:
    """Save the picture of a command in the place of an earlier one of this screen.

    Raises: NotFoundError: the ticket is not that of a command that waits for its picture.
    InvalidError `screens.no_picture`: the content is no small image.
    """
    if not is_ticket(services.ticket_key, command_id, ticket):
        raise NotFoundError("http_404")
    if len(content) > LARGEST_PICTURE:
        raise InvalidError("screens.no_picture")
    try:
        image = await asyncio.to_thread(services.prepare_picture, content)
    except ValueError:
        raise InvalidError("screens.no_picture") from None
    now = services.clock.now()
    async with services.transactions.write() as transaction:
        command = await services.store.find(transaction, command_id)
        if command is None or not takes_picture(command, now):
            raise NotFoundError("http_404")
        await services.store.save_answer(transaction, command_id, CommandOutcome.DONE.value, now)
        picture = ScreenPicture(screen=command.screen, taken_at=now, image=image)
        await services.store.save_picture(transaction, picture)


async def forget_pictures(services: ControlServices, transaction: Transaction) -> None:
    """Delete the pictures of screens that are not paired any more."""
    await services.store.keep_pictures_of(transaction, await services.list_screens(transaction))
