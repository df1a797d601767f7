"""Draft of a form that is not submitted yet: its fields with the time of typing, and the merge of two devices. Pure."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from accreditation.applications.domain.answers import FIELDS

DRAFT_LIFE = timedelta(days=3)
"""Lifetime of a draft and of its photo after the last save."""

DRAFT_FIELDS = tuple(name for name in FIELDS if name not in ("photo", "passport_line"))
"""Fields that a draft keeps: not the passport's lines, which are stored sealed, with the application."""

MAX_VALUE = 1000
"""Characters of a value that a draft keeps."""

_MARK_LENGTH = 10


class Typed(Struct, frozen=True):
    """Value of a field, and when it was typed."""

    value: str
    at: datetime


class SavedDraft(Struct, frozen=True):
    """Draft as it is stored."""

    fields: Mapping[str, Typed]
    expires_at: datetime

    @property
    def values(self) -> dict[str, str]:
        """The value of each field."""
        return {name: self.fields[name].value if name in self.fields else "" for name in DRAFT_FIELDS}


class MergedDraft(Struct, frozen=True):
    """Fields after a merge. `elsewhere` are those that another device changed since this page was shown."""

    fields: Mapping[str, Typed]
    elsewhere: tuple[str, ...] = ()


def marks_of(values: Mapping[str, str]) -> str:
    """Return short digests of the values of a page, by which a later save finds what was typed since."""
    return ",".join(f"{name}:{_make_mark(values.get(name, ''))}" for name in DRAFT_FIELDS)


def merge_draft(saved: Mapping[str, Typed], typed: Mapping[str, Typed], marks: str) -> MergedDraft:
    """Merge the values of a page into the saved ones; of a field that both have changed the newer value is kept.

    `marks` are those of the page when it was shown (`marks_of`): a value with its mark was not typed on this page.
    """
    shown = dict(pair.split(":", 1) for pair in marks.split(",") if ":" in pair)
    fields: dict[str, Typed] = {}
    elsewhere = []
    for name in DRAFT_FIELDS:
        here, stored = typed[name], saved.get(name)
        if stored is None or stored.value == here.value:
            fields[name] = stored or here
            continue
        is_changed_here = shown.get(name) != _make_mark(here.value)
        is_changed_elsewhere = shown.get(name) != _make_mark(stored.value)
        fields[name] = here if is_changed_here and (not is_changed_elsewhere or here.at >= stored.at) else stored
        if is_changed_elsewhere:
            elsewhere.append(name)
    return MergedDraft(fields, tuple(elsewhere))


def _make_mark(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK_LENGTH]
