"""Kinds of programme items, and times of decisions."""

from typing import Annotated, Literal, get_args

from msgspec import Meta

DecisionTime = Annotated[str, Meta(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|at_once)\Z")]
"""An hour of the venue's clock, or that decisions are told at once."""

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
    "performance",
    "visit",
    "exhibition",
]
KINDS: tuple[str, ...] = get_args(Kind)
