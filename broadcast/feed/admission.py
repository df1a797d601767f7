"""Bound the number of viewers of a node and their rate of arrival; compute when a refused one may retry. No I/O."""

from dataclasses import dataclass

ADMITTED_PER_S = 5_000
"""Handshakes a second, in the long run: with its snapshot one costs about 0.1 ms, so this is half a core."""

BURST = 10_000
"""Handshakes accepted in one burst at any rate: a hall full of phones reconnects after an outage."""

MAX_VIEWERS = 20_000
"""Connections that one node accepts: about 0.3 GB, and 0.2 s for one update to all of them."""

RESERVED_SHARE = 0.1
"""Share of connections reserved for networks with less than half of all viewers. A venue behind one address may use all
others, and a single host that opens many connections cannot lock out the other networks."""

FULL_RETRY_S = 30.0
"""Average retry time in seconds when the node is full: another node may have room by then."""

LONGEST_RETRY_S = 120.0
"""Longest retry time in seconds."""


@dataclass(slots=True)
class Admission:
    """Admit viewers at a bounded rate (generic cell rate algorithm, ITU-T I.371), at most `most` at a time.

    A refused viewer also takes a position in the queue: the retry time is when that position is reached.
    """

    most: int = MAX_VIEWERS
    per_s: float = ADMITTED_PER_S
    burst: float = BURST
    refused: int = 0
    _due: float = 0.0

    def wait_s(self, held: int, *, now: float, chance: float, of_network: int = 0) -> float:
        """Return 0 to admit the viewer, else the seconds after which it may retry.

        `held` connections are open, `of_network` of them from the viewer's own network, `now` is a monotonic time in
        seconds, `chance` in [0, 1) spreads the retry times.
        """
        is_reserved = held >= self.most * (1 - RESERVED_SHARE) and of_network >= self.most / 2
        if held >= self.most or is_reserved:
            self.refused += 1
            return FULL_RETRY_S * (0.5 + chance)
        due = max(self._due, now - self.burst / self.per_s)
        self._due = min(due + 1 / self.per_s, now + LONGEST_RETRY_S)
        wait_s = due - now
        if wait_s <= 0:
            return 0.0
        self.refused += 1
        return min(LONGEST_RETRY_S, wait_s + 0.5 + chance)
