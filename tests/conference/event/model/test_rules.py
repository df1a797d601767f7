"""Groups of rules in the header of an event."""

import msgspec
import pytest

from conference.event import Look


@pytest.mark.parametrize("logo", ["../logo.png", "logo.svg", "a/logo.png", ".png", "logo.png\n"])
def test_logo_outside_of_the_folder_is_refused(logo: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"logo": logo}, Look)


def test_look_of_an_event_is_that_of_the_program_by_default() -> None:
    assert msgspec.convert({}, Look) == Look(colour=None, logo=None)
