"""Turns of the handshakes of one server: a crowd that comes at once delays what the loop does besides by little."""

import asyncio
from collections import deque
from collections.abc import Callable

HANDSHAKES_A_TURN = 16
"""Handshakes that are continued in one turn of the loop: about 5 ms, so that a scan or an update waits no longer."""


class HandshakeTurns:
    """Continue handshakes at once, or in a later turn of the loop, in the order in which their bytes came."""

    __slots__ = ("_is_waiting", "_left", "_waiting")

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._left = HANDSHAKES_A_TURN
        self._is_waiting = False

    def __len__(self) -> int:
        return len(self._waiting)

    def take(self, go_on: Callable[[], None]) -> None:
        """Call `go_on` now, or in a later turn."""
        if not self._is_waiting:
            self._is_waiting = True
            asyncio.get_running_loop().call_soon(self._begin_turn)
        if self._waiting or not self._left:
            self._waiting.append(go_on)
            return
        self._left -= 1
        go_on()

    def _begin_turn(self) -> None:
        self._left = HANDSHAKES_A_TURN
        self._is_waiting = bool(self._waiting)
        if self._is_waiting:
            asyncio.get_running_loop().call_soon(self._begin_turn)
        while self._waiting and self._left:
            self._left -= 1
            self._waiting.popleft()()
