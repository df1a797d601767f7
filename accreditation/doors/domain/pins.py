"""Supervisors' PINs at the doors: which are too easy, and how one is proven. Pure.

A PIN never leaves the device on which it is typed. PBKDF2 derives a verifier from it. A device proves that it knows the
verifier; it stores only the verifier's SHA-256, by which it recognises a mistyped PIN without the server.
"""

import hashlib
import hmac
import itertools

ROUNDS = 600_000
"""Rounds of PBKDF2-HMAC-SHA-256 that OWASP's Password Storage Cheat Sheet recommends (2023)."""

SHORTEST, LONGEST = 6, 12
"""Least and most digits of a PIN."""


def pin_flaw(pin: str) -> str | None:
    """Return the code of what is wrong with a PIN (not 6 to 12 Western digits, or easy to guess), or None."""
    if not (SHORTEST <= len(pin) <= LONGEST and pin.isascii() and pin.isdigit()):
        return "pin.unfit"
    return "pin.too_easy" if _is_easy(pin) else None


def _is_easy(pin: str) -> bool:
    """Return whether a PIN is easy: one digit or a run of digits, up or down (123456, 987654, 901234), a repeated group
    (121212, 123123), or at most two different digits."""
    steps = {(int(after) - int(before)) % 10 for before, after in itertools.pairwise(pin)}
    repeats = any(len(pin) % n == 0 and pin == pin[:n] * (len(pin) // n) for n in range(1, len(pin) // 2 + 1))
    return steps in ({0}, {1}, {9}, {2}, {8}) or repeats or len(set(pin)) < 3


def verifier_of(pin: str, salt: bytes) -> bytes:
    """Derive the verifier of a PIN, 32 bytes. Takes part of a second: do not call it on the event loop."""
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, ROUNDS)


def is_proof(verifier: bytes, message: bytes, proof: str) -> bool:
    """Return whether `proof` (64 hexadecimal digits) is the HMAC-SHA-256 of the message with the verifier."""
    expected = hmac.new(verifier, message, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), proof.lower().encode())
