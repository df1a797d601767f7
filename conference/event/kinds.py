"""Kinds of programme items."""

from typing import Literal, get_args

Kind = Literal[
    "opening_ceremony",
    "signing_ceremony",
    "general_debate",
    "plenary",
    "round_table",
    "side_event",
    "press_conference",
    "closing_session",
    "welcome_ceremony",
    "photo_opportunity",
    "state_banquet",
    "rehearsal",
    "bilateral_meeting",
]
KINDS: tuple[str, ...] = get_args(Kind)
