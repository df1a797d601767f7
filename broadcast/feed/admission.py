"""How many viewers a node takes, and how many at once; whom it cannot take it gives a time to come back. No I/O."""

from dataclasses import dataclass

ADMITTED_PER_S = 5_000
"""Handshakes a second, in the long run: with its snapshot one costs about 0.1 ms, so this is half a core."""

BURST = 10_000
"""Handshakes taken at once, however fast they come: a hall full of phones after a cut."""

MOST_VIEWERS = 20_000
"""Connections that one node takes: about 0.3 GB, and 0.2 s for one update to all of them."""

KEPT_SHARE = 0.1
"""The part of the places that is kept for networks with less than half of all viewers: a venue behind one address may
fill the others, and one host that opens viewer after viewer cannot lock everybody else out."""

FULL_RETRY_S = 30.0
"""What those are asked to wait, on average, who find the node full: perhaps another has room by then."""

LONGEST_RETRY_S = 120.0
"""Nobody is asked to wait longer than this."""


@dataclass(slots=True)
class Admission:
    """Lets viewers in at a bounded rate (the generic cell rate algorithm, ITU-T I.371), and up to `most` of them.

    Who is refused has a place in the queue all the same: the time given is when their turn comes.
    """

    most: int = MOST_VIEWERS
    per_s: float = ADMITTED_PER_S
    burst: float = BURST
    refused: int = 0
    _due: float = 0.0

    def wait_s(self, held: int, *, now: float, chance: float, of_network: int = 0) -> float:
        """0 to come in; else the seconds after which to come back.

        `held` connections are open, `of_network` of them from the viewer's own network, `now` is a monotonic time in
        seconds, `chance` in [0, 1) keeps apart those who would come back together.
        """
        is_kept = held >= self.most * (1 - KEPT_SHARE) and of_network >= self.most / 2
        if held >= self.most or is_kept:
            self.refused += 1
            return FULL_RETRY_S * (0.5 + chance)
        due = max(self._due, now - self.burst / self.per_s)
        self._due = min(due + 1 / self.per_s, now + LONGEST_RETRY_S)
        early = due - now
        if early <= 0:
            return 0.0
        self.refused += 1
        return min(LONGEST_RETRY_S, early + 0.5 + chance)
