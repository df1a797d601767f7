"""Error of an event's data: its faults with file, line, key and proposal."""

import pytest

from conference.event.errors import EventDataError, Fault, propose

FAULT = Fault("places.toml", "rooms (R313): zone", "'moon' is not in zones", "did you mean 'main'?", 31)


def test_fault_is_one_sentence_with_its_place() -> None:
    said = "places.toml:31: rooms (R313): zone: 'moon' is not in zones; did you mean 'main'?"
    assert str(FAULT) == said
    assert str(Fault("press.toml", "", "missing in /x")) == "press.toml: missing in /x"


def test_error_is_handled_as_a_wrong_value() -> None:
    with pytest.raises(ValueError, match=r"^a: b: c$"):
        raise EventDataError(Fault("a", "b", "c"))


def test_error_of_several_faults_names_the_first() -> None:
    error = EventDataError(FAULT, FAULT, FAULT)
    assert str(error) == f"{FAULT} (and 2 more)"
    assert len(error.faults) == 3


def test_error_has_a_stable_code() -> None:
    assert EventDataError(FAULT).code == "event_data"


@pytest.mark.parametrize(
    ("given", "known", "said"),
    [
        ("main_hal", ["main_hall", "foyer"], "did you mean 'main_hall'?"),
        ("x", ["b", "a"], "known: a, b"),
        ("x", [f"zone-{number}" for number in range(9)], "known: " + ", ".join(f"zone-{n}" for n in range(8)) + ", …"),
        ("x", [], ""),
    ],
)
def test_proposal_is_the_similar_name_or_a_list(given: str, known: list[str], said: str) -> None:
    assert propose(given, known) == said
