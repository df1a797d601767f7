"""Directional isolates around values in texts (UAX 9), so that a name's script does not turn the words around it."""

from collections.abc import Mapping

FIRST_STRONG, POP_ISOLATE, LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u2068", "\u2069", "\u2066", "\u2067"


def isolate(value: object) -> str:
    """Enclose a value in an isolate of its own direction."""
    return f"{FIRST_STRONG}{value}{POP_ISOLATE}"


def isolate_params(params: Mapping[str, object]) -> dict[str, str]:
    """Enclose each parameter of a text in an isolate."""
    return {name: isolate(value) for name, value in params.items()}
