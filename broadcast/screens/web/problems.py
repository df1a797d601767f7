"""Texts of the errors of screens."""

from conference.texts.catalogues import key_family

ERRORS = key_family(
    "error.screen.",
    (
        "address_wrong",
        "cells_wrong",
        "changed",
        "decided",
        "kind_missing",
        "name_missing",
        "name_taken",
        "name_wrong",
        "none_chosen",
        "option_wrong",
        "place_too_long",
        "room_missing",
        "still_paired",
        "too_many",
        "too_many_requests",
        "unknown",
        "unknown_code",
    ),
)
"""Errors of the actions, declared for the catalogues."""
