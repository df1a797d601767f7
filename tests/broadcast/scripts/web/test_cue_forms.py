"""The form of a cue gives the cue that it was filled from."""

from dataclasses import replace
from datetime import time

from multidict import MultiDict

from broadcast.scripts.web.cue_forms import CueForm, form_values
from conference.web.forms import convert_form
from tests.support.scripts import cue


def test_form_of_a_cue_gives_the_same_cue() -> None:
    full = replace(cue("Khai mạc", at=time(9, 5)), spoken={"ar": "أهلًا"}, notes={"sound": "mic 2"}, seconds=90)
    form = convert_form(MultiDict(form_values(full)), CueForm)
    assert form.to_cue(full.id) == full
    assert form_values(None) == {}


def test_unknown_languages_and_columns_are_left_out() -> None:
    form = convert_form(MultiDict({"what": "x", "spoken.xx": "a", "notes.names": "b"}), CueForm)
    assert (form.to_cue().spoken, form.to_cue().notes) == ({}, {})
