"""Supervisors' PINs at the doors: which are too easy, and what proves one. Pure.

The PIN never leaves where it is typed. PBKDF2 makes it a verifier; a device proves that it knows the verifier, and
itself holds only the verifier's SHA-256, to tell a mistyped PIN without the server.
"""

import hashlib
import hmac
import itertools

ROUNDS = 600_000
"""PBKDF2-HMAC-SHA-256, as OWASP's Password Storage Cheat Sheet asks for (2023)."""

SHORTEST, LONGEST = 6, 12
"""Digits of a PIN."""


def pin_flaw(pin: str) -> str | None:
    """The code of what is wrong with a PIN: not 6 to 12 Western digits, or the first that anybody tries."""
    if not (SHORTEST <= len(pin) <= LONGEST and pin.isascii() and pin.isdigit()):
        return "pin.unfit"
    return "pin.too_easy" if _is_easy(pin) else None


def _is_easy(pin: str) -> bool:
    """One digit or a run of them, up or down (123456, 987654, 901234), the same few digits again (121212, 123123),
    or two digits only."""
    steps = {(int(after) - int(before)) % 10 for before, after in itertools.pairwise(pin)}
    repeats = any(len(pin) % n == 0 and pin == pin[:n] * (len(pin) // n) for n in range(1, len(pin) // 2 + 1))
    return steps in ({0}, {1}, {9}, {2}, {8}) or repeats or len(set(pin)) < 3


def verifier_of(pin: str, salt: bytes) -> bytes:
    """32 bytes that only the PIN gives. Takes a good part of a second: never on the event loop."""
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, ROUNDS)


def is_proof(verifier: bytes, message: bytes, proof: str) -> bool:
    """Whether `proof` (64 hexadecimal digits) is the HMAC-SHA-256 of the message with the verifier."""
    expected = hmac.new(verifier, message, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), proof.lower().encode())
