"""The fictional press corps of an event: the same people, outlets and photos in every run."""

from rostrum.demo.press_corps.corps import press_corps
from rostrum.demo.press_corps.people import CorpsApplication, CorpsOutlet, Outcome, PressCorps
from rostrum.demo.press_corps.photos import draw_photo

__all__ = ["CorpsApplication", "CorpsOutlet", "Outcome", "PressCorps", "draw_photo", "press_corps"]
