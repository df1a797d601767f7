"""Rate limits of the public pages, for each network address.

Many journalists share one address at a venue, so the limits are high: they stop a program, not a group of people.
"""

from conference.rate_limits import Limit

SUBMISSIONS = Limit("submissions", burst=40, every_s=10)
PHOTOS = Limit("photos", burst=60, every_s=5)
BADGES = Limit("badges", burst=30, every_s=3)
SUGGESTIONS = Limit("suggestions", burst=120, every_s=0.5)
DRAFTS = Limit("drafts", burst=120, every_s=1)
QUESTIONS = Limit("questions", burst=300, every_s=0.5)
"""Requests to put questions: all of a press conference may come from one address within minutes."""

LETTERS = Limit("letters", burst=20, every_s=30)
"""Letters with a link that a visitor asks for."""

ADDRESSES = Limit("letters to an address", burst=4, every_s=900)
"""The same for each mail address."""
