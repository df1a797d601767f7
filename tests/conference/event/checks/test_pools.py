"""Rules of press pools in the event's files, each with a file that violates it."""

from pathlib import Path

import pytest

from tests.conference.event.folders import change, problem

CALL = '[[pools.calls]]\nitem = "debate-1"'


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (CALL.replace("debate-1", "debate-2"), "'debate-2' is not in items of the pool"),
        (f"{CALL}\n\n{CALL}", "used twice"),
        (f"{CALL}\nmeet_at = 2025-10-25T18:00:00+07:00", "debate-1 has ended by then"),
        (f'{CALL}\ntelephone = "desk 4"', "expected a telephone number"),
    ],
)
def test_call_that_cannot_be_followed_is_a_fault(folder: Path, call: str, said: str) -> None:
    change(folder, "press.toml", CALL, call)
    assert said in problem(folder)
