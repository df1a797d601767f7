"""A device asks to be paired, and asks again what became of it. It has no login."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from broadcast.screens.domain.pairing import (
    OPEN_FOR,
    PairedScreen,
    PairingRequest,
    PairingState,
    check_room_for,
    make_code,
    shorten_agent,
)
from broadcast.screens.ports import ScreenServices
from conference.transactions import Transaction


class DeviceState(StrEnum):
    """What a device is told: it waits with a code, it was rejected, or it is paired."""

    WAITING = "waiting"
    REJECTED = "rejected"
    PAIRED = "paired"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceFacts:
    """A device: its public key, the network it asks from, and its User-Agent."""

    public_key: str
    network: str
    user_agent: str = ""


class DeviceAnswer(Struct, frozen=True, kw_only=True):
    """The state of a device with its code and the end of its request, or with the screen that it is."""

    state: DeviceState
    code: str = ""
    expires_at: datetime | None = None
    screen: PairedScreen | None = None


async def ask_pairing(services: ScreenServices, device: DeviceFacts) -> DeviceAnswer:
    """Return what became of a device, and add a request if there is none: a request ends after `OPEN_FOR`.

    Raises: ThrottledError `requests.throttled`, RuleError `screen.too_many_requests`.
    """
    now = services.board.clock.now()
    async with services.board.transactions.read() as transaction:
        known = await _find_answer(services, transaction, device.public_key, now)
    if known is not None:
        return known
    services.charge(device.network)
    async with services.board.transactions.write() as transaction:
        await services.store.lock(transaction)
        known = await _find_answer(services, transaction, device.public_key, now)
        if known is not None:
            return known
        await services.store.delete_requests(transaction, before=now - OPEN_FOR)
        requests = await services.store.list_requests(transaction, since=now - OPEN_FOR)
        check_room_for([one for one in requests if one.state is PairingState.WAITING], device.network)
        taken = {one.code for one in requests}
        code = next(code for code in iter(lambda: make_code(services.board.ids.secret()), None) if code not in taken)
        request = PairingRequest(
            code=code,
            public_key=device.public_key,
            asked_at=now,
            network=device.network,
            user_agent=shorten_agent(device.user_agent),
        )
        await services.store.add_request(transaction, request)
    return _answer_request(request)


async def _find_answer(
    services: ScreenServices, transaction: Transaction, public_key: str, now: datetime
) -> DeviceAnswer | None:
    screen = await services.store.find_by_key(transaction, public_key)
    if screen is not None:
        return DeviceAnswer(state=DeviceState.PAIRED, screen=screen)
    request = await services.store.find_request(transaction, public_key, since=now - OPEN_FOR)
    if request is None or request.state is PairingState.APPROVED:
        return None
    return _answer_request(request)


def _answer_request(request: PairingRequest) -> DeviceAnswer:
    state = DeviceState.WAITING if request.state is PairingState.WAITING else DeviceState.REJECTED
    return DeviceAnswer(state=state, code=request.code, expires_at=request.asked_at + OPEN_FOR)
