"""Merge of a draft that is open on two devices."""

from datetime import datetime, timedelta

import pytest

from accreditation.applications.domain.drafts import DRAFT_FIELDS, MergedDraft, Typed, marks_of, merge_draft
from tests.support.application_samples import NOON

EMPTY = dict.fromkeys(DRAFT_FIELDS, "")


def typed(at: datetime = NOON, **values: str) -> dict[str, Typed]:
    return {name: Typed(value, at) for name, value in (EMPTY | values).items()}


def value_of(merged: MergedDraft, name: str) -> str:
    return merged.fields[name].value


def test_first_save_takes_every_value() -> None:
    merged = merge_draft({}, typed(email="a@example.org"), marks_of(EMPTY))
    assert (value_of(merged, "email"), value_of(merged, "phone"), merged.elsewhere) == ("a@example.org", "", ())


def test_fields_typed_on_two_devices_are_joined() -> None:
    saved = typed(email="a@example.org")
    merged = merge_draft(saved, typed(phone="1"), marks_of(EMPTY))
    assert (value_of(merged, "email"), value_of(merged, "phone")) == ("a@example.org", "1")
    assert merged.elsewhere == ("email",)


def test_value_typed_on_this_page_replaces_the_shown_one() -> None:
    saved = typed(email="old@example.org")
    merged = merge_draft(saved, typed(email="new@example.org"), marks_of(EMPTY | {"email": "old@example.org"}))
    assert (value_of(merged, "email"), merged.elsewhere) == ("new@example.org", ())
    cleared = merge_draft(saved, typed(), marks_of(EMPTY | {"email": "old@example.org"}))
    assert (value_of(cleared, "email"), cleared.elsewhere) == ("", ())


@pytest.mark.parametrize(("minutes", "kept"), [(1, "here"), (0, "here"), (-1, "there")])
def test_newer_value_of_a_field_of_two_devices_is_kept(minutes: int, kept: str) -> None:
    here = typed(NOON + timedelta(minutes=minutes), outlet="here")
    merged = merge_draft(typed(outlet="there"), here, marks_of(EMPTY))
    assert (value_of(merged, "outlet"), merged.elsewhere) == (kept, ("outlet",))


@pytest.mark.parametrize("marks", ["", "email", ",,:,", "outlet:x:y", "email:" * 50])
def test_page_with_invalid_marks_counts_as_typed(marks: str) -> None:
    later = NOON + timedelta(minutes=1)
    merged = merge_draft(typed(outlet="there"), typed(later, outlet="here"), marks)
    assert (value_of(merged, "outlet"), merged.elsewhere) == ("here", ("outlet",))
