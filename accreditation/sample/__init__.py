"""The fictional press corps of an event: the same people, outlets and photos in every run."""

from accreditation.sample.corps import press_corps
from accreditation.sample.people import CorpsApplication, CorpsOutlet, Outcome, PressCorps
from accreditation.sample.photos import draw_photo

__all__ = ["CorpsApplication", "CorpsOutlet", "Outcome", "PressCorps", "draw_photo", "press_corps"]
