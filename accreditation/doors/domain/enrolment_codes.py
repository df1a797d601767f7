"""Codes of enrolments, to be read aloud and typed: nine signs such as `K7M-3QX-9TR`. Pure.

`static/rules/enrolment_code.mjs` reads them alike.
"""

import hashlib

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""The 32 signs of Crockford's base 32: of signs that look alike it has one."""

_SIGNS, _GROUP = 9, 3
_FOLDED = str.maketrans("OILU", "011V")
_IGNORED = " -_\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{NO-BREAK SPACE}"


def make_code(secret: str) -> str:
    """Return the code of a random secret: 45 of its bits."""
    number = int.from_bytes(hashlib.sha256(secret.encode()).digest())
    return _group_signs("".join(ALPHABET[number >> 5 * place & 31] for place in range(_SIGNS)))


def read_code(typed: str) -> str | None:
    """Return the code that was typed in any case, with any dashes and blanks; None for a text that is none."""
    signs = typed.translate({ord(sign): None for sign in _IGNORED}).upper().translate(_FOLDED)
    return _group_signs(signs) if len(signs) == _SIGNS and set(signs) <= set(ALPHABET) else None


def _group_signs(signs: str) -> str:
    return "-".join(signs[start : start + _GROUP] for start in range(0, _SIGNS, _GROUP))
