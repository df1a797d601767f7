"""Limits of duration and number of connections, each with its reason."""

from dataclasses import dataclass, field

from conference.connections.proxy_protocol import BalancerNetworks

HANDSHAKE_S = 10.0
"""Seconds for the TLS handshake: three round trips, so that even a satellite link with lost packets needs under 5 s."""

HEAD_S = 20.0
"""Seconds from the accepted connection, or from the first byte of a later request, to the end of the request's head.

A head is one or two packets; 20 s leave time for four retransmissions (1 + 2 + 4 + 8 s). Browsers open connections
ahead and use them within seconds; one that is closed before its use is replaced without the user noticing.
"""

BODY_GRACE_S = 20.0
"""Seconds of silence that a request's body may begin with: a phone that changes from Wi-Fi to the mobile network."""

MIN_RATE = 1024
"""Bytes a second that a body must bring, and that a client must read of its answer: a fifth of what the oldest mobile
data service (GPRS) gives. In a body each such second of data also earns a second of silence, up to BODY_PATIENCE_S."""

BODY_PATIENCE_S = 60.0
"""Seconds of silence that a body may earn: a lift, or a tunnel, in the middle of an upload."""

BODY_S = 600.0
"""Seconds for a whole body: a photo of 8 MB at 14 kB/s, the rate of EDGE on a crowded cell."""

BODY_CHECK_S = 2.0
"""Seconds between two checks of a body under way."""

UNREAD_S = 60.0
"""Seconds in which a client for which more waits than its transport takes must have read at MIN_RATE."""

IDLE_S = 75.0
"""Seconds between two requests of a connection: nginx's default, longer than people need from page to page."""

IDLE_BEHIND_PROXY_S = 3630.0
"""Seconds between two requests of a connection of our own proxies. They keep a bounded pool and close what they do not
use, the slowest (Envoy) after an hour. The side that does not send requests must close last, or requests are lost."""

IDLE_DEVICE_S = 600.0
"""Seconds between two requests of an enrolled device of the doors: longer than browsers keep a connection, so that the
first scan after a quiet time does not wait for a TLS handshake."""

ENDING_S = 5.0
"""Seconds in which a connection that is being ended takes its last answer."""

MAX_CONNECTIONS = 8192
"""Maximum of connections of one process, viewers excluded: twice the backlog of the listening socket, so that a crowd
that was accepted in one turn of the event loop is not shed before its bytes are read."""

MIN_CONNECTIONS = 200
"""Connections that stay possible when viewers use up the files that the process may open."""

RESERVED_FILES = 100
"""Files for the database, Redis, fonts and listening sockets."""

FILES_BESIDE_VIEWERS = 8_500
"""Open files that a process needs beside those of its viewers: MAX_CONNECTIONS and RESERVED_FILES, rounded up."""

MAX_PER_NETWORK = 1024
"""Connections of one network, viewers excluded. A press centre behind one address with 500 people keeps about two
each; above the limit those that were idle for longest are closed, which browsers open again when they need them."""

SHED_AFTER_S = 1.0
"""Seconds that a connection may wait before the limit of its network ends it: a crowd behind one address that comes
back at once has sent its requests by then."""

MAX_BODIES_PER_NETWORK = 128
"""Request bodies of one network under way at once, the client's network behind proxies. The slowest of more is answered
429: that is the one of an attacker, if others at the venue have the same address."""

MAX_PER_DEVICE = 8
"""Connections of one enrolled device that are never shed: a browser opens at most six to one server."""

CUT_AT_ONCE = 50
"""Connections ended in one turn of the event loop (about 2 ms): thousands in a row would delay scans and viewers."""

BODY_COST = 5
"""Cost, in connections of CUT_AT_ONCE, of a request whose handler must answer 408 with a page (about 1 ms)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLimits:
    """Limits that depend on the installation. `files`: files that the process may open.

    `balancers`: whose connections begin with a header of the PROXY protocol.
    """

    proxies: int = 0
    balancers: BalancerNetworks = field(default_factory=BalancerNetworks)
    files: int = 1 << 20
    most: int = MAX_CONNECTIONS
    most_per_network: int = MAX_PER_NETWORK
    most_bodies_per_network: int = MAX_BODIES_PER_NETWORK
    cut_at_once: int = CUT_AT_ONCE

    @property
    def idle_s(self) -> float:
        """Seconds that a connection may be idle between two requests."""
        return IDLE_BEHIND_PROXY_S if self.proxies else IDLE_S
